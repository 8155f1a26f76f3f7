using System.Globalization;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Property;

/// <summary>What a Property is (API document, section Properties): a definition, not a value.</summary>
internal static class PropertyDefinition
{
    private static readonly string[] Locations = ["chat", "thread", "event", "license", "group"];

    /// <summary>What the document's answer of list_properties leaves out.</summary>
    private static readonly string[] Bounds = ["domain", "range", "defaultValue"];

    private static readonly EnumType Type = new(
        "PropertyType",
        "What a property holds.",
        [
            new("Int", "int", "A whole number of 32 bits."),
            new("String", "string", "A text."),
            new("Bool", "bool", "True or false."),
            new(
                "TokenizedString",
                "tokenized_string",
                "A text whose words can be searched for one by one; for messages, not for keywords."
            ),
        ]
    );

    private static readonly EnumType Right = new(
        "PropertyRight",
        "What may be done with a value.",
        [new("Read", "read", "It may be read."), new("Write", "write", "It may be set and deleted.")]
    );

    private static readonly ObjectType Users = new(
        "PropertyAccessOfLocation",
        "Who may do what with values in one location. Set agent, customer or both.",
        [
            new("agent", "agent", PropertyType.Set(Right), "What agents and integrations may do."),
            new(
                "customer",
                "customer",
                PropertyType.Set(Right),
                "What customers may do. Values of the license or a group that customers may read can be read by anyone on the internet."
            ),
        ]
    );

    private static readonly ObjectType Access = new(
        "PropertyAccess",
        "Where values can be set, and by whom. Set at least one location.",
        [
            new("chat", "chat", Users, "Values of chats."),
            new("thread", "thread", Users, "Values of threads."),
            new("event", "event", Users, "Values of events."),
            new("license", "license", Users, "Values of the license."),
            new("group", "group", Users, "Values of groups."),
        ]
    );

    private static readonly ObjectType Range = new(
        "PropertyRange",
        "Bounds of a number.",
        [
            new("from", "from", PropertyType.Integer(int.MinValue, int.MaxValue), "The least value."),
            new("to", "to", PropertyType.Integer(int.MinValue, int.MaxValue), "The greatest value."),
        ]
    );

    /// <summary>What namespaces of values refer to.</summary>
    public static PropertyTarget Namespace { get; } = new("livechat:index:Property", "ownerClientId");

    public static ResourceSpec Spec { get; } =
        new(
            "Property",
            "The definition of a property: a key under which chats, threads, events, groups or the license can hold a value. "
                + "It belongs to a client id, which is also its namespace. LiveChat cannot change a definition, so a change removes "
                + "the property and registers it anew. Values that were set are not carried over. "
                + "A published property can be neither removed nor changed.",
            [
                new("name", "name", new TextType(Form: TextForm.NotEmpty), "Name of the property within its namespace.")
                {
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
                new(
                    "ownerClientId",
                    "owner_client_id",
                    PropertyType.Text,
                    "Client id that owns the property; by default the provider's ownerClientId. It is the property's namespace."
                )
                {
                    Class = PropertyClass.Replace,
                    FromConfig = "ownerClientId",
                    Setting = MemberTypes.ClientIdSetting,
                    AlwaysNeeded = true,
                    AlwaysPresent = true,
                },
                new("type", "type", Type, "What the property holds.")
                {
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
                new("access", "access", Access, "Where values can be set, and by whom.")
                {
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
                new("description", "description", PropertyType.Text, "A text for people.")
                {
                    Class = PropertyClass.Replace,
                    Default = PropertyValue.Of(""),
                },
                new(
                    "domain",
                    "domain",
                    PropertyType.Set(PropertyType.Any),
                    "The values that are allowed. Each has to be of the property's type."
                )
                {
                    Class = PropertyClass.Replace,
                    MayBeHidden = true,
                    ShownWith = Bounds,
                },
                new("range", "range", Range, "Bounds of the values; for type int only.")
                {
                    Class = PropertyClass.Replace,
                    MayBeHidden = true,
                    ShownWith = Bounds,
                },
                new(
                    "defaultValue",
                    "default_value",
                    PropertyType.Any,
                    "The value that reads give where none is set. Allowed only with access in license or group."
                )
                {
                    Class = PropertyClass.Replace,
                    MayBeHidden = true,
                    ShownWith = Bounds,
                },
                new(
                    "publicAccess",
                    "public_access",
                    PropertyType.Set(Right),
                    "What other client ids may do. "
                        + "Setting it publishes the property for good: a published property can be neither unpublished nor removed."
                )
                {
                    Delivery = Delivery.OwnCall,
                },
            ]
        )
        {
            Carries = "its values, on the license and on groups,",
            ImportId = "ownerClientId/name",
            IdForm = IdForms.Pair(IdForms.IsClientId),
            ImportExample = "your-client-id/tier",
            Identity = Identity.NaturalKey,
            IsClientOwned = true,
            Collection = Definitions,
            Key = ["ownerClientId", "name"],
            Rules = [SomebodySomewhere, DefaultWhereItCounts, ValuesOfTheType, DomainInRange, SomePublicAccess],
        };

    /// <summary>
    /// The collection of definitions and values: values go with their definitions, and with the groups that they are set on.
    /// </summary>
    public const string Definitions = "properties";

    public const string PublishedAdvice =
        "is published: LiveChat can neither remove nor change it. Undo the change; or declare the new definition "
        + "under another name as another resource, and set retainOnDelete on this one before it leaves the program";

    private static IEnumerable<(PropertyPath Path, string Reason)> SomebodySomewhere(PropertyObject inputs)
    {
        if (inputs["access"] is not PropertyObject access)
            yield break;
        var used = Locations.Where(l => access[l] is { IsNull: false }).ToList();
        if (used.Count == 0)
            yield return (PropertyPath.Root.Member("access"), $"needs at least one location: {string.Join(", ", Locations)}");
        foreach (
            var location in used.Where(l =>
                access[l] is PropertyObject users
                && !new[] { "agent", "customer" }.Any(u => users[u] is PropertyUnknown or PropertyArray { Items.Length: > 0 })
            )
        )
            yield return (PropertyPath.Root.Member("access").Member(location), "needs rights for agent or customer: read, write or both");
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> DefaultWhereItCounts(PropertyObject inputs)
    {
        if (
            inputs["defaultValue"] is { IsNull: false }
            && inputs["access"] is PropertyObject access
            && access["license"] is null or PropertyNull
            && access["group"] is null or PropertyNull
        )
            yield return (PropertyPath.Root.Member("defaultValue"), "is possible only with access in license or group");
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> ValuesOfTheType(PropertyObject inputs)
    {
        if (inputs.Text("type") is not { } type)
            yield break;
        var range = inputs["range"] as PropertyObject;
        if (range is not null && type != "int")
            yield return (PropertyPath.Root.Member("range"), $"works for type int only, and the type is {type}");
        if (range?["from"] is PropertyNumber from && range["to"] is PropertyNumber to && from.Value > to.Value)
            yield return (PropertyPath.Root.Member("range"), $"goes from {from} to {to}; the first must not be above the second");
        var domain = inputs["domain"] as PropertyArray;
        for (var i = 0; i < (domain?.Items.Length ?? 0); i++)
        {
            if (!HasType(type, domain!.Items[i]))
                yield return (PropertyPath.Root.Member("domain").Element(i), $"must be of the property's type {type}");
        }

        if (inputs["defaultValue"] is not { IsNull: false } value || value is PropertyUnknown)
            yield break;
        if (Misfit(inputs, value) is { } reason)
            yield return (PropertyPath.Root.Member("defaultValue"), reason);
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> DomainInRange(PropertyObject inputs)
    {
        if (inputs["range"] is not PropertyObject range || inputs["domain"] is not PropertyArray domain)
            yield break;
        for (var i = 0; i < domain.Items.Length; i++)
        {
            if (domain.Items[i] is PropertyNumber n && IsOutside(range, n))
                yield return (PropertyPath.Root.Member("domain").Element(i), $"must be in the range {range}");
        }
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> SomePublicAccess(PropertyObject inputs)
    {
        if (inputs["publicAccess"] is PropertyArray { Items.IsEmpty: true })
            yield return (
                PropertyPath.Root.Member("publicAccess"),
                "needs read, write or both: LiveChat does not publish a property for nothing. To keep it private, leave publicAccess out"
            );
    }

    /// <summary>What cannot be done to a property that is published: to take that back, or to replace it.</summary>
    /// <param name="published">What LiveChat has published it for.</param>
    /// <param name="olds">Inputs before.</param>
    /// <param name="news">Inputs of the program.</param>
    public static IEnumerable<(PropertyPath Path, string Reason)> PublishedStays(
        PropertyArray published,
        PropertyObject olds,
        PropertyObject news
    )
    {
        if (olds["publicAccess"]?.Plain() is PropertyArray && Withdraws(published, news))
            yield return (
                PropertyPath.Root.Member("publicAccess"),
                $"cannot be taken back: the property is published for {string.Join(", ", published.Items)}. Write that into the program"
            );
        foreach (var change in InputDiff.Compare(Spec, olds, news).Where(c => c.Property.Class == PropertyClass.Replace))
            yield return (change.Path, PublishedAdvice);
    }

    /// <summary>True when inputs say less than what a property is published for.</summary>
    public static bool Withdraws(PropertyArray published, PropertyObject news)
    {
        var now = news["publicAccess"]?.Plain();
        return now is not PropertyUnknown
            && published.Items.Any(p => now is not PropertyArray list || (!list.ContainsUnknown && !list.Items.Contains(p)));
    }

    /// <summary>The reason why a property of this definition cannot have a value, or null.</summary>
    public static string? Misfit(PropertyObject definition, PropertyValue value)
    {
        if (definition.Text("type") is { } type && !HasType(type, value))
            return $"must be of the property's type {type}";
        if (definition["domain"] is PropertyArray { ContainsUnknown: false } domain && !domain.Items.Contains(value))
            return $"must be in the domain {domain}";
        return value is PropertyNumber n && definition["range"] is PropertyObject range && IsOutside(range, n)
            ? $"must be in the range {range}"
            : null;
    }

    private static bool IsOutside(PropertyObject range, PropertyNumber number) =>
        range["from"] is PropertyNumber least && number.Value < least.Value
        || range["to"] is PropertyNumber most && number.Value > most.Value;

    /// <summary>A definition whose values have its type, where the answer wrote them as texts: "5" is the number of an int.</summary>
    public static PropertyObject InItsType(PropertyObject live)
    {
        if (live["defaultValue"] is { } value)
            live = live.With("defaultValue", InType(live.Text("type"), value));
        return live["domain"] is PropertyArray domain
            ? live.With("domain", PropertyValue.List(domain.Items.Select(i => InType(live.Text("type"), i))))
            : live;
    }

    private static PropertyValue InType(string? type, PropertyValue value) =>
        (type, value) switch
        {
            ("int", PropertyString s) when double.TryParse(s.Value, CultureInfo.InvariantCulture, out var n) => PropertyValue.Of(n),
            ("bool", PropertyString s) when bool.TryParse(s.Value, out var flag) => PropertyValue.Of(flag),
            _ => value,
        };

    private static bool HasType(string type, PropertyValue value) =>
        value is PropertyUnknown
        || type switch
        {
            "int" => value is PropertyNumber,
            "bool" => value is PropertyBool,
            _ => value is PropertyString,
        };
}
