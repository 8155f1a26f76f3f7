namespace LiveChatPulumi.Cli;

/// <summary>
/// Lines at the end of a terminal that are drawn again in place. A line that the terminal breaks into two would be left behind by the next
/// drawing, so the caller cuts them.
/// </summary>
/// <param name="output">The terminal. Whoever writes there erases the block first, under the lock of the caller.</param>
internal sealed class RedrawnBlock(TextWriter output)
{
    private int _drawn;

    /// <summary>Draws lines where the last ones were.</summary>
    public void Draw(IReadOnlyCollection<string> lines)
    {
        Erase();
        foreach (var line in lines)
            output.WriteLine(line);
        _drawn = lines.Count;
    }

    /// <summary>Moves the cursor up over the last drawing, and clears from there to the end of the screen.</summary>
    public void Erase()
    {
        if (_drawn > 0)
            output.Write($"\u001b[{_drawn}A\u001b[0J");
        _drawn = 0;
    }
}
