namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>
/// The rules that one apply wrote, with their contents before and after. A server may keep a rule in a form of its own: contents
/// that it shows again after the same rule was written twice are taken for that.
/// </summary>
internal sealed class RuleRewrites
{
    private readonly Dictionary<string, Rewrite> _rewrites = new(StringComparer.Ordinal);
    private readonly HashSet<(string Id, string Fingerprint)> _accepted = [];

    /// <summary>Rules that LiveChat keeps in a form of its own.</summary>
    public IEnumerable<string> KeptInAnotherForm => _accepted.Select(a => a.Id);

    /// <summary>True for a rule of the license that says what the program declares, or the server's form of it.</summary>
    public bool IsAsDeclared(RuleListing listing, string id, DeclaredRule rule)
    {
        var shown = listing.Fingerprint(id)!;
        if (shown == rule.Fingerprint || _accepted.Contains((id, shown)))
            return true;
        if (!_rewrites.TryGetValue(id, out var rewrite) || shown == rewrite.Before)
            return false;
        if (rewrite.Times > 1 && shown == rewrite.After)
            return _accepted.Add((id, shown));
        _rewrites[id] = rewrite with { After = shown };
        return false;
    }

    /// <summary>Records that a rule was written. <paramref name="before"/> is what the license showed before, or null.</summary>
    public void Record(string id, string? before) =>
        _rewrites[id] = _rewrites.TryGetValue(id, out var earlier)
            ? earlier with
            {
                Times = earlier.Times + 1,
            }
            : new Rewrite(1, before, null);

    private sealed record Rewrite(int Times, string? Before, string? After);
}
