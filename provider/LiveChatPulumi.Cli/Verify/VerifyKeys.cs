using LocalEngine.Projects;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>What may stand behind a key of the file.</summary>
internal enum KeyForm
{
    Text,
    Texts,
    Number,
    Flag,
    Group,
    Groups,
    Statuses,
    FormType,
    Any,
    TextMap,
    ValueMaps,
    Object,
}

/// <summary>A key of the file. Reader, JSON schema and documentation are made from it.</summary>
/// <param name="Name">The key.</param>
/// <param name="Form">What stands behind it.</param>
/// <param name="Text">What it says.</param>
/// <param name="Required">True where it must be there.</param>
/// <param name="Object">The keys of the object behind it; null where it is none.</param>
internal sealed record VerifyKey(string Name, KeyForm Form, string Text, bool Required = false, VerifyTable? Object = null);

/// <summary>The keys that may stand at one place.</summary>
internal sealed record VerifyTable(string Place, params VerifyKey[] Keys)
{
    /// <summary>The same for the check of unknown keys.</summary>
    public KeyTable Table { get; } = new(Place, [.. Keys.Select(k => new KnownKey(k.Name, KeyUse.Works, k.Text))]);

    /// <summary>The form of a key that is there.</summary>
    public VerifyKey Key(string name) => Keys.First(k => k.Name == name);
}

/// <summary>The keys of livechat.verify.yaml.</summary>
internal static class VerifyKeys
{
    public const string Visit = "visit";
    public const string Chat = "chat";
    public const string Property = "property";
    public const string Group = "group";

    private static readonly VerifyKey[] OfPage =
    [
        new("page", KeyForm.Text, "address of the page that the customer is on: routing rules look at it"),
        new("title", KeyForm.Text, "title of the page"),
        new("referrer", KeyForm.Text, "address of the page that led there"),
        new("name", KeyForm.Text, "the customer's name"),
        new("email", KeyForm.Text, "the customer's e-mail address"),
        new("fields", KeyForm.TextMap, "the customer's fields, by name"),
    ];

    private static readonly VerifyTable Form = new(
        "expectation of a form",
        new("type", KeyForm.FormType, "prechat (by default) or postchat"),
        new("enabled", KeyForm.Flag, "whether customers are asked to fill it in"),
        new("fields", KeyForm.Texts, "the types of its fields, in their order"),
        new("groups", KeyForm.Texts, "the choices of the group chooser, in any order")
    );

    private static readonly VerifyTable Hook = new(
        "expectation of a webhook",
        new("action", KeyForm.Text, "the webhook's action, such as incoming_chat", true),
        new("secret", KeyForm.Text, "the secret that it must carry; a reference keeps it out of the file")
    );

    /// <summary>What a visit may expect.</summary>
    public static VerifyTable VisitExpectation { get; } =
        new(
            "expectation of a visit",
            new("group", KeyForm.Groups, "the group that the customer is led to; one of several"),
            new("status", KeyForm.Statuses, "that group's status: online, offline or online_for_queue; one of several"),
            new("agent", KeyForm.Texts, "who is predicted to take the chat, by id; one of several"),
            new("bot", KeyForm.Flag, "whether a bot is predicted"),
            new("nobody", KeyForm.Flag, "true: nobody is predicted"),
            new("form", KeyForm.Object, "that group's form", Object: Form)
        );

    /// <summary>What a property may expect.</summary>
    public static VerifyTable PropertyExpectation { get; } =
        new(
            "expectation of a property",
            new("value", KeyForm.Any, "the value that customers see"),
            new("visible", KeyForm.Flag, "whether customers see any value")
        );

    /// <summary>What a group may expect.</summary>
    public static VerifyTable GroupExpectation { get; } =
        new(
            "expectation of a group",
            new("exists", KeyForm.Flag, "whether customers find it"),
            new("status", KeyForm.Statuses, "its status now: online, offline or online_for_queue; one of several")
        );

    /// <summary>What a chat may expect.</summary>
    public static VerifyTable ChatExpectation { get; } =
        new(
            "expectation of a chat",
            new("group", KeyForm.Groups, "the group that it reaches; one of several"),
            new("joinedBy", KeyForm.Texts, "who joins it, by id; one of several"),
            new("within", KeyForm.Number, "seconds for agents and webhooks to come, 30 by default"),
            new("properties", KeyForm.ValueMaps, "properties of the chat or its thread, by namespace and name"),
            new("webhook", KeyForm.Object, "a webhook that arrives at the receiver of --receive", Object: Hook)
        );

    /// <summary>The kinds of checks, by the key that names them.</summary>
    public static IReadOnlyDictionary<string, VerifyTable> Kinds { get; } =
        new Dictionary<string, VerifyTable>(StringComparer.Ordinal)
        {
            [Visit] = new(
                "key of a visit",
                [
                    new(Visit, KeyForm.Text, "a customer comes to a page: the name of the check", true),
                    .. OfPage,
                    new("group", KeyForm.Group, "the group that the page itself asks for"),
                    new("expect", KeyForm.Object, "what the customer gets", true, VisitExpectation),
                ]
            ),
            [Property] = new(
                "key of a property",
                new(Property, KeyForm.Text, "a property as customers see it: its name", true),
                new("namespace", KeyForm.Text, "its namespace: the client id that owns it", true),
                new("group", KeyForm.Group, "the group whose value it is; without it, the license's"),
                new("expect", KeyForm.Object, "what customers see", true, PropertyExpectation)
            ),
            [Group] = new(
                "key of a group",
                new(Group, KeyForm.Group, "a group as customers see it: its id", true),
                new("expect", KeyForm.Object, "what customers see", true, GroupExpectation)
            ),
            [Chat] = new(
                "key of a chat",
                [
                    new(Chat, KeyForm.Text, "a chat is started: the name of the check. It reaches people: only with --allow-chats", true),
                    .. OfPage,
                    new("group", KeyForm.Group, "the group that the page itself asks for"),
                    new("message", KeyForm.Text, "what the customer says"),
                    new("properties", KeyForm.ValueMaps, "properties of the chat that the page sets, by namespace and name"),
                    new("expect", KeyForm.Object, "what becomes of it", true, ChatExpectation),
                ]
            ),
        };

    /// <summary>The top level.</summary>
    public static VerifyTable Top { get; } = new("key of this file", new VerifyKey("checks", KeyForm.Object, "the checks", true));
}
