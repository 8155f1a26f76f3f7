using System.Collections.Immutable;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>What an AutoAccess is (API document, section Auto access).</summary>
internal static class AutoAccessSpec
{
    private static readonly ObjectType Match = new(
        "AutoAccessMatch",
        "A text to look for.",
        [
            new("value", "value", new TextType(Form: TextForm.NotEmpty), "The text.") { Required = true, AlwaysPresent = true },
            new(
                "exactMatch",
                "exact_match",
                PropertyType.Boolean,
                "Whether the whole address or domain has to equal the text. By default the text may occur anywhere in it."
            )
            {
                Default = PropertyValue.Of(false),
            },
        ]
    );

    private static readonly ObjectType Matches = new(
        "AutoAccessMatches",
        "Texts to look for, or to rule out. Set either values or excludeValues.",
        [
            new("values", "values", PropertyType.Set(Match), "The condition is met when one of these texts is found."),
            new("excludeValues", "exclude_values", PropertyType.Set(Match), "The condition is met when none of these texts is found."),
        ]
    );

    private static readonly ObjectType Place = new(
        "AutoAccessPlace",
        "A place. All fields that are set have to match; at least one has to be set.",
        [
            new("country", "country", PropertyType.Text, "Name of the country, for example United States."),
            new("countryCode", "country_code", PropertyType.Text, "Code of the country, for example US."),
            new("region", "region", PropertyType.Text, "Region, for example California."),
            new("city", "city", PropertyType.Text, "City, for example Mountain View."),
        ]
    );

    private static readonly ObjectType Conditions = new(
        "AutoAccessConditions",
        "The conditions of a rule. A customer has to meet all of them. A rule needs at least one.",
        [
            new("url", "url", Matches, "Address of the page that the customer is on."),
            new("domain", "domain", Matches, "Domain of the page that the customer is on."),
            new(
                "geolocation",
                "geolocation",
                new ObjectType(
                    "AutoAccessGeolocation",
                    "Where the customer is.",
                    [
                        new("values", "values", PropertyType.Set(Place), "Places; one of them has to match.")
                        {
                            Required = true,
                            AlwaysPresent = true,
                        },
                    ]
                ),
                "Where the customer is."
            ),
        ]
    );

    /// <summary>What a rule says, wherever it stands.</summary>
    public static ImmutableArray<PropertySpec> Contents { get; } =
    [
        new("groupIds", "access.groups", PropertyType.Set(PropertyType.Integer(0)), "Ids of the groups that get the chats.")
        {
            Required = true,
            AlwaysPresent = true,
            RefersTo = [MemberTypes.GroupNumber],
            MustBeThere = true,
        },
        new("conditions", "conditions", Conditions, "What a customer has to meet.") { Required = true, AlwaysPresent = true },
        new("description", "description", PropertyType.Text, "A text for people.") { Default = PropertyValue.Of("") },
    ];

    /// <summary>What the API document demands of a rule's contents.</summary>
    public static ImmutableArray<CrossRule> ContentRules { get; } = [SomeCondition, OneKindOfMatches, SomeFieldOfEachPlace];

    /// <summary>What is most likely a mistake in a rule's contents, and may be meant.</summary>
    public static ImmutableArray<CrossRule> ContentWarnings { get; } = [WellSpeltCountries];

    public static ResourceSpec Spec { get; } =
        new(
            "AutoAccess",
            "A routing rule. Its groups get the chats of customers who meet its conditions. "
                + "Rules stand in a list, and the first rule that matches counts. A new rule goes before the rule that nextId names, "
                + "or to the end of the list. A rule whose contents change keeps its place. "
                + "The groups that Start Chat or Activate Chat name in chat.access override those of a rule.",
            [
                .. Contents,
                new(
                    "nextId",
                    "next_id",
                    new TextType(Form: TextForm.NotEmpty),
                    "Id of a rule that has to come later in the list than this one. Other rules may stand between the two. "
                        + "When the rule of this id comes earlier, this rule is moved right before it. "
                        + "Without nextId, a new rule goes to the end of the list and is never moved."
                )
                {
                    IsRelation = true,
                    OmittedOnImport = true,
                    RefersTo = [new PropertyTarget("livechat:index:AutoAccess", "autoAccessId")],
                },
                new("autoAccessId", "id", PropertyType.Text, "Id of the rule.") { Class = PropertyClass.Output, AlwaysPresent = true },
            ]
        )
        {
            ImportId = "the rule's id",
            IdForm = IdForms.IsIssued,
            ImportExample = "5c9871d5372c824cbf22d860a707a578",
            References = ["livechat:index:Group", "livechat:index:AutoAccess"],
            PartOf = "livechat:index:AutoAccessRules",
            Rules = ContentRules,
            Warnings = [SomeGroup, .. ContentWarnings],
        };

    private static IEnumerable<(PropertyPath Path, string Reason)> SomeGroup(PropertyObject inputs)
    {
        if (inputs["groupIds"] is PropertyArray { Items.IsEmpty: true })
            yield return (PropertyPath.Root.Member("groupIds"), "has no group: a rule without groups leads nowhere");
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> SomeCondition(PropertyObject inputs)
    {
        if (inputs["conditions"] is PropertyObject conditions && conditions.Members.Values.All(c => c.IsNull))
            yield return (PropertyPath.Root.Member("conditions"), "needs at least one of url, domain, geolocation");
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> OneKindOfMatches(PropertyObject inputs)
    {
        foreach (var name in new[] { "url", "domain" })
        {
            if ((inputs["conditions"] as PropertyObject)?[name] is not PropertyObject matches)
                continue;
            var at = PropertyPath.Root.Member("conditions").Member(name);
            var (values, excluded) = (matches["values"], matches["excludeValues"]);
            if (ValueEquality.SaysSomething(values) && ValueEquality.SaysSomething(excluded))
                yield return (at, "has both values and excludeValues; only one of them is allowed");
            else if (!ValueEquality.SaysSomething(values) && !ValueEquality.SaysSomething(excluded))
                yield return (at, "needs values or excludeValues, with at least one text");
        }
    }

    /// <summary>The API document does not say how LiveChat spells countries, so what is no name or code of one is not refused.</summary>
    private static IEnumerable<(PropertyPath Path, string Reason)> WellSpeltCountries(PropertyObject inputs)
    {
        if (((inputs["conditions"] as PropertyObject)?["geolocation"] as PropertyObject)?["values"] is not PropertyArray places)
            yield break;
        for (var i = 0; i < places.Items.Length; i++)
        {
            var at = PropertyPath.Root.Member("conditions").Member("geolocation").Member("values").Element(i);
            var place = places.Items[i] as PropertyObject;
            if (place?.Text("country") is { } country && SpokenNames.CountryNear(country) is { } near)
                yield return (at.Member("country"), $"is '{country}' (did you mean '{near}'?): no customer may come from there");
            if (place?.Text("countryCode") is { } code && SpokenNames.CodeDoubt(code) is { } doubt)
                yield return (at.Member("countryCode"), $"is '{code}'{doubt}: no customer may come from there");
        }
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> SomeFieldOfEachPlace(PropertyObject inputs)
    {
        if (((inputs["conditions"] as PropertyObject)?["geolocation"] as PropertyObject)?["values"] is not PropertyArray places)
            yield break;
        var at = PropertyPath.Root.Member("conditions").Member("geolocation").Member("values");
        if (places.Items.IsEmpty)
            yield return (at, "needs at least one place");
        for (var i = 0; i < places.Items.Length; i++)
        {
            if (places.Items[i] is PropertyObject place && place.Members.Values.All(f => f.IsNull))
                yield return (at.Element(i), "needs at least one of country, countryCode, region, city");
        }
    }
}
