using LiveChatPulumi.Provider.Specs;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>Types that several resources share.</summary>
internal static class MemberTypes
{
    /// <summary>What numbers of groups refer to.</summary>
    public static PropertyTarget GroupNumber { get; } = new("livechat:index:Group", "groupId");

    /// <summary>What members of groups are called by.</summary>
    public static PropertyTarget[] Member { get; } = [new("livechat:index:Agent", "email"), new("livechat:index:Bot", "botId")];

    /// <summary>The key of the stack's configuration that holds a client id.</summary>
    public const string ClientIdSetting = "clientId";

    /// <summary>The collection of agents, bots and groups: memberships show on all three.</summary>
    public const string Members = "members";

    /// <summary>The notice for an import of an object whose secret LiveChat does not show again.</summary>
    public static string SecretNotShown(string noun) =>
        $"LiveChat does not show the secret of a {noun} again: the state has none. "
        + "Set rotateSecret to get a new one; the old one then stops working.";

    /// <summary>API document, Create Agent, footnote 3.</summary>
    public static EnumType Priority { get; } =
        new(
            "Priority",
            "How chats of a group are routed to a member.",
            [
                new("First", "first", "Gets chats before everyone else in the group; Bot priority in the LiveChat app."),
                new("Normal", "normal", "Gets chats when no one with priority first has a free slot; Primary in the LiveChat app."),
                new("Last", "last", "Gets chats when no one with priority first or normal has a free slot; Secondary in the LiveChat app."),
                new("Supervisor", "supervisor", "Gets no chats automatically."),
            ]
        );

    public static ObjectType GroupMembership { get; } =
        new(
            "GroupMembership",
            "Membership of an agent or bot in a group.",
            [
                new("groupId", "id", PropertyType.Integer(0), "Id of the group; 0 is the default group General.")
                {
                    Required = true,
                    AlwaysPresent = true,
                    RefersTo = [GroupNumber],
                    MustBeThere = true,
                },
                new("priority", "priority", Priority, "Routing priority in that group.") { Required = true, AlwaysPresent = true },
            ]
        );

    public static ObjectType WorkScheduler { get; } =
        new(
            "WorkScheduler",
            "Working hours.",
            [
                new(
                    "timezone",
                    "timezone",
                    new TextType(Form: TextForm.TimeZone) { EmptyIsAny = true },
                    "IANA time zone of the hours, for example Europe/Warsaw. Where it is empty, that of the agent."
                )
                {
                    Required = true,
                    AlwaysPresent = true,
                },
                new(
                    "schedule",
                    "schedule",
                    PropertyType.Set(
                        new ObjectType(
                            "ScheduleEntry",
                            "One span of working hours.",
                            [
                                new("day", "day", Days, "Day of the week.") { Required = true, AlwaysPresent = true },
                                new("enabled", "enabled", PropertyType.Boolean, "Whether the span counts.")
                                {
                                    Required = true,
                                    AlwaysPresent = true,
                                },
                                new("start", "start", new TextType(Form: TextForm.ClockTime), "Begin, HH:MM.")
                                {
                                    Required = true,
                                    AlwaysPresent = true,
                                },
                                new("end", "end", new TextType(Form: TextForm.ClockTime), "End, HH:MM.")
                                {
                                    Required = true,
                                    AlwaysPresent = true,
                                },
                            ]
                        )
                    ),
                    "Spans of working hours; a day may have several. An empty list takes the working hours away."
                )
                {
                    Required = true,
                    AlwaysPresent = true,
                },
            ]
        );

    private static EnumType Days =>
        new(
            "Weekday",
            "A day of the week.",
            [
                .. new[] { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" }.Select(d => new EnumValue(
                    d,
                    d.ToLowerInvariant(),
                    d + "."
                )),
            ]
        );
}
