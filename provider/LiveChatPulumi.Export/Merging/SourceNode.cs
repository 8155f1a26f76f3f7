using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LiveChatPulumi.Export.Merging;

/// <summary>What a piece of a program's text is.</summary>
internal enum SourceKind
{
    /// <summary>One value that is compared as a whole.</summary>
    Leaf,

    /// <summary>Members with names.</summary>
    Map,

    /// <summary>Items in an order.</summary>
    List,
}

/// <summary>A value in the text of a program, and where it stands.</summary>
/// <param name="kind">What it is.</param>
/// <param name="start">Where it begins.</param>
/// <param name="end">Where it ends: behind its last character.</param>
internal sealed class SourceNode(SourceKind kind, int start, int end)
{
    private readonly ImmutableArray<SourceEntry> _entries = [];
    private FrozenDictionary<string, SourceEntry>? _byKey;

    /// <summary>What it is.</summary>
    public SourceKind Kind { get; } = kind;

    /// <summary>Where it begins.</summary>
    public int Start { get; } = start;

    /// <summary>Where it ends.</summary>
    public int End { get; } = end;

    /// <summary>What a leaf says, in the one form that all ways to write it have in common.</summary>
    public string Text { get; init; } = "";

    /// <summary>True where commas part the entries, false where each begins on a line of its own.</summary>
    public bool HasCommas { get; init; }

    /// <summary>True for statements among others, of which every one may go.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The members of a map, or the items of a list.</summary>
    public ImmutableArray<SourceEntry> Entries
    {
        get => _entries;
        init => _entries = value;
    }

    /// <summary>The member of that name, or null.</summary>
    public SourceEntry? Find(string key) =>
        (_byKey ??= _entries.DistinctBy(e => e.Key).ToFrozenDictionary(e => e.Key, StringComparer.Ordinal)).GetValueOrDefault(key);

    /// <summary>The value of the member of that name, or null.</summary>
    public SourceNode? this[string key] => Find(key)?.Value;

    /// <summary>True where both say the same, however they are laid out. The order of members does not count; that of items does.</summary>
    public bool SameAs(SourceNode? other)
    {
        if (other is null || other.Kind != Kind || other.Entries.Length != Entries.Length)
            return false;
        return Kind switch
        {
            SourceKind.Leaf => Text == other.Text,
            SourceKind.Map => Entries.All(e => e.Value.SameAs(other[e.Key])),
            _ => Entries.Zip(other.Entries).All(e => e.First.Value.SameAs(e.Second.Value)),
        };
    }
}

/// <summary>A member of a map or an item of a list.</summary>
/// <param name="Key">The member's name; empty for an item.</param>
/// <param name="Start">Where the entry begins.</param>
/// <param name="ValueFrom">Behind what announces the value: a colon, a dash, or the sign of an assignment.</param>
/// <param name="Value">The value.</param>
internal sealed record SourceEntry(string Key, int Start, int ValueFrom, SourceNode Value)
{
    /// <summary>True where commas part it from the others.</summary>
    public bool IsInline { get; init; }

    /// <summary>True where another entry can stand beside it.</summary>
    public bool IsAnchor { get; init; } = true;
}
