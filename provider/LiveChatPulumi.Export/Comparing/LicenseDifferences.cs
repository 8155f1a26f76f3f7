using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;

namespace LiveChatPulumi.Export.Comparing;

/// <summary>How two licenses differ.</summary>
/// <param name="Objects">Objects that only one has, and those that differ, by type and name.</param>
/// <param name="Equal">The number of objects that are the same in both, by type.</param>
/// <param name="Unread">What a token was refused: those types were not compared.</param>
internal sealed record LicenseDifferences(
    ImmutableArray<ObjectDifference> Objects,
    ImmutableSortedDictionary<string, int> Equal,
    ImmutableArray<(Side Side, Gap Gap)> Unread
)
{
    /// <summary>True where nothing was found, and all could be compared.</summary>
    public bool AreSame => Objects.IsEmpty && Unread.IsEmpty;
}

/// <summary>One of the two licenses.</summary>
internal enum Side
{
    /// <summary>The first.</summary>
    A,

    /// <summary>The second.</summary>
    B,
}

/// <summary>An object that only one license has, or that differs.</summary>
/// <param name="Type">The token of its resource.</param>
/// <param name="A">The object in the first license; null where it has none.</param>
/// <param name="B">The object in the second license; null where it has none.</param>
/// <param name="Properties">What differs, where both have it.</param>
internal sealed record ObjectDifference(string Type, ExportedObject? A, ExportedObject? B, ImmutableArray<PropertyDifference> Properties)
{
    /// <summary>How people call it.</summary>
    public string Title => (A ?? B!) is { } o && o.Title.Length > 0 ? o.Title : (A ?? B!).Name;
}

/// <summary>A property that differs.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="A">What the first license has, for people; null where it has nothing.</param>
/// <param name="B">What the second license has, for people; null where it has nothing.</param>
internal sealed record PropertyDifference(string Path, string? A, string? B);
