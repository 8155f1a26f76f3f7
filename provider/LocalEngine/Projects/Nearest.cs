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
        return distance <= Math.Max(1, name.Length / 3) ? near : null;
    }

    /// <summary>Letters to put in, take out, change, or swap with the next one.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var changed = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(changed, 1 + Math.Min(rows[i - 1, j], rows[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
