using System.Globalization;

namespace LiveChatPulumi.Export.Building;

/// <summary>Ids in the order in which things were made, as far as they tell it: numbers by value, other ids as texts.</summary>
internal sealed class IdOrder : IComparer<string>
{
    public static IdOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (Number(x), Number(y));
        if (a is not null && b is not null)
            return a.Value.CompareTo(b.Value);
        if (a is not null || b is not null)
            return a is null ? 1 : -1;
        return string.CompareOrdinal(x, y);
    }

    private static long? Number(string? id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
