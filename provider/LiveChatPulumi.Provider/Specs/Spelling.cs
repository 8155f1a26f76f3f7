namespace LiveChatPulumi.Provider.Specs;

/// <summary>What a misspelt word was meant to be.</summary>
internal static class Spelling
{
    /// <summary>The candidate that is the word in any letter case, or the nearest of those of which a fifth is wrong at most.</summary>
    /// <param name="word">The word.</param>
    /// <param name="candidates">What it may have been meant to be.</param>
    /// <param name="name">How a candidate is spelt.</param>
    /// <returns>The candidate; the default where none is near.</returns>
    public static T? Closest<T>(string word, IEnumerable<T> candidates, Func<T, string> name)
    {
        var wrong = Math.Max(1, word.Length / 5);
        var best = candidates
            .Where(c => Math.Abs(name(c).Length - word.Length) <= wrong)
            .Select(c => (Candidate: c, Distance: Distance(word.ToLowerInvariant(), name(c).ToLowerInvariant())))
            .OrderBy(c => c.Distance)
            .Select(c => ((T Candidate, int Distance)?)c)
            .FirstOrDefault();
        // A word of three letters of which one is wrong is any other.
        return best is { } found && (found.Distance == 0 || (found.Distance <= wrong && word.Length > 3)) ? found.Candidate : default;
    }

    /// <summary>Letters to put in, take out or change.</summary>
    public static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = a[i - 1] == b[j - 1] ? corner : 1 + Math.Min(corner, Math.Min(above, row[j - 1]));
                corner = above;
            }
        }

        return row[^1];
    }
}
