namespace LiveChatPulumi.Provider.Guards;

/// <summary>
/// Who declares which membership. The API shows one relation on two sides (Group.agentPriorities, and groups of agents
/// and bots): when the program declares a pair on both, each apply would undo the other's.
/// </summary>
internal sealed class MembershipOwners
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Type, HashSet<(string Group, string Member)> Pairs)> _claims = new(StringComparer.Ordinal);

    /// <summary>Notes what a resource declares, in place of what it declared before; gives a pair that a resource on the other side declares too, with its URN.</summary>
    public (string Group, string Member, string Urn)? Claim(string urn, string type, IEnumerable<(string Group, string Member)> pairs)
    {
        var mine = pairs.Select(p => (p.Group, p.Member.ToUpperInvariant())).ToHashSet();
        lock (_gate)
        {
            _claims[urn] = (type, mine);
            foreach (var (other, claim) in _claims.Where(c => (c.Value.Type == GroupType) != (type == GroupType)))
            {
                foreach (var pair in claim.Pairs.Where(mine.Contains))
                    return (pair.Group, pair.Member.ToLowerInvariant(), other);
            }
        }

        return null;
    }

    private const string GroupType = "livechat:index:Group";
}
