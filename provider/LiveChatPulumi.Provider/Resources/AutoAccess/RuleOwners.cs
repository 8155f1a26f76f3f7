namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>What a resource of the program has to do with routing rules.</summary>
/// <param name="Urn">The resource.</param>
/// <param name="Ids">Rules of its own that exist already.</param>
/// <param name="IsList">True for a list of rules, false for a single rule.</param>
/// <param name="IsExclusive">True for a list that deletes what it does not declare.</param>
/// <param name="Place">Where a list wants to stand, in words; null where that is not known yet, and for a single rule.</param>
internal sealed record RuleClaim(string Urn, IReadOnlyCollection<string> Ids, bool IsList, bool IsExclusive, string? Place);

/// <summary>Who declares which routing rule: with two owners each apply would undo the other's.</summary>
internal sealed class RuleOwners
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RuleClaim> _claims = new(StringComparer.Ordinal);

    /// <summary>Notes a claim, in place of the resource's earlier one; gives what another resource of the program has against it, or null.</summary>
    public string? Claim(RuleClaim claim)
    {
        lock (_gate)
        {
            _claims[claim.Urn] = claim;
            return _claims.Values.Where(c => c.Urn != claim.Urn).Select(other => Conflict(claim, other)).FirstOrDefault(c => c is not null);
        }
    }

    /// <summary>The list that a rule belongs to, by its URN, or null.</summary>
    public string? ListOf(string rule)
    {
        lock (_gate) return _claims.Values.FirstOrDefault(c => c.IsList && c.Ids.Contains(rule))?.Urn;
    }

    private static string? Conflict(RuleClaim a, RuleClaim b)
    {
        var (list, other) = a.IsList ? (a, b) : (b, a);
        if (!list.IsList) return null;
        if (list.Ids.Intersect(other.Ids).FirstOrDefault() is { } rule) return $"The rule {rule} is declared twice: by {Name(list)} and by {Name(other)}. Each apply would undo the other's. To leave it to the list, take {Name(other)} out of the program, and out of the state without deleting the rule: pulumi state delete '{other.Urn}'.";
        if (list.IsExclusive || other.IsExclusive) return $"{Name(list.IsExclusive ? list : other)} is exclusive: it deletes rules that it does not declare, and with them those of {Name(list.IsExclusive ? other : list)}. Declare all of them in the one list, or set its mode to managed.";
        return other.IsList && list.Place is not null && list.Place == other.Place ? $"{Name(list)} and {Name(other)} both want to stand {list.Place}. Give one of them another placement." : null;
    }

    private static string Name(RuleClaim claim) => $"{(claim.IsList ? "AutoAccessRules" : "AutoAccess")} '{claim.Urn.Split("::")[^1]}'";
}
