using System.Collections.Immutable;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Group;

/// <summary>What a Group is (API document, section Groups).</summary>
internal static class GroupSpec
{
    /// <summary>Fields that get_group and list_groups return only when asked.</summary>
    public static string[] Fields { get; } = ["agent_priorities", "routing_status"];

    public static ResourceSpec Spec { get; } =
        new(
            "Group",
            "A team of agents and bots that answers chats of one kind. "
                + "Group 0, General, always exists: import it to manage it. It is never deleted.",
            [
                new(
                    "name",
                    "name",
                    new TextType(MaxLength: 180, Form: TextForm.NotEmpty, IgnoreEnds: true),
                    "Name of the group, at most 180 characters."
                )
                {
                    Required = true,
                    AlwaysPresent = true,
                },
                new(
                    "languageCode",
                    "language_code",
                    new TextType(Form: TextForm.Language),
                    "Code of the group's language, for example en. LiveChat chooses one when it is left out."
                ),
                new(
                    "agentPriorities",
                    "agent_priorities",
                    new MapType(MemberTypes.Priority, IgnoreCase: true),
                    "Members of the group, by e-mail address of the agent or id of the bot, with their routing priorities. "
                        + "Where it is set, the group decides on its members. Leave it out where agents and bots declare their groups. "
                        + "Import leaves it out, because imported agents declare their groups."
                )
                {
                    KeysReferTo = MemberTypes.Member,
                    Default = PropertyObject.Empty,
                    OmittedOnImport = true,
                },
                new("groupId", "id", PropertyType.Integer(), "Id of the group as a number, for references from agents, tags and rules.")
                {
                    Class = PropertyClass.Output,
                    AlwaysPresent = true,
                },
                new(
                    "routingStatus",
                    "routing_status",
                    PropertyType.Text,
                    "Whether the group takes chats at this moment. It changes all the time and never counts as drift."
                )
                {
                    Class = PropertyClass.Volatile,
                },
            ]
        )
        {
            ImportId = "the group's number",
            IdForm = IdForms.IsNumber,
            ImportExample = "19",
            Collection = MemberTypes.Members,
            AlsoChanges = ["properties"],
            Undeletable = ImmutableDictionary<string, string>.Empty.Add(
                "0",
                "Group 0 (General) always exists in LiveChat: it leaves the stack and stays as it is."
            ),
            References = ["livechat:index:Agent", "livechat:index:Bot"],
            Rules = [OneEntryAMember],
        };

    private static IEnumerable<(PropertyPath Path, string Reason)> OneEntryAMember(PropertyObject inputs) =>
        inputs["agentPriorities"] is PropertyObject members
            ? members
                .Members.Keys.GroupBy(k => k, StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() > 1)
                .Select(g =>
                    (
                        PropertyPath.Root.Member("agentPriorities").Member(g.Last()),
                        $"is the same member as '{g.First()}': letter case makes no difference in an e-mail address"
                    )
                )
            : [];
}
