using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Tag;

/// <summary>What a Tag is (API document, section Tags).</summary>
internal static class TagSpec
{
    public static ResourceSpec Spec { get; } =
        new(
            "Tag",
            "A label for chats, offered to the agents of its groups. A chat can have it only where the chat and the tag share a group.",
            [
                new(
                    "name",
                    "name",
                    new TextType(Form: TextForm.NotEmpty, IgnoreEnds: true),
                    "Name of the tag. It is the tag's identity: another name is another tag. Letter case does not make two names different."
                )
                {
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
                new(
                    "groupIds",
                    "group_ids",
                    PropertyType.Set(PropertyType.Integer(0)),
                    "Ids of the groups that may use the tag; none by default."
                )
                {
                    RefersTo = [MemberTypes.GroupNumber],
                    MustBeThere = true,
                    Default = PropertyValue.List([]),
                },
                new(
                    "authorId",
                    "author_id",
                    PropertyType.Text,
                    "E-mail address of the agent who made the tag; empty for tags that LiveChat made."
                )
                {
                    Class = PropertyClass.Output,
                },
                new("createdAt", "created_at", PropertyType.Text, "When the tag was made, RFC 3339.") { Class = PropertyClass.Output },
            ]
        )
        {
            ImportId = "the tag's exact name",
            ImportExample = "vip",
            Identity = Identity.NaturalKey,
            IgnoresCaseOfNames = true,
            References = ["livechat:index:Group"],
        };
}
