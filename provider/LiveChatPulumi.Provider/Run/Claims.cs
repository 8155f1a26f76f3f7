using System.Collections.Immutable;

namespace LiveChatPulumi.Provider.Run;

/// <summary>Something in the license that a resource of the program declares for itself.</summary>
/// <param name="Urn">The resource.</param>
/// <param name="Kind">What is claimed: claims of different kinds never conflict.</param>
/// <param name="Key">Which one of that kind is claimed.</param>
internal abstract record Claim(string Urn, string Kind, string Key)
{
    /// <summary>
    /// The reason why this claim and another resource's claim of the same kind and key cannot both stand; null when they can.
    /// </summary>
    public virtual string? ConflictWith(Claim other) => null;
}

/// <summary>An object that only one resource of a program can be.</summary>
/// <param name="Urn">The resource.</param>
/// <param name="Held">The object.</param>
/// <param name="Subject">What it is called in a message.</param>
internal sealed record KeyClaim(string Urn, HeldObject Held, string Subject) : Claim(Urn, ClaimKind, $"{Held.Type} {Held.Key}")
{
    public const string ClaimKind = "key";

    public override string ConflictWith(Claim other) =>
        $"names the {Subject}, which the resource '{PluginProtocol.Values.Urn.Parse(other.Urn).Name}' of this program names too. "
        + "Each apply would undo the other's: keep one of the two";
}

/// <summary>A place among those that LiveChat limits, such as the webhooks of one action. Such claims are counted.</summary>
/// <param name="Urn">The resource.</param>
/// <param name="Kind">What is claimed.</param>
/// <param name="Key">The limit.</param>
/// <param name="Place">How the place comes to be taken.</param>
/// <param name="Old">The id of the object whose place it was; empty where there is none.</param>
internal sealed record LimitClaim(string Urn, string Kind, string Key, LimitPlace Place, string Old) : Claim(Urn, Kind, Key);

/// <summary>How a resource takes one of a limited number of places.</summary>
internal enum LimitPlace
{
    /// <summary>For a new object.</summary>
    New,

    /// <summary>It has it, and no other.</summary>
    Kept,

    /// <summary>For what replaces its object, which goes first.</summary>
    Instead,

    /// <summary>For what replaces its object, which goes last.</summary>
    Beside,

    /// <summary>The same, where only the program may want its object replaced: no new object is refused for it.</summary>
    Possible,
}

/// <summary>
/// All claims of the program that this run has seen. Two resources that claim the same would undo each other's changes at
/// every apply.
/// </summary>
internal sealed class Claims
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Urn, string Kind), ImmutableArray<Claim>> _byResource = [];
    private readonly Dictionary<(string Kind, string Key), ImmutableList<Claim>> _byKey = [];

    /// <summary>Declares all claims of one kind that a resource has, in place of its earlier ones.</summary>
    /// <returns>
    /// The reason why another resource's claim stands against one of them, or null. The claims are declared all the same.
    /// </returns>
    public string? Declare(string urn, string kind, IEnumerable<Claim> claims)
    {
        lock (_gate)
        {
            if (_byResource.TryGetValue((urn, kind), out var earlier))
            {
                foreach (var claim in earlier)
                    _byKey[(kind, claim.Key)] = _byKey[(kind, claim.Key)].Remove(claim);
            }

            ImmutableArray<Claim> mine = [.. claims];
            _byResource[(urn, kind)] = mine;
            foreach (var claim in mine)
                _byKey[(kind, claim.Key)] = _byKey.GetValueOrDefault((kind, claim.Key), []).Add(claim);
            return mine.SelectMany(Conflicts).FirstOrDefault();
        }
    }

    /// <summary>Looks at claims and declares what follows, while nobody else does.</summary>
    public T Decide<T>(Func<T> decide)
    {
        lock (_gate)
            return decide();
    }

    /// <summary>All claims of a kind and key.</summary>
    public IReadOnlyList<Claim> Find(string kind, string key)
    {
        lock (_gate)
            return _byKey.GetValueOrDefault((kind, key), []);
    }

    private IEnumerable<string> Conflicts(Claim claim) =>
        _byKey[(claim.Kind, claim.Key)].Where(other => other.Urn != claim.Urn).Select(claim.ConflictWith).OfType<string>();
}
