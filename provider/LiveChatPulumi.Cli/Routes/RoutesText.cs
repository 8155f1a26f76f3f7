using System.Text.Json.Nodes;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>Writes the rules as lines and as JSON.</summary>
internal sealed class RoutesText(LicenseRoutes license)
{
    private const int ShownMembers = 8;

    /// <summary>The rules in order, each with its conditions and the groups it leads to.</summary>
    public IEnumerable<string> Lines(IReadOnlyList<ListedRule> rules)
    {
        var number = 0;
        foreach (var rule in rules)
        {
            var position = rule.Remains ? $"{++number}." : "";
            var owner = rule.Owner is null ? "" : $", by {rule.Owner}";
            var change = rule.Changes is RuleChanges.None ? "" : $" [{Describe(rule.Changes)}]";
            yield return $"{Mark(rule.Changes)}{position, 4} {Name(rule.Rule)}{owner}{change}";
            yield return $"        {Conditions(rule.Rule)}";
            yield return $"        -> {Groups(rule)}";
        }

        yield return $"      All other chats go to {Group(0)}.";
    }

    /// <summary>Warnings of a broken list, of objects that could not be read, and of rules that never match.</summary>
    public IEnumerable<string> Warnings(IReadOnlyList<ListedRule> rules) =>
        [
            .. license.Problems,
            .. RuleShadows
                .Of([.. rules.Where(r => r.Remains).Select(r => r.Rule)])
                .Select(s => $"rule {Name(s.Rule)} can never match: {Name(s.By)}, which stands before it, matches wherever it does"),
        ];

    /// <summary>Names the first rule that a customer meets, and the earlier rules that may match as well.</summary>
    public IEnumerable<string> Answer(IReadOnlyList<ListedRule> rules, Visitor visitor)
    {
        var remaining = rules.Where(r => r.Remains).ToList();
        var (rule, uncertain) = RuleMatching.First(remaining.Select(r => r.Rule), visitor);
        if (rule is null)
            yield return $"No rule matches: the chat goes to {Group(0)}.";
        else
        {
            yield return $"Rule {Number(rule)}, {Name(rule)}, matches: {Conditions(rule)}.";
            yield return $"The chat goes to {Groups(remaining[Number(rule) - 1])}.";
        }

        foreach (var id in rule?.Groups ?? [0])
            if (license.IsUnanswered(id))
                yield return $"Nobody answers in {license.Group(id).Name} ({id}): no agent or bot there gets chats.";

        foreach (var other in uncertain)
            yield return $"But rule {Number(other)}, {Name(other)}, comes first if {Conditions(other)}: "
                + "that is not known of this customer.";

        int Number(RoutingRule of) => remaining.FindIndex(r => r.Rule == of) + 1;
    }

    public JsonObject Json(IReadOnlyList<ListedRule> rules) =>
        new()
        {
            ["rules"] = new JsonArray([.. rules.Select(r => (JsonNode)Json(r))]),
            ["warnings"] = new JsonArray([.. Warnings(rules).Select(w => (JsonNode)w)]),
        };

    private JsonObject Json(ListedRule rule) =>
        new()
        {
            ["id"] = rule.Rule.Id,
            ["description"] = rule.Rule.Description,
            ["conditions"] = new JsonArray([.. RuleWords.Of(rule.Rule.Conditions).Select(w => (JsonNode)w)]),
            ["groupIds"] = rule.GroupsKnown ? new JsonArray([.. rule.Rule.Groups.Select(g => (JsonNode)g)]) : null,
            ["groups"] = new JsonArray([.. rule.Rule.Groups.Select(g => (JsonNode)license.Group(g).Name)]),
            ["change"] = Describe(rule.Changes),
            ["owner"] = rule.Owner,
        };

    /// <summary>The changes to a rule in words that lines, JSON and pages share.</summary>
    public static string Describe(RuleChanges changes) =>
        changes switch
        {
            RuleChanges.None => "same",
            RuleChanges.Added => "added",
            RuleChanges.Deleted => "deleted",
            RuleChanges.Moved => "moved",
            RuleChanges.Rewritten => "rewritten",
            _ => "rewritten and moved",
        };

    private static string Name(RoutingRule rule) => rule.Description.Length > 0 ? $"'{rule.Description}' ({rule.Id})" : rule.Id;

    private static string Conditions(RoutingRule rule) => string.Join(", and ", RuleWords.Of(rule.Conditions));

    private static string Mark(RuleChanges changes) =>
        changes switch
        {
            RuleChanges.None => "  ",
            RuleChanges.Added => "+ ",
            RuleChanges.Deleted => "- ",
            _ => "~ ",
        };

    private string Groups(ListedRule rule) =>
        string.Join("; ", rule.Rule.Groups.Select(Group).Concat(rule.GroupsKnown ? [] : ["a group that this apply creates"]));

    private string Group(long id)
    {
        var group = license.Group(id);
        if (group.Members.Count == 0)
            return $"{group.Name} ({id})";
        var members = group.Members.Take(ShownMembers).Select(m => $"{m.Name}{(m.IsBot ? " (bot)" : "")} {m.Priority}");
        var rest = group.Members.Count > ShownMembers ? $" and {group.Members.Count - ShownMembers} more" : "";
        return $"{group.Name} ({id}): {string.Join(", ", members)}{rest}";
    }
}
