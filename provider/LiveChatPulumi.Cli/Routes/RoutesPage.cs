using System.Globalization;
using System.Net;
using System.Text;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>One page, with nothing to load, that shows people where chats go: rules in order, their conditions, groups, and who answers.</summary>
internal sealed class RoutesPage(LicenseRoutes license, DateTimeOffset now)
{
    private readonly StringBuilder _page = new();
    private readonly HashSet<long> _shown = [];

    /// <summary>The page as HTML.</summary>
    public string Write(IReadOnlyList<Route> routes, bool isPreview)
    {
        var there = routes.Where(r => !r.Change.HasFlag(RouteChange.Deleted)).ToList();
        var shadows = RuleShadows.Of([.. there.Select(r => r.Rule)]).ToDictionary(s => s.Rule.Id, s => s.By, StringComparer.Ordinal);
        Add(
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Where chats go</title><style>{Style}</style></head><body>"
        );
        Add(
            $"<header><h1>Where chats go</h1><p>{(isPreview ? "As the next apply will leave it" : "As it is")}, {now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC. A customer meets the rules from the top down; the first that matches counts.</p></header>"
        );
        foreach (var problem in license.Problems)
            Add($"<p class=\"problem\" role=\"alert\">{Encode(problem)}</p>");
        Add("<ol class=\"rules\">");
        for (var i = 0; i < there.Count; i++)
            AddRule(there[i], i + 1, there, shadows);
        Add(
            "<li class=\"rule rest\"><div class=\"what\"><h2>Everybody else</h2><p class=\"conditions\">Customers whom no rule matches.</p></div><div class=\"arrow\" aria-hidden=\"true\"></div><div class=\"groups\">"
        );
        AddGroup(0);
        Add("</div></li></ol>");
        var gone = routes.Where(r => r.Change.HasFlag(RouteChange.Deleted)).ToList();
        if (gone.Count > 0)
            Add(
                $"<section class=\"gone\"><h2>Rules that will be deleted</h2><ul>{string.Concat(gone.Select(r => $"<li><s>{Encode(r.Rule.Name)}</s> {Chips(r.Rule)}</li>"))}</ul></section>"
            );
        Add("</body></html>");
        return _page.ToString();
    }

    private void AddRule(Route route, int number, List<Route> there, Dictionary<string, RoutingRule> shadows)
    {
        var isShadowed = shadows.TryGetValue(route.Rule.Id, out var by);
        Add(
            $"<li class=\"rule{(isShadowed ? " never" : "")}\" id=\"rule-{number}\"><div class=\"what\"><h2><span class=\"number\">{number}</span> {Encode(route.Rule.Name)}{(route.Change == RouteChange.None ? "" : $" <span class=\"badge {route.Change.ToString().Split(',')[0].ToLowerInvariant()}\">{RoutesText.Change(route.Change)}</span>")}</h2>"
        );
        Add($"<p class=\"conditions\">{Chips(route.Rule)}</p>");
        if (route.Owner is not null)
            Add($"<p class=\"owner\">declared by {Encode(route.Owner)}</p>");
        if (isShadowed)
            Add(
                $"<p class=\"problem\">Never matches: rule {there.FindIndex(r => r.Rule == by) + 1}, {Encode(by!.Name)}, matches wherever this one does.</p>"
            );
        Add("</div><div class=\"arrow\" aria-hidden=\"true\"></div><div class=\"groups\">");
        foreach (var group in route.Rule.Groups)
            AddGroup(group);
        if (!route.GroupsKnown)
            Add("<div class=\"group\">A group that this apply creates.</div>");
        Add("</div></li>");
    }

    /// <summary>A group is unfolded where it comes first; further down it is folded, so that the page stays short.</summary>
    private void AddGroup(long id)
    {
        var group = license.Group(id);
        var bots = group.Members.Count(m => m.IsBot);
        Add(
            $"<details class=\"group\"{(_shown.Add(id) ? " open" : "")}><summary><strong>{Encode(group.Name)}</strong> <span class=\"count\">{Count(group.Members.Count - bots, "agent")}{(bots > 0 ? ", " + Count(bots, "bot") : "")}</span></summary>"
        );
        if (group.Members.Count == 0)
            Add("<p class=\"empty\">Nobody answers here.</p>");
        foreach (var priority in group.Members.GroupBy(m => m.Priority))
        {
            Add(
                $"<p class=\"priority\"><span class=\"label\">{Encode(priority.Key)}</span> {string.Concat(priority.Select(m => $"<span class=\"member{(m.IsBot ? " bot" : "")}\">{Encode(m.Name)}{(m.IsBot ? " <em>bot</em>" : "")}</span>"))}</p>"
            );
        }

        Add("</details>");
    }

    private static string Chips(RoutingRule rule) =>
        string.Join(
            " <span class=\"and\">and</span> ",
            RuleWords.Of(rule.Conditions).Select(w => $"<span class=\"chip\">{Encode(w)}</span>")
        );

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private void Add(string html) => _page.Append(html).Append('\n');

    private const string Style = """
        :root { color-scheme: light dark; --back: #f5f6f8; --card: #fff; --text: #1b1c20; --soft: #5b6070; --line: #d9dce3; --accent: #0a5bd3; --bad: #b3261e; --chip: #e8effb; --bot: #ece5fa; }
        @media (prefers-color-scheme: dark) { :root { --back: #16171a; --card: #212327; --text: #eceef2; --soft: #a2a8b8; --line: #383b42; --accent: #7fb0ff; --bad: #ff8a80; --chip: #28344a; --bot: #3a3052; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1100px; padding: 24px; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
        h1 { margin: 0; font-size: 24px; } h2 { margin: 0; font-size: 16px; overflow-wrap: anywhere; }
        header p { margin: 4px 0 20px; color: var(--soft); }
        .rules { list-style: none; margin: 0; padding: 0; }
        .rule { display: grid; grid-template-columns: minmax(0, 1fr) 44px minmax(0, 1fr); align-items: center; margin-bottom: 10px; }
        .what, .group { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
        .what { align-self: stretch; }
        .never .what { border-color: var(--bad); }
        .rest .what { border-style: dashed; }
        .number { display: inline-block; min-width: 26px; margin-right: 4px; padding: 1px 6px; border-radius: 13px; background: var(--accent); color: var(--card); text-align: center; font-size: 13px; }
        .conditions { margin: 8px 0 0; } .and { color: var(--soft); }
        .chip { display: inline-block; padding: 1px 8px; margin: 2px 0; border-radius: 6px; background: var(--chip); overflow-wrap: anywhere; }
        .owner { margin: 8px 0 0; color: var(--soft); font-size: 13px; }
        .problem { margin: 8px 0 0; color: var(--bad); }
        .badge { padding: 1px 8px; border-radius: 6px; border: 1px solid currentColor; color: var(--accent); font-size: 12px; font-weight: normal; }
        .arrow { position: relative; height: 2px; background: var(--soft); margin: 0 6px; }
        .arrow::after { content: ""; position: absolute; right: 0; top: -4px; border: 5px solid transparent; border-left-color: var(--soft); border-right: 0; }
        .groups { display: grid; gap: 6px; }
        summary { cursor: pointer; } .count { color: var(--soft); font-size: 13px; }
        .priority { margin: 6px 0 0; } .label { display: inline-block; width: 82px; color: var(--soft); font-size: 13px; }
        .member { display: inline-block; padding: 0 8px; margin: 2px 4px 2px 0; border: 1px solid var(--line); border-radius: 12px; } .bot { background: var(--bot); } .bot em { font-size: 12px; color: var(--soft); }
        .empty { margin: 6px 0 0; color: var(--bad); }
        @media (max-width: 700px) { .rule { grid-template-columns: 1fr; } .arrow { width: 2px; height: 16px; margin: 4px auto; } .arrow::after { right: -4px; top: auto; bottom: 0; border: 5px solid transparent; border-top-color: var(--soft); border-bottom: 0; } }
        @media print { body { background: none; } .rule { break-inside: avoid; } }
        """;
}
