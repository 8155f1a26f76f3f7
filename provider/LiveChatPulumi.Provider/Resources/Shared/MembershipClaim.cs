using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>
/// The declaration of a membership. The API shows one relation on two sides (Group.agentPriorities, and groups of agents
/// and bots): when the program declares a pair on both, each apply would undo the other's.
/// </summary>
internal sealed record MembershipClaim(string Urn, ResourceSpec Owner, bool IsOfGroup, string Group, string Member)
    : Claim(Urn, ClaimKind, $"{Group}/{Member.ToUpperInvariant()}")
{
    public const string ClaimKind = "membership";

    /// <summary>The memberships that an agent or bot declares, where the groups are known.</summary>
    public static IEnumerable<Claim> OfMember(string urn, ResourceSpec owner, string member, PropertyObject inputs) =>
        inputs["groups"] is PropertyArray groups
            ? groups
                .Items.OfType<PropertyObject>()
                .Where(g => g["groupId"] is PropertyNumber)
                .Select(g => new MembershipClaim(urn, owner, false, g["groupId"]!.ToString(), member))
            : [];

    public override string? ConflictWith(Claim other) =>
        other is MembershipClaim { IsOfGroup: var side } claim && side != IsOfGroup
            ? $"The membership of {Member.ToLowerInvariant()} in group {Group} is declared twice: by {Name(Owner.Noun, Urn)} "
                + $"and by {Name(claim.Owner.Noun, claim.Urn)}. Each apply would undo the other's. "
                + "Keep it either in the group's agentPriorities, or in the groups of the agent or bot."
            : null;

    private static string Name(string noun, string urn) => $"{noun} '{PluginProtocol.Values.Urn.Parse(urn).Name}'";
}
