using System.Text;
using PluginProtocol.Text;

namespace LiveChatPulumi.Cli;

/// <summary>A preview as Markdown, for the comment of a pull request.</summary>
internal static class PreviewText
{
    private const string Elsewhere = "are in the log of the run";

    /// <summary>The preview of a stack.</summary>
    /// <param name="title">Project and stack.</param>
    /// <param name="run">What was recorded of it.</param>
    /// <param name="failure">What ended it before its time; null for nothing.</param>
    /// <param name="filter">Knows the secrets of the run.</param>
    public static string Markdown(string title, RecordingDisplay run, string? failure, MessageFilter filter)
    {
        var text = new StringBuilder();
        var steps = run.Result is { } result ? PlannedStep.Of(result, filter) : [];
        string[] errors = failure is null ? [.. run.Errors] : [.. run.Errors, filter.Of(failure)];
        text.Append($"### Preview of {MarkdownText.Escaped(title)}\n\n{Summary(run, steps, errors)}\n");
        MarkdownText.AddWhileThereIsRoom(text, [.. errors.Select(e => $"\n- {MarkdownText.Escaped(e)}\n")], Elsewhere);
        AddSteps(text, steps);
        if (run.Warnings.Count > 0)
            MarkdownText.AddFolded(text, $"Warnings ({run.Warnings.Count})", run.Warnings, Elsewhere);
        return text.ToString();
    }

    /// <summary>Adds what is deleted or replaced for all to see, and all steps folded away.</summary>
    public static void AddSteps(StringBuilder text, IReadOnlyList<PlannedStep> steps)
    {
        if (steps.Count == 0)
            return;
        var lost = steps
            .Where(s => s.Op is "delete" or "replace")
            .OrderBy(s => s.Op, StringComparer.Ordinal)
            .ThenBy(s => s.Subject, StringComparer.Ordinal)
            .ToList();
        if (lost.Count > 0)
            text.Append("\n**Deletes or replaces:**\n\n");
        MarkdownText.AddWhileThereIsRoom(text, [.. lost.Select(s => $"- {s.Op} {MarkdownText.Escaped(s.Subject)}\n")], Elsewhere);
        MarkdownText.AddFolded(text, $"What up would do ({steps.Count})", steps.SelectMany(s => s.Lines), Elsewhere);
    }

    /// <summary>What a run does, in numbers; empty for nothing.</summary>
    public static string Counts(IReadOnlyList<PlannedStep> steps) =>
        string.Join(", ", steps.GroupBy(s => s.Op).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} to {g.Key}"));

    private static string Summary(RecordingDisplay run, IReadOnlyList<PlannedStep> steps, string[] errors) =>
        run.Result is not { Succeeded: true } || errors.Length > 0 ? "**The preview failed.**"
        : steps.Count == 0 ? "No changes."
        : $"{Counts(steps)}.";
}
