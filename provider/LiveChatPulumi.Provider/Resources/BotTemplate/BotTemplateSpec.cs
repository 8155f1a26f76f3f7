using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.BotTemplate;

/// <summary>What a BotTemplate is (API document, section Bots). Some servers list names and pictures only.</summary>
internal static class BotTemplateSpec
{
    private static readonly string[] Hidden = ["maxChatsCount", "defaultGroupPriority", "jobTitle"];

    public static ResourceSpec Spec { get; } =
        new(
            "BotTemplate",
            "A bot that an application brings along. A license that installs the application gets a bot with the template's id. "
                + "A client id has at most five templates.",
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
                new(
                    "maxChatsCount",
                    "max_chats_count",
                    PropertyType.Integer(0, 500),
                    "How many chats a bot has at once, at most: 0 to 500, and 6 by default."
                )
                {
                    Default = PropertyValue.Of(6),
                    RevertsToDefault = true,
                    MayBeHidden = true,
                    ShownWith = Hidden,
                },
                new("defaultGroupPriority", "default_group_priority", MemberTypes.Priority, "Routing priority in groups that name none.")
                {
                    MayBeHidden = true,
                    ShownWith = Hidden,
                },
                new("jobTitle", "job_title", PropertyType.Text, "Job title.")
                {
                    Default = PropertyValue.Of(""),
                    MayBeHidden = true,
                    ShownWith = Hidden,
                },
                new(
                    "ownerClientId",
                    "owner_client_id",
                    PropertyType.Text,
                    "Client id that owns the template; by default the provider's ownerClientId."
                )
                {
                    Class = PropertyClass.Replace,
                    FromConfig = "ownerClientId",
                    Setting = MemberTypes.ClientIdSetting,
                    AlwaysNeeded = true,
                    AlwaysPresent = true,
                },
                new(
                    "affectExistingInstallations",
                    "affect_existing_installations",
                    PropertyType.Boolean,
                    "Whether a create, update, delete or rotation of the template also changes the bots of licenses that have installed "
                        + "the application already. There is no default: with true, deleting the template deletes those bots."
                )
                {
                    Class = PropertyClass.WriteOnly,
                    Delivery = Delivery.Advice,
                    Required = true,
                },
                new(
                    "rotateSecret",
                    "",
                    PropertyType.Text,
                    "Any text; when it changes, the template gets a new secret and the old one stops working at once."
                )
                {
                    Class = PropertyClass.WriteOnly,
                    Delivery = Delivery.Trigger,
                },
                new("templateId", "id", PropertyType.Text, "Id of the template, and of the bots made from it.")
                {
                    Class = PropertyClass.Output,
                    AlwaysPresent = true,
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
                    "The secret of the template's bots, with which tokens are issued. "
                        + "LiveChat shows it once: an imported template has none here until rotateSecret is set."
                )
                {
                    Class = PropertyClass.Output,
                    Secret = true,
                    Issued = true,
                },
            ]
        )
        {
            ImportId = "ownerClientId/templateId",
            IdForm = IdForms.Pair(IdForms.IsClientId),
            ImportExample = "your-client-id/5c9871d5372c824cbf22d860a707a578",
            Key = ["ownerClientId", "name"],
            IsClientOwned = true,
            Limit = new ObjectLimit(5, ["ownerClientId"], "bot templates"),
            ImportNotice = MemberTypes.SecretNotShown("bot template"),
        };
}
