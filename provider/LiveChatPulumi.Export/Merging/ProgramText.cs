using System.Collections.Immutable;
using System.Text;

namespace LiveChatPulumi.Export.Merging;

/// <summary>A text of a program, with the tree that it says.</summary>
/// <param name="file">Its file, for people.</param>
/// <param name="text">The text.</param>
internal abstract class ProgramText(string file, string text)
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>The text.</summary>
    public string Text { get; } = text;

    /// <summary>Everything that the text says.</summary>
    public abstract SourceNode Root { get; }

    /// <summary>The resources that it declares.</summary>
    public abstract ImmutableArray<SourceDeclaration> Declarations { get; }

    /// <summary>The names that are taken in it.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>How lines end here.</summary>
    public string LineEnd => Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>The same file with another text.</summary>
    public abstract ProgramText With(string text);

    /// <summary>True where the program takes a setting of the stack's configuration.</summary>
    public abstract bool Uses(string setting);

    /// <summary>True where a comment stands between two places.</summary>
    public abstract bool HasComment(int start, int end);

    /// <summary>True where values may stand on several lines wherever they are.</summary>
    public virtual bool IsFreeForm => false;

    /// <summary>The file and the line of a place, from 1.</summary>
    public virtual (string File, int Line) PlaceOf(int place) => (File, Text.AsSpan(0, Math.Min(place, Text.Length)).Count('\n') + 1);

    /// <summary>True where a new entry of that path can be put in.</summary>
    public virtual bool CanTake(string path) => true;

    /// <summary>The text with what pieces from another text need besides: names for what they name.</summary>
    /// <param name="before">The text before the pieces came in.</param>
    /// <param name="next">The text that they come from.</param>
    public virtual ProgramText Completed(ProgramText before, ProgramText next) => this;

    /// <summary>The text with what is new in it where a first export would have it, as far as the program has a place for that.</summary>
    /// <param name="before">The text before the pieces came in.</param>
    /// <param name="next">The text that they come from.</param>
    public virtual ProgramText Arranged(ProgramText before, ProgramText next) => this;

    /// <summary>Why pieces cannot stand where they are, by the path of what they belong to.</summary>
    /// <param name="before">The text before the pieces came in.</param>
    /// <param name="next">The text that they come from.</param>
    public virtual IReadOnlyDictionary<string, string> Faults(ProgramText before, ProgramText next) =>
        ImmutableDictionary<string, string>.Empty;

    /// <summary>How far to the right a place is.</summary>
    public int ColumnOf(int place) => place - LineStart(place);

    /// <summary>Where the line of a place begins.</summary>
    public int LineStart(int place) => place == 0 ? 0 : Text.LastIndexOf('\n', place - 1) + 1;

    /// <summary>Where the line after a place begins.</summary>
    public int NextLine(int place) => Text.IndexOf('\n', Math.Min(place, Text.Length)) is >= 0 and var end ? end + 1 : Text.Length;

    /// <summary>True where nothing but space stands before a place on its line.</summary>
    public bool IsFirstOnLine(int place) => Text.AsSpan(LineStart(place), ColumnOf(place)).IsWhiteSpace();

    /// <summary>Behind what is remarked of a value between it and the comma.</summary>
    public virtual int BehindRemark(int end) => end;

    /// <summary>True for a line that has a comment alone.</summary>
    public abstract bool IsCommentLine(int lineStart);

    /// <summary>True where a line says this and nothing else.</summary>
    public bool HasLine(ReadOnlySpan<char> line)
    {
        foreach (var own in Text.AsSpan().EnumerateLines())
        {
            if (own.Trim().SequenceEqual(line))
                return true;
        }

        return false;
    }

    /// <summary>A piece of this text as it stands when it is moved to the right by some columns.</summary>
    public string Moved(int start, int end, int columns, string lineEnd)
    {
        var lines = Text[start..end].Split('\n');
        var moved = new StringBuilder(lines[0]);
        foreach (var line in lines.Skip(1))
        {
            moved.Append(lineEnd);
            var indent = line.Length - line.TrimStart(' ').Length;
            moved.Append(' ', Math.Max(0, indent + columns)).Append(line.AsSpan(indent));
        }

        return moved.ToString();
    }
}

/// <summary>A resource as a program declares it.</summary>
/// <param name="Key">The name by which the program refers to it.</param>
/// <param name="Type">The token of its type.</param>
/// <param name="Name">Its logical name, under which a state has it.</param>
/// <param name="Node">The declaration.</param>
internal sealed record SourceDeclaration(string Key, string Type, string Name, SourceNode Node)
{
    /// <summary>Logical names that it had before.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The properties of the resource; null for none.</summary>
    public required SourceNode? Properties { get; init; }

    /// <summary>True where both declare the same properties.</summary>
    public bool Says(SourceDeclaration other) => Properties is null ? other.Properties is null : Properties.SameAs(other.Properties);
}

/// <summary>A change of a text: what stands between two places becomes another text.</summary>
internal sealed record TextEdit(int Start, int End, string By)
{
    /// <summary>Applies edits to a text. Pieces that are only taken out may overlap.</summary>
    /// <exception cref="InvalidOperationException">Two edits change the same piece.</exception>
    public static string Apply(string text, IEnumerable<TextEdit> edits)
    {
        var changed = new StringBuilder();
        var at = 0;
        var wasRemoval = false;
        foreach (var edit in Sorted(edits))
        {
            var isRemoval = edit.By.Length == 0;
            if (edit.Start < at && !(isRemoval && wasRemoval))
                throw new InvalidOperationException($"two changes meet at {edit.Start}");
            if (edit.Start > at)
                changed.Append(text, at, edit.Start - at);
            changed.Append(edit.By);
            at = Math.Max(at, edit.End);
            wasRemoval = isRemoval;
        }

        return changed.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Insertions at a place stand before what is changed from there on, in the order in which they came.</summary>
    private static ImmutableArray<TextEdit> Sorted(IEnumerable<TextEdit> edits) =>
        [.. edits.OrderBy(e => e.Start).ThenBy(e => e.End != e.Start)];
}
