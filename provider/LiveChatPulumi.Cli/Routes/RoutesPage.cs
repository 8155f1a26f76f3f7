using System.Globalization;
using System.Net;
using System.Text;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>
/// Writes one page that loads nothing and shows people where chats go: the rules in order, their conditions, their groups, and the
/// members that answer.
/// </summary>
internal sealed class RoutesPage(LicenseRoutes license, DateTimeOffset now)
{
    private readonly StringBuilder _page = new();
    private readonly HashSet<long> _shownGroups = [];

    /// <summary>The page as HTML.</summary>
    public string Write(IReadOnlyList<ListedRule> rules, bool isPreview)
    {
        AddHeader(isPreview);
        AddRules([.. rules.Where(r => r.Remains)]);
        AddDeleted([.. rules.Where(r => !r.Remains)]);
        Add("</body></html>");
        return _page.ToString();
    }

    private void AddHeader(bool isPreview)
    {
        Add(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + $"<title>Where chats go</title><style>{RoutesStyle.Css}</style></head><body>"
        );
        var state = isPreview ? "As the next apply will leave it" : "As it is";
        Add(
            $"<header><h1>Where chats go</h1><p>{state}, {now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC. "
                + "A customer meets the rules from the top down; the first that matches counts.</p></header>"
        );
        foreach (var problem in license.Problems)
            Add($"<p class=\"problem\" role=\"alert\">{Encode(problem)}</p>");
    }

    private void AddRules(List<ListedRule> rules)
    {
        var shadows = RuleShadows.Of([.. rules.Select(r => r.Rule)]).ToDictionary(s => s.Rule.Id, s => s.By, StringComparer.Ordinal);
        Add("<ol class=\"rules\">");
        for (var i = 0; i < rules.Count; i++)
        {
            var shadowing = shadows.GetValueOrDefault(rules[i].Rule.Id);
            AddRule(rules[i], i + 1, shadowing, rules.FindIndex(r => r.Rule == shadowing) + 1);
        }

        Add(
            "<li class=\"rule rest\"><div class=\"what\"><h2>Everybody else</h2>"
                + "<p class=\"conditions\">Customers whom no rule matches.</p></div>"
                + "<div class=\"arrow\" aria-hidden=\"true\"></div><div class=\"groups\">"
        );
        AddGroup(0);
        Add("</div></li></ol>");
    }

    private void AddDeleted(List<ListedRule> rules)
    {
        if (rules.Count == 0)
            return;
        var items = rules.Select(r => $"<li><s>{Encode(r.Rule.Name)}</s> {Chips(r.Rule)}</li>");
        Add($"<section class=\"gone\"><h2>Rules that will be deleted</h2><ul>{string.Concat(items)}</ul></section>");
    }

    private void AddRule(ListedRule rule, int number, RoutingRule? shadowing, int shadowingNumber)
    {
        Add(
            $"<li class=\"rule{(shadowing is null ? "" : " never")}\" id=\"rule-{number}\"><div class=\"what\">"
                + $"<h2><span class=\"number\">{number}</span> {Encode(rule.Rule.Name)}{Badge(rule.Changes)}</h2>"
        );
        Add($"<p class=\"conditions\">{Chips(rule.Rule)}</p>");
        if (rule.Owner is not null)
            Add($"<p class=\"owner\">declared by {Encode(rule.Owner)}</p>");
        if (shadowing is not null)
            Add(
                $"<p class=\"problem\">Never matches: rule {shadowingNumber}, {Encode(shadowing.Name)}, "
                    + "matches wherever this one does.</p>"
            );
        Add("</div><div class=\"arrow\" aria-hidden=\"true\"></div><div class=\"groups\">");
        foreach (var group in rule.Rule.Groups)
            AddGroup(group);
        if (!rule.GroupsKnown)
            Add("<div class=\"group\">A group that this apply creates.</div>");
        Add("</div></li>");
    }

    /// <summary>Unfolds a group only where it comes first, so that the page stays short.</summary>
    private void AddGroup(long id)
    {
        var group = license.Group(id);
        var bots = group.Members.Count(m => m.IsBot);
        var count = Count(group.Members.Count - bots, "agent") + (bots > 0 ? ", " + Count(bots, "bot") : "");
        Add(
            $"<details class=\"group\"{(_shownGroups.Add(id) ? " open" : "")}>"
                + $"<summary><strong>{Encode(group.Name)}</strong> <span class=\"count\">{count}</span></summary>"
        );
        if (group.Members.Count == 0)
            Add("<p class=\"empty\">Nobody answers here.</p>");
        foreach (var priority in group.Members.GroupBy(m => m.Priority))
            Add($"<p class=\"priority\"><span class=\"label\">{Encode(priority.Key)}</span> {string.Concat(priority.Select(Chip))}</p>");
        Add("</details>");
    }

    private static string Badge(RuleChanges changes) =>
        changes == RuleChanges.None
            ? ""
            : $" <span class=\"badge {changes.ToString().Split(',')[0].ToLowerInvariant()}\">{RoutesText.Describe(changes)}</span>";

    private static string Chip(Member member) =>
        $"<span class=\"member{(member.IsBot ? " bot" : "")}\">{Encode(member.Name)}{(member.IsBot ? " <em>bot</em>" : "")}</span>";

    private static string Chips(RoutingRule rule) =>
        string.Join(
            " <span class=\"and\">and</span> ",
            RuleWords.Of(rule.Conditions).Select(w => $"<span class=\"chip\">{Encode(w)}</span>")
        );

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private void Add(string html) => _page.Append(html).Append('\n');
}
