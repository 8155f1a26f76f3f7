using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Group;

/// <summary>
/// The life of a group. The document does not say whether update_group replaces the members or adds to them, so members that
/// are left over after an update are taken out one by one.
/// </summary>
internal sealed class GroupLifecycle(GroupResource resource, ResourceContext context) : ServerIdLifecycle(resource, context)
{
    protected override PropertySpec? MayNeedCompletion(AnsweredWrite write) =>
        write.Changed.FirstOrDefault(p => p.Name == "agentPriorities") is { } members
        && write.Inputs[members.Name]?.Plain() is PropertyObject wanted
        && (write.OldInputs[members.Name] is null || write.IsRepeated(members) || Loses(write, wanted))
            ? members
            : null;

    private static bool Loses(AnsweredWrite write, PropertyObject wanted) =>
        write.Before["agentPriorities"]?.Plain() is PropertyObject before
        && before.Members.Keys.Except(wanted.Members.Keys, StringComparer.OrdinalIgnoreCase).Any();

    protected override Func<CancellationToken, Task>? CompletionOf(AnsweredWrite write, PropertyObject live)
    {
        if (!write.Changed.Any(p => p.Name == "agentPriorities"))
            return null;
        if (write.Inputs["agentPriorities"]?.Plain() is not PropertyObject wanted || live["agentPriorities"] is not PropertyObject members)
            return null;
        var leftOver = members.Members.Keys.Except(wanted.Members.Keys, StringComparer.OrdinalIgnoreCase).ToList();
        return leftOver.Count == 0
            ? null
            : async token =>
            {
                foreach (var member in leftOver)
                    await GroupResource.RemoveMemberAsync(Run, member, write.Id, token);
            };
    }
}
