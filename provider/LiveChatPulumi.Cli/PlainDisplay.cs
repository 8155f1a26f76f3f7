using LocalEngine;
using PluginProtocol.Messages;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>Writes each event as a line, for pipelines and files.</summary>
internal class PlainDisplay(TextWriter output, MessageFilter filter, bool debug, Colors? colors = null) : IDisplay
{
    private readonly Lock _gate = new();
    private bool _preview;

    protected TextWriter Output { get; } = output;

    protected Lock Gate => _gate;

    protected bool IsPreview => _preview;

    protected Colors Colors { get; } = colors ?? Colors.None;

    public virtual Task PhaseAsync(OperationKind kind, string stack, bool preview)
    {
        _preview = preview;
        var title = kind switch
        {
            OperationKind.Refresh => preview ? "Previewing refresh" : "Refreshing",
            OperationKind.Import => preview ? "Previewing import" : "Importing",
            OperationKind.Destroy => preview ? "Previewing destroy" : "Destroying",
            _ => preview ? "Previewing update" : "Updating",
        };
        Line($"{title} ({stack}):", Colors.Heading);
        Line("");
        return Task.CompletedTask;
    }

    public virtual void StepStarted(Step step)
    {
        if (!_preview && step.Op is not (StepOp.Same or StepOp.Replace))
            StepLine(step.Op, $"{step.Type} {step.Name} {StepText.Verb(step.Op, false, false)}");
    }

    public virtual void StepFinished(Step step, TimeSpan took, string? error)
    {
        lock (_gate)
        {
            if (error is not null)
            {
                StepLine(step.Op, $"{step.Type} {step.Name} **{StepText.Verb(step.Op, _preview, false)} failed**");
                return;
            }

            // A replacement is one step to people, until its halves are made.
            if (step.Op == StepOp.Same || (_preview && !step.IsLogical))
                return;
            var time = _preview ? "" : $" ({took.TotalSeconds:0.00}s)";
            StepLine(step.Op, $"{step.Type} {step.Name} {StepText.Verb(step.Op, _preview, true)}{time}");
            if (step.Op is StepOp.Update or StepOp.Replace)
            {
                foreach (var change in StepText.Changes(step))
                    Line("       " + change, Colors.OfChange);
            }
        }
    }

    public virtual void Diagnostic(LogSeverity severity, string urn, string message)
    {
        if (severity == LogSeverity.Debug && !debug)
            return;
        var name = urn.Length > 0 ? $"{Urn.Parse(urn).Type} ({Urn.Parse(urn).Name}): " : "";
        Lines($"  {name}{StepText.Severity(severity)}{message}", text => Colors.Of(severity, text));
    }

    public virtual void ProgramOutput(string line) => Line("  " + line);

    public virtual Task SummaryAsync(RunResult result, bool preview)
    {
        lock (_gate)
        {
            if (!preview && result.Outputs.Members.Count > 0)
            {
                Line("Outputs:", Colors.Heading);
                foreach (var (key, value) in result.Outputs.Members)
                    Line($"    {key}: {StepText.Value(value)}");
                Line("");
            }

            foreach (var (op, line) in StepText.Summary(result, preview))
                Line(line, text => op is { } o ? Colors.Of(o, text) : text);
            Line("");
        }

        return Task.CompletedTask;
    }

    public virtual Task EndAsync(RunResult result) => Task.CompletedTask;

    public virtual Task FlushAsync() => Output.FlushAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes one line. What stands in it may come from the license, and must not be more than a line.</summary>
    protected void Line(string text, Func<string, string>? paint = null)
    {
        lock (_gate)
            Output.WriteLine(Painted(text, paint));
    }

    /// <summary>A text as it is shown: filtered first, then painted.</summary>
    protected string Painted(string text, Func<string, string>? paint)
    {
        var shown = filter.Of(text);
        return paint is null ? shown : paint(shown);
    }

    /// <summary>A text as people may see it, without colours.</summary>
    protected string Filtered(string text) => filter.Of(text);

    private void StepLine(StepOp op, string text) => Line($" {StepText.Sign(op)} {text}", shown => Colors.Of(op, shown));

    private void Lines(string text, Func<string, string> paint)
    {
        lock (_gate)
        {
            foreach (var line in filter.Lines(text))
                Output.WriteLine(paint(line));
        }
    }
}
