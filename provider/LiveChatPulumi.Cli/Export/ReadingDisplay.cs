using LiveChatPulumi.Export.Reading;

namespace LiveChatPulumi.Cli.Export;

/// <summary>
/// Shows how far reading has come: one line that changes on a terminal, and elsewhere a line for each type of resource when it is done.
/// </summary>
/// <param name="context">The command.</param>
/// <param name="isTerminal">True where a line can change.</param>
internal sealed class ReadingDisplay(CommandContext context, bool isTerminal) : IProgress<ReadingProgress>
{
    private readonly Lock _gate = new();
    private int _width;

    /// <inheritdoc/>
    public void Report(ReadingProgress value)
    {
        var name = value.Type[(value.Type.LastIndexOf(':') + 1)..] + (value.Owner is { } owner ? $" of {owner}" : "");
        lock (_gate)
        {
            if (isTerminal)
                Show(value.All is { } all ? $"reading {name} {value.Done}/{all}" : $"listing {name}");
            else if (value.Done == value.All)
                context.Errors.WriteLine($"read {value.Done} {name}");
        }
    }

    /// <summary>Takes the changing line away.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_width > 0)
                Show("");
            if (isTerminal)
                context.Errors.Write('\r');
        }
    }

    private void Show(string line)
    {
        context.Errors.Write("\r" + line.PadRight(_width));
        _width = line.Length;
    }
}
