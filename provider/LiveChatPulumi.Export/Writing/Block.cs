using System.Collections.Immutable;

namespace LiveChatPulumi.Export.Writing;

/// <summary>A piece of code: a text, or items between an opening and a closing line that stand on one line where they fit.</summary>
internal abstract record Block
{
    private Block() { }

    /// <summary>On one line; null for what has to stand on several.</summary>
    public abstract string? Flat { get; }

    /// <summary>A text of one line.</summary>
    public sealed record Line(string Text) : Block
    {
        /// <inheritdoc/>
        public override string Flat => Text;
    }

    /// <summary>Items in brackets, each of which ends with a comma.</summary>
    /// <param name="Head">What stands before the bracket.</param>
    /// <param name="Items">The items.</param>
    public sealed record Braces(string Head, ImmutableArray<Block> Items) : Block
    {
        /// <inheritdoc/>
        public override string? Flat =>
            Items.Select(i => i.Flat).ToList() is var flat && flat.Contains(null)
                ? null
                : $"{(Head.Length > 0 ? Head + " " : "")}{{ {string.Join(", ", flat)} }}";
    }

    /// <summary>The lines of this piece.</summary>
    /// <param name="indent">Spaces before it.</param>
    /// <param name="room">Characters that a line may have.</param>
    public IEnumerable<string> Lines(int indent, int room)
    {
        var space = new string(' ', indent);
        if (this is not Braces braces || (Flat is { } flat && indent + flat.Length < room))
            return [space + Flat];
        return
        [
            .. braces.Head.Length > 0 ? new[] { space + braces.Head } : [],
            space + "{",
            .. braces.Items.SelectMany(i => WithComma(i.Lines(indent + 4, room))),
            space + "}",
        ];
    }

    private static IEnumerable<string> WithComma(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return [.. all[..^1], all[^1] + ","];
    }
}
