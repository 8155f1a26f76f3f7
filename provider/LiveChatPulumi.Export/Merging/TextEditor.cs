using System.Collections.Immutable;

namespace LiveChatPulumi.Export.Merging;

/// <summary>
/// Writes pieces of one text into another, and leaves everything else of it as it is: comments, order, quoting, line ends.
/// </summary>
/// <param name="mine">The text that is changed.</param>
/// <param name="next">The text that pieces come from.</param>
internal sealed class TextEditor(ProgramText mine, ProgramText next)
{
    private readonly List<TextEdit> _edits = [];

    /// <summary>The changes so far.</summary>
    public IReadOnlyList<TextEdit> Edits => _edits;

    /// <summary>
    /// Gives an entry the value that an entry of the other text has; false where that would lose a comment, or does not fit on the line.
    /// </summary>
    public bool TryReplace(SourceEntry entry, SourceEntry by)
    {
        var columns = mine.ColumnOf(IndentOf(mine, entry.Start)) - next.ColumnOf(IndentOf(next, by.Start));
        var value =
            mine.IsFreeForm ? next.Moved(by.ValueFrom, by.Value.End, columns, mine.LineEnd)
            : entry.IsInline ? Inlined(by.Value)
            : next.Moved(by.ValueFrom, by.Value.End, columns, mine.LineEnd).TrimStart(' ');
        if (value is null || mine.HasComment(entry.ValueFrom, entry.Value.End))
            return false;
        var isBelow = value.StartsWith(mine.LineEnd, StringComparison.Ordinal);
        var isAnnounced = !mine.IsFreeForm && entry.ValueFrom > entry.Start && mine.Text[entry.ValueFrom - 1] is (':' or '-');
        _edits.Add(new TextEdit(entry.ValueFrom, entry.Value.End, isAnnounced && !isBelow ? " " + value : value));
        return true;
    }

    /// <summary>Puts an entry of the other text at a place.</summary>
    /// <returns>False where it does not fit into a collection that is laid out so.</returns>
    public bool TryInsert(SourceNode collection, InsertionPlace place, SourceEntry entry)
    {
        var indent = new string(' ', ColumnOf(collection, place));
        if (Piece(collection, entry, indent.Length) is not { } text)
            return false;
        if (place.IsBefore)
            InsertBefore(collection, place.Entry!, text, indent);
        else if (collection.HasCommas)
            InsertBehindComma(collection, place.Entry!, text, indent);
        else
            InsertLines(place, text, indent);
        return true;
    }

    /// <summary>How far to the right entries of a collection begin.</summary>
    private int ColumnOf(SourceNode collection, InsertionPlace place) =>
        mine.ColumnOf(mine.IsFreeForm && place.Entry is { } beside ? IndentOf(mine, beside.Start) : collection.Entries[0].Start);

    /// <summary>Takes entries out, of which some are left; false where that would lose a comment.</summary>
    public bool TryRemove(SourceNode collection, IReadOnlySet<SourceEntry> entries)
    {
        var pieces = new List<TextEdit>();
        for (var i = 0; i < collection.Entries.Length; i++)
        {
            if (!entries.Contains(collection.Entries[i]))
                continue;
            var first = i;
            while (i + 1 < collection.Entries.Length && entries.Contains(collection.Entries[i + 1]) && !IsOnOwnLines(collection, i + 1))
                i++;
            pieces.Add(Removal(collection, first, i));
        }

        if (pieces.Any(p => mine.HasComment(p.Start, p.End) || HasMore(p, entries)))
            return false;
        _edits.AddRange(pieces);
        return true;
    }

    /// <summary>True for a piece with code that belongs to none of the entries.</summary>
    private bool HasMore(TextEdit piece, IReadOnlySet<SourceEntry> entries)
    {
        if (!mine.IsFreeForm)
            return false;
        var rest = new System.Text.StringBuilder(mine.Text[piece.Start..piece.End]);
        foreach (var entry in entries.Where(e => e.Start >= piece.Start && e.Value.End <= piece.End))
        {
            for (var i = entry.Start; i < entry.Value.End; i++)
                rest[i - piece.Start] = ' ';
        }

        return rest.ToString().Any(c => c != ',' && !char.IsWhiteSpace(c));
    }

    private TextEdit Removal(SourceNode collection, int first, int last)
    {
        var entries = collection.Entries;
        if (collection.IsOpen && !IsAloneOnLines(entries[first], entries[last]))
            return new TextEdit(entries[first].Start, entries[last].Value.End, "");
        if (IsOnOwnLines(collection, first))
            return new TextEdit(mine.LineStart(entries[first].Start), mine.NextLine(entries[last].Value.End), "");
        return last + 1 < entries.Length
            ? new TextEdit(entries[first].Start, entries[last + 1].Start, "")
            : new TextEdit(first > 0 ? entries[first - 1].Value.End : entries[first].Start, entries[last].Value.End, "");
    }

    /// <summary>True where an entry can be taken out by whole lines.</summary>
    private bool IsOnOwnLines(SourceNode collection, int index)
    {
        var entries = collection.Entries;
        var end = mine.NextLine(entries[index].Value.End);
        return mine.IsFirstOnLine(entries[index].Start)
            && (index + 1 == entries.Length ? !collection.HasCommas || collection.End >= end : entries[index + 1].Start >= end);
    }

    private bool IsAloneOnLines(SourceEntry first, SourceEntry last) =>
        mine.IsFirstOnLine(first.Start)
        && mine.Text[last.Value.End..mine.NextLine(last.Value.End)].Trim() is var rest
        && (rest.Length == 0 || mine.HasComment(last.Value.End, mine.NextLine(last.Value.End)));

    /// <summary>True for a collection with commas whose entries begin on lines of their own.</summary>
    private bool IsOnLines(SourceNode collection) => collection.Entries.All(e => mine.IsFirstOnLine(e.Start));

    /// <summary>
    /// An entry of the other text, as it is indented in this one. Items of a list have a dash on their lines, and none between commas.
    /// Null where it does not fit.
    /// </summary>
    private string? Piece(SourceNode collection, SourceEntry entry, int column)
    {
        if (mine.IsFreeForm)
            return next.Moved(entry.Start, entry.Value.End, column - next.ColumnOf(IndentOf(next, entry.Start)), mine.LineEnd);
        if (collection.HasCommas)
            return Inlined(entry.Value) is not { } value ? null
                : collection.Kind == SourceKind.List ? value
                : next.Text[entry.Start..entry.ValueFrom] + " " + value;
        if (collection.Kind != SourceKind.List)
            return next.Moved(entry.Start, entry.Value.End, column - next.ColumnOf(entry.Start), mine.LineEnd);
        const string dash = "- ";
        var columns = column + dash.Length - next.ColumnOf(entry.Value.Start);
        return dash + next.Moved(entry.Value.Start, entry.Value.End, columns, mine.LineEnd);
    }

    /// <summary>
    /// A value of the other text between commas; null where it is not on one line. What stands on a line of its own without quotes may not
    /// do so there.
    /// </summary>
    private string? Inlined(SourceNode value)
    {
        var text = next.Text[value.Start..value.End];
        var isReference = value.Kind == SourceKind.Leaf && text.StartsWith("${", StringComparison.Ordinal);
        var isBlock = value is { Kind: not SourceKind.Leaf, HasCommas: false, Entries: not [] };
        return isBlock || text.Contains('\n', StringComparison.Ordinal) ? null
            : isReference ? $"\"{text}\""
            : text;
    }

    private void InsertBefore(SourceNode collection, SourceEntry before, string text, string indent)
    {
        var space = !collection.HasCommas || IsOnLines(collection) ? mine.LineEnd + indent : " ";
        _edits.Add(new TextEdit(before.Start, before.Start, text + (collection.HasCommas ? "," : "") + space));
    }

    private void InsertLines(InsertionPlace place, string text, string indent)
    {
        var start = mine.NextLine(place.Entry!.Value.End);
        var isOpen = start == mine.Text.Length && !mine.Text.EndsWith('\n');
        var isNew = place.Header.Length > 0 && !mine.HasLine(place.Header);
        var header = isNew ? mine.LineEnd + indent + place.Header + mine.LineEnd : "";
        _edits.Add(new TextEdit(start, start, (isOpen ? mine.LineEnd : "") + header + indent + text + mine.LineEnd));
    }

    private void InsertBehindComma(SourceNode collection, SourceEntry after, string text, string indent)
    {
        var isOnLines = IsOnLines(collection);
        var end = mine.BehindRemark(after.Value.End);
        var comma = mine.Text.AsSpan(end).TrimStart() is [',', ..] ? mine.Text.IndexOf(',', end) + 1 : -1;

        // Behind the comma and what is remarked on the line, where there is such a line.
        if (isOnLines && comma > 0 && mine.NextLine(comma) <= collection.End)
            _edits.Add(new TextEdit(mine.NextLine(comma), mine.NextLine(comma), indent + text + "," + mine.LineEnd));
        else
            _edits.Add(new TextEdit(end, end, "," + (isOnLines ? mine.LineEnd + indent : " ") + text));
    }

    /// <summary>Where what the lines below an entry are indented by begins: the entry itself, or the first of its line.</summary>
    private static int IndentOf(ProgramText text, int start)
    {
        var place = text.LineStart(start);
        while (place < start && text.Text[place] == ' ')
            place++;

        // A member behind a dash is indented as its brothers on the next lines are.
        return text.Text[place] == '-' ? start : place;
    }
}
