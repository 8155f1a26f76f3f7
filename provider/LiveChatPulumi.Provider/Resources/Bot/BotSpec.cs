using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Bot;

/// <summary>What a Bot is (API document, section Bots).</summary>
internal static class BotSpec
{
    /// <summary>Fields that get_bot and list_bots return only when asked.</summary>
    public static string[] Fields { get; } = ["work_scheduler", "groups", "job_title", "max_chats_count", "timezone"];

    public static FunctionSpec IssueToken =>
        new(
            "issueBotToken",
            "Issues a token for a bot, valid for 24 hours, with the scopes chats--access:rw, agents-bot--my:rw and customers:rw. "
                + "It cannot be revoked, and each preview and apply issues another.",
            [
                new("botId", "bot_id", PropertyType.Text, "Id of the bot.") { Required = true },
                new("clientId", "client_id", PropertyType.Text, "Client id that owns the bot.") { Required = true },
                new("botSecret", "bot_secret", PropertyType.Text, "Secret of the bot.") { Required = true, Secret = true },
                new(
                    "organizationId",
                    "organization_id",
                    PropertyType.Text,
                    "Id of the organization; by default the provider's organizationId."
                )
                {
                    FromConfig = "organizationId",
                    AlwaysNeeded = true,
                },
            ],
            [CommonArguments.Output("token", PropertyType.Text, "The token.") with { Secret = true }]
        );

    public static ResourceSpec Spec { get; } =
        new(
            "Bot",
            "A bot that answers chats beside the agents. A new bot is offline until its program sets its routing status.",
            [
                new("name", "name", new TextType(Form: TextForm.NotEmpty, IgnoreEnds: true), "Name that customers see.")
                {
                    Required = true,
                    AlwaysPresent = true,
                },
                new(
                    "avatar",
                    "avatar",
                    PropertyType.Text,
                    "Address of the picture. LiveChat copies it to an address of its own (avatarUrl), so drift cannot be seen."
                )
                {
                    Class = PropertyClass.WriteOnly,
                },
                new("jobTitle", "job_title", PropertyType.Text, "Job title. The API takes it at creation only.")
                {
                    Class = PropertyClass.CreateOnly,
                    Default = PropertyValue.Of(""),
                },
                new(
                    "maxChatsCount",
                    "max_chats_count",
                    PropertyType.Integer(0, 500),
                    "How many chats a bot has at once, at most: 0 to 500, and 6 by default."
                )
                {
                    Default = PropertyValue.Of(6),
                    RevertsToDefault = true,
                },
                new("defaultGroupPriority", "default_group_priority", MemberTypes.Priority, "Routing priority in groups that name none.")
                {
                    MayBeHidden = true,
                },
                new(
                    "groups",
                    "groups",
                    PropertyType.Set(MemberTypes.GroupMembership, "groupId"),
                    "Groups that the bot belongs to, with priorities. Leave it out where groups declare their members by agentPriorities."
                )
                {
                    Default = PropertyValue.List([]),
                },
                new("workScheduler", "work_scheduler", MemberTypes.WorkScheduler, "Working hours.")
                {
                    EmptiedBy = "workScheduler with an empty schedule",
                },
                new(
                    "ownerClientId",
                    "owner_client_id",
                    PropertyType.Text,
                    "Client id that owns the bot; by default the provider's ownerClientId. Required with a personal access token."
                )
                {
                    Class = PropertyClass.Replace,
                    MayBeHidden = true,
                    FromConfig = "ownerClientId",
                    Setting = MemberTypes.ClientIdSetting,
                },
                new(
                    "rotateSecret",
                    "",
                    PropertyType.Text,
                    "Any text; when it changes, the bot gets a new secret and the old one stops working at once."
                )
                {
                    Class = PropertyClass.WriteOnly,
                    Delivery = Delivery.Trigger,
                },
                new("botId", "id", PropertyType.Text, "Id of the bot, as groups and the chat API take it.")
                {
                    Class = PropertyClass.Output,
                    AlwaysPresent = true,
                },
                new("timezone", "timezone", PropertyType.Text, "Time zone in which LiveChat keeps the bot's working hours.")
                {
                    Class = PropertyClass.Output,
                    ComesWithReads = true,
                    MadeOf = "workScheduler",
                },
                new("avatarUrl", "avatar", PropertyType.Text, "Address at which LiveChat keeps the picture.")
                {
                    Class = PropertyClass.Output,
                    MadeOf = "avatar",
                    Aliases = ["avatar_path"],
                },
                new(
                    "secret",
                    "secret",
                    PropertyType.Text,
                    "The bot's secret, with which tokens are issued. "
                        + "LiveChat shows it once: an imported bot has none here until rotateSecret is set."
                )
                {
                    Class = PropertyClass.Output,
                    Secret = true,
                    Issued = true,
                },
            ]
        )
        {
            ImportId = "the bot's id",
            IdForm = IdForms.IsIssued,
            ImportExample = "5c9871d5372c824cbf22d860a707a578",
            Collection = MemberTypes.Members,
            ImportNotice = MemberTypes.SecretNotShown("bot"),
            References = ["livechat:index:Group"],
            Rules = [MembershipRules.OneMembershipAGroup, MembershipRules.ZoneOfHours],
            Warnings = [MembershipRules.HoursInOrder],
        };
}
