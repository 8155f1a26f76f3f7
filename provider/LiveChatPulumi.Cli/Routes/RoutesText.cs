using System.Text.Json.Nodes;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>Routes as lines, and as JSON.</summary>
internal sealed class RoutesText(LicenseRoutes license)
{
    /// <summary>The rules in order, each with its conditions and where it leads.</summary>
    public IEnumerable<string> Lines(IReadOnlyList<Route> routes)
    {
        var number = 0;
        foreach (var route in routes)
        {
            var mark = Mark(route.Change);
            var place = route.Change.HasFlag(RouteChange.Deleted) ? "" : $"{++number}.";
            yield return $"{mark}{place, 4} {Name(route.Rule)}{(route.Owner is null ? "" : $", by {route.Owner}")}{Words(route.Change)}";
            yield return $"        {string.Join(", and ", RuleWords.Of(route.Rule.Conditions))}";
            yield return $"        -> {Groups(route)}";
        }

        yield return $"      All other chats go to {Group(0)}.";
    }

    /// <summary>What is worth a warning: a broken list, what could not be read, rules that never match.</summary>
    public IEnumerable<string> Warnings(IReadOnlyList<Route> routes) =>
        [
            .. license.Problems,
            .. RuleShadows
                .Of([.. routes.Where(r => !r.Change.HasFlag(RouteChange.Deleted)).Select(r => r.Rule)])
                .Select(s => $"rule {Name(s.Rule)} can never match: {Name(s.By)}, which stands before it, matches wherever it does"),
        ];

    /// <summary>Which rule a customer meets first, and what that depends on.</summary>
    public IEnumerable<string> Answer(IReadOnlyList<Route> routes, Visitor visitor)
    {
        var there = routes.Where(r => !r.Change.HasFlag(RouteChange.Deleted)).ToList();
        var (rule, uncertain) = RuleMatching.First(there.Select(r => r.Rule), visitor);
        var place = there.FindIndex(r => r.Rule == rule);
        if (rule is null)
            yield return $"No rule matches: the chat goes to {Group(0)}.";
        else
        {
            yield return $"Rule {place + 1}, {Name(rule)}, matches: {string.Join(", and ", RuleWords.Of(rule.Conditions))}.";
            yield return $"The chat goes to {Groups(there[place])}.";
        }

        foreach (var other in uncertain)
            yield return $"But rule {there.FindIndex(r => r.Rule == other) + 1}, {Name(other)}, comes first if {string.Join(", and ", RuleWords.Of(other.Conditions))}: that is not known of this customer.";
    }

    public JsonObject Json(IReadOnlyList<Route> routes) =>
        new()
        {
            ["rules"] = new JsonArray([
                .. routes.Select(r =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = r.Rule.Id,
                            ["description"] = r.Rule.Description,
                            ["conditions"] = new JsonArray([.. RuleWords.Of(r.Rule.Conditions).Select(w => (JsonNode)w)]),
                            ["groupIds"] = r.GroupsKnown ? new JsonArray([.. r.Rule.Groups.Select(g => (JsonNode)g)]) : null,
                            ["groups"] = new JsonArray([.. r.Rule.Groups.Select(g => (JsonNode)license.Group(g).Name)]),
                            ["change"] = Change(r.Change),
                            ["owner"] = r.Owner,
                        }
                ),
            ]),
            ["warnings"] = new JsonArray([.. Warnings(routes).Select(w => (JsonNode)w)]),
        };

    /// <summary>What becomes of a rule, in words that JSON and pages share.</summary>
    public static string Change(RouteChange change) =>
        change switch
        {
            RouteChange.None => "same",
            RouteChange.Added => "added",
            RouteChange.Deleted => "deleted",
            RouteChange.Moved => "moved",
            RouteChange.Rewritten => "rewritten",
            _ => "rewritten and moved",
        };

    /// <summary>How people know a rule.</summary>
    public static string Name(RoutingRule rule) => rule.Description.Length > 0 ? $"'{rule.Description}' ({rule.Id})" : rule.Id;

    private static string Mark(RouteChange change) =>
        change switch
        {
            RouteChange.None => "  ",
            RouteChange.Added => "+ ",
            RouteChange.Deleted => "- ",
            _ => "~ ",
        };

    private static string Words(RouteChange change) => change is RouteChange.None ? "" : $" [{Change(change)}]";

    private string Groups(Route route) =>
        string.Join("; ", route.Rule.Groups.Select(Group).Concat(route.GroupsKnown ? [] : ["a group that this apply creates"]));

    private string Group(long id)
    {
        var group = license.Group(id);
        return $"{group.Name} ({id})"
            + (
                group.Members.Count == 0
                    ? ""
                    : $": {string.Join(", ", group.Members.Take(8).Select(m => $"{m.Name}{(m.IsBot ? " (bot)" : "")} {m.Priority}"))}{(group.Members.Count > 8 ? $" and {group.Members.Count - 8} more" : "")}"
            );
    }
}
