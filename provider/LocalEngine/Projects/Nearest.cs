namespace LocalEngine.Projects;

/// <summary>Finds the name that a misspelt one most likely stands for.</summary>
internal static class Nearest
{
    /// <summary>The rest of a message: a question for the nearest name, or the names that there are.</summary>
    /// <param name="name">The name that is not known.</param>
    /// <param name="known">The names that are.</param>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        return To(name, names) is { } near ? $"did you mean '{near}'?" : $"there are: {string.Join(", ", names)}";
    }

    /// <summary>The name that is nearest, or null where none is near.</summary>
    public static string? To(string name, IEnumerable<string> known)
    {
        if (name.Length > 60)
            return null;
        var (near, distance) = known
            .Select(k => (Name: k, Distance: Distance(name.ToLowerInvariant(), k.ToLowerInvariant())))
            .OrderBy(k => k.Distance)
            .FirstOrDefault((Name: "", Distance: int.MaxValue));
        return distance <= (name.Length < 4 ? 1 : Math.Max(2, name.Length / 3)) ? near : null;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
