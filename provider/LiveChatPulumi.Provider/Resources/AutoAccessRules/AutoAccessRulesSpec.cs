using System.Collections.Immutable;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>What AutoAccessRules are: routing rules as one ordered list (API document, section Auto access).</summary>
internal static class AutoAccessRulesSpec
{
    /// <summary>The id of the list: a license has one.</summary>
    public const string Only = "rules";

    /// <summary>The mode in which nobody else has rules.</summary>
    public const string Exclusive = "exclusive";

    private static readonly ObjectType Rule = new(
        "AutoAccessRule",
        "A routing rule of the list. Its groups get the chats of customers who meet its conditions and match no rule before it.",
        [
            new(
                "key",
                "key",
                new TextType(Form: TextForm.NotEmpty),
                "A name for the rule. It stays the same when the rule changes or moves, so that the provider knows which rule it is. "
                    + "LiveChat does not know the key."
            )
            {
                Required = true,
                AlwaysPresent = true,
                Class = PropertyClass.WriteOnly,
            },
            .. AutoAccessSpec.Contents,
        ]
    );

    private static readonly EnumType Mode = new(
        "AutoAccessRulesMode",
        "What becomes of rules that are made elsewhere.",
        [new("Managed", "managed", "They stay, and are never moved or written."), new(nameof(Exclusive), Exclusive, "They are deleted.")]
    );

    private static readonly EnumType End = new(
        "AutoAccessEnd",
        "An end of the list.",
        [
            new("First", "first", "Before all rules that are made elsewhere."),
            new("Last", "last", "After all rules that are made elsewhere."),
        ]
    );

    private static readonly ObjectType Place = new(
        "AutoAccessRulesPlacement",
        "Where the rules stand, as one block, among those that are made elsewhere. Set exactly one of at, before and after.",
        [
            new("at", "at", End, "At an end of the list."),
            new("before", "before", new TextType(Form: TextForm.NotEmpty), "Right before the rule of this id."),
            new("after", "after", new TextType(Form: TextForm.NotEmpty), "Right after the rule of this id."),
        ]
    )
    {
        IsChoice = true,
    };

    public static ResourceSpec Spec { get; } =
        new(
            "AutoAccessRules",
            "The routing rules of a license as one list, in the order in which LiveChat evaluates them. The first rule that matches "
                + "a customer counts. Each apply brings the list into this order with as few calls as possible, and the list is valid "
                + "after each call. New and moved rules come first and deletes last, so that no chat is without a rule in between. "
                + "Rules that are made elsewhere stay as they are, unless mode says otherwise.",
            [
                new("rules", "rules", PropertyType.Keyed(Rule, "key"), "The rules, in the order in which they are evaluated.")
                {
                    Required = true,
                    AlwaysPresent = true,
                },
                new("mode", "mode", Mode, "What becomes of rules that are made elsewhere; managed by default: they stay.")
                {
                    Class = PropertyClass.WriteOnly,
                    Delivery = Delivery.Advice,
                    Default = PropertyValue.Of("managed"),
                },
                new(
                    "placement",
                    "placement",
                    Place,
                    "Where the rules stand among those that are made elsewhere; before them by default. Mode exclusive ignores it."
                )
                {
                    Default = PropertyObject.Of(("at", PropertyValue.Of("first"))),
                    IsFilledIn = true,
                    IsRelation = true,
                },
                new("ruleIds", "", PropertyType.Map(PropertyType.Text), "Ids of the rules, by key.")
                {
                    Class = PropertyClass.Output,
                    AlwaysPresent = true,
                },
            ]
        )
        {
            ImportId = $"'{Only}' for the whole list, or the ids of the rules to take over, joined by commas",
            IdForm = id => id == Only || id.Split(',', StringSplitOptions.TrimEntries).All(IdForms.IsIssued),
            ImportExample = Only,
            Identity = Identity.Setting,
            Key = [],
            References = ["livechat:index:Group", "livechat:index:AutoAccess"],
            Rules = [EachRule(AutoAccessSpec.ContentRules), OneOfEachKey, OnePlace],
            Warnings = [EachRule(AutoAccessSpec.ContentWarnings)],
        };

    /// <summary>Asks something of the contents of each rule.</summary>
    private static CrossRule EachRule(ImmutableArray<CrossRule> asked) =>
        inputs =>
            inputs["rules"] is not PropertyArray rules
                ? []
                : rules.Items.SelectMany(
                    (item, i) =>
                        item is not PropertyObject rule
                            ? []
                            : asked
                                .SelectMany(ask => ask(rule))
                                .Select(f => (PropertyPath.Root.Member("rules").Element(i).Append(f.Path), f.Reason))
                );

    private static IEnumerable<(PropertyPath Path, string Reason)> OneOfEachKey(PropertyObject inputs)
    {
        if (inputs["rules"] is not PropertyArray rules)
            yield break;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rules.Items.Length; i++)
        {
            if ((rules.Items[i] as PropertyObject)?.Text("key") is { } key && !seen.TryAdd(key, i))
                yield return (
                    PropertyPath.Root.Member("rules").Element(i).Member("key"),
                    $"is the key of rules[{seen[key]}] already; each rule needs one of its own"
                );
        }
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> OnePlace(PropertyObject inputs)
    {
        if (inputs["placement"] is PropertyObject place && place.Members.Values.Count(v => !v.IsNull) != 1)
            yield return (PropertyPath.Root.Member("placement"), "needs exactly one of at, before, after");
    }
}
