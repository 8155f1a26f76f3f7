using LocalEngine;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>Texts of steps and summaries that the displays share.</summary>
internal static class StepText
{
    public static string Sign(StepOp op) =>
        op switch
        {
            StepOp.Create => " + ",
            StepOp.Import => " = ",
            StepOp.Update => " ~ ",
            StepOp.Delete => " - ",
            StepOp.Replace => " +-",
            StepOp.CreateReplacement => " ++",
            StepOp.DeleteReplaced => " --",
            StepOp.Read => " > ",
            _ => "   ",
        };

    public static string Verb(StepOp op, bool preview, bool done) =>
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

    /// <summary>What a step does to each property: what is different, or all that a new object gets.</summary>
    public static IEnumerable<string> Details(Step step) =>
        step.Op is StepOp.Create && step.New is { } made
            ? made.Inputs.Members.Where(m => !m.Key.StartsWith("__", StringComparison.Ordinal)).Select(m => $"+ {m.Key}: {Value(m.Value)}")
            : Changes(step);

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

    /// <summary>The counts of a run, each with its step; those of the halves of replacements are left out.</summary>
    public static IEnumerable<(StepOp? Op, string Text)> Summary(RunResult result, bool preview)
    {
        yield return (null, "Resources:");
        foreach (
            var (op, count) in result.Counts.Where(c => c.Key is not (StepOp.Same or StepOp.CreateReplacement or StepOp.DeleteReplaced))
        )
            yield return (op, $"   {Sign(op)} {count} {(preview ? "to " : "")}{Verb(op, preview, true)}");
        if (result.Counts.TryGetValue(StepOp.Same, out var same))
            yield return (null, $"    {same} unchanged");
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
