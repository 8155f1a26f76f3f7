namespace LiveChatPulumi.Export.Merging;

/// <summary>A place among the entries of a collection.</summary>
/// <param name="Entry">The entry that it is next to; null where there is none.</param>
/// <param name="IsBefore">True for the place before that entry.</param>
/// <param name="Header">The heading that a new part of the program begins with, or empty.</param>
internal sealed record InsertionPlace(SourceEntry? Entry, bool IsBefore, string Header);

/// <summary>
/// Where new entries stand: behind the one that they follow in the text that they come from, and under the same heading as far as it is
/// there.
/// </summary>
internal sealed class Neighbours
{
    private readonly Dictionary<SourceEntry, InsertionPlace> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>Finds the places.</summary>
    /// <param name="next">The text that entries come from.</param>
    /// <param name="collection">The entries there.</param>
    /// <param name="find">Gives the entry of the text that they go to; null for one that is not there.</param>
    public Neighbours(ProgramText next, SourceNode collection, Func<SourceEntry, SourceEntry?> find)
    {
        var entries = collection.Entries;
        var headers = collection.HasCommas ? [.. entries.Select(_ => "")] : entries.Select(e => Header(next, e)).ToList();
        for (var i = 0; i < entries.Length; i++)
        {
            if (find(entries[i]) is not null)
                continue;
            var (before, sameBefore) = Nearest(i, -1);
            var (after, sameAfter) = Nearest(i, 1);
            _places[entries[i]] =
                before is not null && (sameBefore || !sameAfter) ? new InsertionPlace(before, false, sameBefore ? "" : AreaOf(i))
                : after is not null ? new InsertionPlace(after, true, "")
                : new InsertionPlace(null, false, "");
        }

        // The nearest entry that is there, and whether it has the same heading.
        (SourceEntry? Entry, bool IsSame) Nearest(int from, int step)
        {
            var isSame = true;
            for (var i = from; ; i += step)
            {
                if (i < 0 || i >= entries.Length)
                    return (null, false);
                if (step > 0 && i != from && headers[i].Length > 0)
                    isSame = false;
                if (i != from && find(entries[i]) is { } there)
                    return (there, isSame);
                if (step < 0 && headers[i].Length > 0)
                    isSame = false;
            }
        }

        // Of several new entries under a new heading, the first brings it.
        string AreaOf(int index) => headers[index];
    }

    /// <summary>Where an entry is to stand.</summary>
    public InsertionPlace PlaceOf(SourceEntry entry) => _places[entry];

    /// <summary>The comment above an entry, with the empty line before it.</summary>
    private static string Header(ProgramText text, SourceEntry entry)
    {
        var start = text.LineStart(entry.Start);
        var first = start;
        while (first > 0 && text.HasComment(text.LineStart(first - 1), first) && text.IsCommentLine(text.LineStart(first - 1)))
            first = text.LineStart(first - 1);
        return text.Text[first..start].Trim();
    }
}
