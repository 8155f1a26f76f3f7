using LocalEngine;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>Shows a run.</summary>
internal interface IDisplay : IEngineObserver, IAsyncDisposable
{
    /// <summary>A phase begins.</summary>
    Task PhaseAsync(OperationKind kind, string stack, bool preview);

    /// <summary>A phase has ended.</summary>
    Task SummaryAsync(RunResult result, bool preview);

    /// <summary>The command ends.</summary>
    Task EndAsync(RunResult result);

    /// <summary>Everything so far is on the screen.</summary>
    Task FlushAsync();
}

/// <summary>Words and signs that the displays share.</summary>
internal static class Texts
{
    public static string Sign(StepOp op) =>
        op switch
        {
            StepOp.Create or StepOp.Import => " + ",
            StepOp.Update => " ~ ",
            StepOp.Delete => " - ",
            StepOp.Replace => " +-",
            StepOp.CreateReplacement => " ++",
            StepOp.DeleteReplaced => " --",
            StepOp.Read => " > ",
            _ => "   ",
        };

    public static string Word(StepOp op, bool preview, bool done) =>
        (op, preview, done) switch
        {
            (StepOp.Same, _, _) => "",
            (StepOp.Create, true, _) => "create",
            (StepOp.Create, _, false) => "creating",
            (StepOp.Create, _, true) => "created",
            (StepOp.Update, true, _) => "update",
            (StepOp.Update, _, false) => "updating",
            (StepOp.Update, _, true) => "updated",
            (StepOp.Delete, true, _) => "delete",
            (StepOp.Delete, _, false) => "deleting",
            (StepOp.Delete, _, true) => "deleted",
            (StepOp.Replace, true, _) => "replace",
            (StepOp.Replace, _, _) => "replaced",
            (StepOp.CreateReplacement, true, _) => "create replacement",
            (StepOp.CreateReplacement, _, false) => "creating replacement",
            (StepOp.CreateReplacement, _, true) => "created replacement",
            (StepOp.DeleteReplaced, true, _) => "delete original",
            (StepOp.DeleteReplaced, _, false) => "deleting original",
            (StepOp.DeleteReplaced, _, true) => "deleted original",
            (StepOp.Import, true, _) => "import",
            (StepOp.Import, _, false) => "importing",
            (StepOp.Import, _, true) => "imported",
            (StepOp.Read, _, _) => "read",
            _ => op.ToString().ToLowerInvariant(),
        };

    public static IEnumerable<string> Changes(Step step) =>
        step.Changes.Select(c =>
            c.Kind switch
            {
                PropertyDiff.Types.Kind.Add or PropertyDiff.Types.Kind.AddReplace => $"+ {c.Path}: {Value(c.New)}",
                PropertyDiff.Types.Kind.Delete or PropertyDiff.Types.Kind.DeleteReplace => $"- {c.Path}: {Value(c.Old)}",
                _ => $"~ {c.Path}: {Value(c.Old)} => {Value(c.New)}",
            }
        );

    public static string Value(PropertyValue? value) =>
        value switch
        {
            null => "(none)",
            PropertyString s => $"\"{s.Value}\"",
            _ => value.ToString(),
        };

    public static IEnumerable<string> Summary(RunResult result, bool preview)
    {
        yield return "Resources:";
        foreach (
            var (op, count) in result.Counts.Where(c => c.Key is not (StepOp.Same or StepOp.CreateReplacement or StepOp.DeleteReplaced))
        )
            yield return $"   {Sign(op)} {count} {(preview ? "to " : "")}{Word(op, preview, true)}";
        if (result.Counts.TryGetValue(StepOp.Same, out var same))
            yield return $"    {same} unchanged";
    }

    public static string Severity(LogSeverity severity) =>
        severity switch
        {
            LogSeverity.Error => "error: ",
            LogSeverity.Warning => "warning: ",
            LogSeverity.Debug => "debug: ",
            _ => "",
        };
}

/// <summary>One line a fact, for pipelines and files.</summary>
internal class PlainDisplay(TextWriter output, bool debug) : IDisplay
{
    private readonly Lock _gate = new();
    private bool _preview;

    protected TextWriter Output { get; } = output;

    protected Lock Gate => _gate;

    protected bool IsPreview => _preview;

    public virtual Task PhaseAsync(OperationKind kind, string stack, bool preview)
    {
        _preview = preview;
        var what = kind switch
        {
            OperationKind.Refresh => preview ? "Previewing refresh" : "Refreshing",
            OperationKind.Destroy => preview ? "Previewing destroy" : "Destroying",
            _ => preview ? "Previewing update" : "Updating",
        };
        Line($"{what} ({stack}):");
        Line("");
        return Task.CompletedTask;
    }

    public virtual void StepStarted(Step step)
    {
        if (!_preview && step.Op is not (StepOp.Same or StepOp.Replace))
            Line($" {Texts.Sign(step.Op)} {step.Type} {step.Name} {Texts.Word(step.Op, false, false)}");
    }

    public virtual void StepFinished(Step step, TimeSpan took, string? error)
    {
        lock (_gate)
        {
            if (error is not null)
            {
                Line($" {Texts.Sign(step.Op)} {step.Type} {step.Name} **{Texts.Word(step.Op, _preview, false)} failed**");
                return;
            }

            if (step.Op == StepOp.Same)
                return;
            Line(
                $" {Texts.Sign(step.Op)} {step.Type} {step.Name} {Texts.Word(step.Op, _preview, true)}{(_preview ? "" : $" ({took.TotalSeconds:0.00}s)")}"
            );
            if (step.Op is StepOp.Update or StepOp.Replace)
            {
                foreach (var change in Texts.Changes(step))
                    Line("       " + change);
            }
        }
    }

    public virtual void Diagnostic(LogSeverity severity, string urn, string message)
    {
        if (severity == LogSeverity.Debug && !debug)
            return;
        var name = urn.Length > 0 ? $"{Urn.Parse(urn).Type} ({Urn.Parse(urn).Name}): " : "";
        Line($"  {name}{Texts.Severity(severity)}{message}");
    }

    public virtual void ProgramOutput(string line) => Line("  " + line);

    public virtual Task SummaryAsync(RunResult result, bool preview)
    {
        lock (_gate)
        {
            if (!preview && result.Outputs.Members.Count > 0)
            {
                Line("Outputs:");
                foreach (var (key, value) in result.Outputs.Members)
                    Line($"    {key}: {Texts.Value(value)}");
                Line("");
            }

            foreach (var line in Texts.Summary(result, preview))
                Line(line);
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

    protected void Line(string text)
    {
        lock (_gate)
            Output.WriteLine(text);
    }
}
