using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Bot;

/// <summary>What a Bot is (API document, section Bots).</summary>
internal static class BotSpec
{
    /// <summary>Fields that get_bot and list_bots return only when asked.</summary>
    public static string[] Fields { get; } = ["work_scheduler", "groups", "job_title", "max_chats_count"];

    public static ResourceSpec Spec { get; } =
        new(
            "Bot",
            "A bot that answers chats beside the agents. A new bot is offline until its program sets its routing status.",
            [
                new("name", "name", new TextType(Form: TextForm.NotEmpty), "Name that customers see.")
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
                new(
                    "jobTitle",
                    "job_title",
                    PropertyType.Text,
                    "Job title. Licenses whose API does not take it in updates keep the old one; the provider says so."
                )
                {
                    Default = PropertyValue.Of(""),
                    MayBeIgnored = true,
                },
                new("maxChatsCount", "max_chats_count", PropertyType.Integer(0, 500), "Chats at once, at most; 6 by default, up to 500.")
                {
                    Default = PropertyValue.Of(6),
                },
                new("defaultGroupPriority", "default_group_priority", Common.Priority, "Routing priority in groups that name none."),
                new(
                    "groups",
                    "groups",
                    PropertyType.Set(Common.GroupMembership),
                    "Groups that the bot belongs to, with priorities. Leave it out where groups declare their members by agentPriorities."
                )
                {
                    Default = PropertyValue.List([]),
                },
                new("workScheduler", "work_scheduler", Common.WorkScheduler, "Working hours."),
                new(
                    "ownerClientId",
                    "owner_client_id",
                    PropertyType.Text,
                    "Client id that owns the bot; by default the provider's ownerClientId. Required with a personal access token."
                )
                {
                    Class = PropertyClass.Replace,
                    FromConfig = "ownerClientId",
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
                new("avatarUrl", "avatar", PropertyType.Text, "Address at which LiveChat keeps the picture.")
                {
                    Class = PropertyClass.Output,
                    Aliases = ["avatar_path"],
                },
                new(
                    "secret",
                    "secret",
                    PropertyType.Text,
                    "The bot's secret, with which tokens are issued. LiveChat shows it once: an imported bot has none here until rotateSecret is set."
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
            ImportExample = "5c9871d5372c824cbf22d860a707a578",
            References = ["livechat:index:Group"],
            Rules = [MembershipRules.OneMembershipAGroup, MembershipRules.HoursInOrder],
            Example =
                """{"name":"Helper","avatar":"https://example.com/a.png","jobTitle":"First answers","maxChatsCount":50,"defaultGroupPriority":"first","groups":[{"groupId":1,"priority":"first"},{"groupId":0,"priority":"last"}],"workScheduler":{"timezone":"UTC","schedule":[{"day":"sunday","enabled":true,"start":"00:00","end":"24:00"}]},"ownerClientId":"emulator-client"}""",
            ChangedExample =
                """{"name":"Helper 2","avatar":"https://example.com/b.png","jobTitle":"First answers","maxChatsCount":9,"defaultGroupPriority":"last","groups":[{"groupId":1,"priority":"last"}],"workScheduler":{"timezone":"Europe/Warsaw","schedule":[{"day":"monday","enabled":true,"start":"08:00","end":"16:00"}]},"ownerClientId":"emulator-client"}""",
        };
}
