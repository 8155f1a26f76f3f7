using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Agent;

/// <summary>What an Agent is (API document, section Agents).</summary>
internal static class AgentSpec
{
    private const int MostChatsAtCreation = 100;
    private const int MostChatsInUpdates = 20;

    private static readonly EnumType Role = new(
        "AgentRole",
        "What an agent may do.",
        [
            new("Viceowner", "viceowner", "Everything but what only the owner may."),
            new("Administrator", "administrator", "Administers the license."),
            new("Normal", "normal", "Answers chats."),
        ]
    );

    private static readonly EnumType LoginStatus = new(
        "LoginStatus",
        "Status right after the login.",
        [
            new("AcceptingChats", "accepting chats", "Gets chats at once."),
            new("NotAcceptingChats", "not accepting chats", "Gets no chats until the agent says so."),
        ]
    );

    private static readonly EnumType Notification = new(
        "Notification",
        "A notification that an agent gets.",
        [
            new("NewVisitor", "new_visitor", "A new visitor."),
            new("IncomingChat", "incoming_chat", "An incoming chat."),
            new("ReturningVisitor", "returning_visitor", "A visitor who has been there before."),
            new("QueuedVisitor", "queued_visitor", "A visitor in the queue."),
            new("VisitorIsTyping", "visitor_is_typing", "A visitor who types."),
            new("NewGoal", "new_goal", "A goal that was reached."),
            new("UnassignedChats", "unassigned_chats", "Chats without an agent."),
            new("UnassignedChatMessages", "unassigned_chat_messages", "Messages in chats without an agent."),
            new("Ticket", "ticket", "A ticket."),
            new("InactiveNotifications", "inactive_notifications", "Notifications while the app is in the background."),
            new("MuteAllSounds", "mute_all_sounds", "No sounds."),
            new("RepeatSoundNotifications", "repeat_sound_notifications", "Sounds that repeat."),
            new("TicketNotifications", "ticket_notifications", "Changes of tickets."),
            new("IncomingMessageForFocusedChat", "incoming_message_for_focused_chat", "A message in the chat that is open."),
        ]
    );

    private static readonly EnumType EmailSubscription = new(
        "EmailSubscription",
        "A report sent by e-mail.",
        [new("DailySummary", "daily_summary", "Every day."), new("WeeklySummary", "weekly_summary", "Every week.")]
    );

    private static readonly EnumType OnDelete = new(
        "AgentOnDelete",
        "What becomes of an agent that leaves the program.",
        [
            new("Delete", "delete", "The agent is deleted; the seat is free."),
            new("Suspend", "suspend", "The agent is suspended and keeps history and settings. Needs a private scope."),
        ]
    );

    /// <summary>Fields that get_agent and list_agents return only when asked.</summary>
    public static string[] Fields { get; } =
    [
        "work_scheduler",
        "groups",
        "email_subscriptions",
        "notifications",
        "job_title",
        "mobile",
        "max_chats_count",
        "suspended",
        "awaiting_approval",
        "last_logout",
    ];

    public static ResourceSpec Spec { get; } =
        new(
            "Agent",
            "A person who answers chats. An agent is known by the e-mail address of the login.",
            [
                new(
                    "email",
                    "id",
                    new TextType(Form: TextForm.Email, IgnoreCase: true),
                    "E-mail address of the login. "
                        + "LiveChat cannot change it: another address is another agent, who needs a new invitation and a seat."
                )
                {
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
                new(
                    "name",
                    "name",
                    new TextType(Form: TextForm.NotEmpty, IgnoreEnds: true),
                    "Name that customers see. The API takes it at creation only; later the agent changes it in the account settings."
                )
                {
                    Class = PropertyClass.CreateOnly,
                    Required = true,
                    AlwaysPresent = true,
                },
                new("role", "role", Role, "What the agent may do; normal by default. The owner's role can be read, never set.")
                {
                    Default = PropertyValue.Of("normal"),
                    RevertsToDefault = true,
                },
                new("loginStatus", "login_status", LoginStatus, "Status right after the login; not accepting chats by default.")
                {
                    Default = PropertyValue.Of("not accepting chats"),
                    RevertsToDefault = true,
                },
                new("jobTitle", "job_title", PropertyType.Text, "Job title.") { Default = PropertyValue.Of("") },
                new("mobile", "mobile", PropertyType.Text, "Mobile number.") { Default = PropertyValue.Of("") },
                new(
                    "maxChatsCount",
                    "max_chats_count",
                    PropertyType.Integer(0, MostChatsAtCreation),
                    "How many chats the agent has at once, at most: 6 by default. A new agent can have 0 to 100, a change 0 to 20."
                )
                {
                    Default = PropertyValue.Of(6),
                    RevertsToDefault = true,
                },
                new(
                    "groups",
                    "groups",
                    PropertyType.Set(MemberTypes.GroupMembership, "groupId"),
                    "Groups that the agent belongs to, with priorities. Leave it out where groups declare their members by agentPriorities."
                )
                {
                    Default = PropertyValue.List([]),
                },
                new("notifications", "notifications", PropertyType.Set(Notification), "Notifications that are turned on.")
                {
                    Default = PropertyValue.List([]),
                },
                new("emailSubscriptions", "email_subscriptions", PropertyType.Set(EmailSubscription), "Reports sent by e-mail.")
                {
                    Default = PropertyValue.List([]),
                    Aliases = ["summaries"],
                },
                new("workScheduler", "work_scheduler", MemberTypes.WorkScheduler, "Working hours.")
                {
                    EmptiedBy = "workScheduler with an empty schedule",
                },
                new(
                    "accountId",
                    "account_id",
                    PropertyType.Text,
                    "Id of the agent's Text account. No answer of a write has it: it comes with a refresh, and getAgent waits for it."
                )
                {
                    Class = PropertyClass.Output,
                    AlwaysPresent = true,
                    ComesWithReads = true,
                },
                new("avatar", "avatar", PropertyType.Text, "Address of the picture.")
                {
                    Class = PropertyClass.Output,
                    Aliases = ["avatar_path"],
                },
                new(
                    "suspended",
                    "suspended",
                    PropertyType.Boolean,
                    "Whether the agent is suspended. To set it, the token needs a private scope."
                )
                {
                    Delivery = Delivery.OwnCall,
                    Default = PropertyValue.Of(false),
                },
                new(
                    "awaitingApproval",
                    "awaiting_approval",
                    PropertyType.Boolean,
                    "Whether the agent waits for someone with billing rights to approve the seat, in the LiveChat app. "
                        + "Where it is not set, LiveChat decides. "
                        + "Setting it to false approves the agent, which needs a private scope; an approval cannot be taken back."
                )
                {
                    Delivery = Delivery.InCreate,
                    OmittedOnImport = true,
                    SettlesAt = PropertyValue.Of(false),
                },
                new("lastLogout", "last_logout", PropertyType.Text, "When the agent last logged out, RFC 3339; never drift.")
                {
                    Class = PropertyClass.Volatile,
                },
                new("onDelete", "", OnDelete, "What happens to the agent when it leaves the program; delete by default.")
                {
                    Class = PropertyClass.WriteOnly,
                    Delivery = Delivery.Advice,
                    Default = PropertyValue.Of("delete"),
                },
                new(
                    "reactivateEmail",
                    "",
                    PropertyType.Text,
                    "Any text; when it changes, LiveChat tries again to send to an address from which mail has bounced."
                )
                {
                    Class = PropertyClass.WriteOnly,
                    Delivery = Delivery.Trigger,
                },
            ]
        )
        {
            Carries = "its places in groups",
            ImportId = "the agent's e-mail address",
            IdForm = TextForm.Email.IsValid,
            ImportExample = "ann@example.com",
            Collection = MemberTypes.Members,
            Identity = Identity.NaturalKey,
            Key = ["email"],
            References = ["livechat:index:Group"],
            Rules = [MembershipRules.OneMembershipAGroup],
            Warnings = [MembershipRules.HoursInOrder],
            ChangeRules = [ChatsOfAnUpdate],
        };

    private static IEnumerable<(PropertyPath Path, string Reason)> ChatsOfAnUpdate(PropertyObject olds, PropertyObject news)
    {
        var property = Spec.Find("maxChatsCount")!;
        if (
            news[property.Name] is PropertyNumber { Value: > MostChatsInUpdates } count
            && !count.Equals(olds[property.Name])
            && string.Equals(olds.Text("email"), news.Text("email"), StringComparison.OrdinalIgnoreCase)
        )
            yield return (
                PropertyPath.Root.Member(property.Name),
                $"must be from 0 to {MostChatsInUpdates}: LiveChat takes more for new agents only, {MostChatsAtCreation} at most"
            );
    }
}
