using System.Collections.Immutable;
using System.Globalization;
using LiveChatPulumi.Export.Merging;
using LiveChatPulumi.Export.Model;
using LocalEngine.Deployments;

namespace LiveChatPulumi.Cli.Export;

/// <summary>Tells what an export wrote, what it could not read, what is to be filled in, and what its proof showed.</summary>
internal sealed class ExportReport(CommandContext context, ExportSettings settings, ExportedLicense license, Target target)
{
    private const int MostChanges = 20;

    /// <summary>
    /// Objects, by their logical names, of which the program says something else than the license; null for a program that an export
    /// writes anew.
    /// </summary>
    public ImmutableHashSet<string>? Own { get; init; }

    /// <summary>How many objects are new in a program that there was.</summary>
    public int Added { get; init; }

    /// <summary>What is missing in the program, and what people should know about it.</summary>
    public async Task WriteGapsAsync(Notices notices)
    {
        foreach (var warning in notices.Warnings)
            await context.WriteErrorAsync("warning: " + warning).ConfigureAwait(false);
        foreach (var gap in license.Gaps)
            await context
                .WriteErrorAsync($"warning: not exported: {Name(gap.Type)}{(gap.Id is { } id ? $" {id}" : "")}: {gap.Reason}")
                .ConfigureAwait(false);
    }

    /// <summary>The table of the proof, and what is left to do.</summary>
    public async Task WriteTableAsync(ProofResult? proof)
    {
        var changed = (proof?.Changes ?? []).GroupBy(s => s.Type, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count());
        var rows = license
            .Objects.GroupBy(o => o.Type, StringComparer.Ordinal)
            .Select(g => (Name(g.Key), g.Count(), changed.GetValueOrDefault(g.Key)))
            .ToList();
        rows.Add(("all", license.Objects.Length, proof?.Changes.Length ?? 0));
        var width = rows.Max(r => r.Item1.Length);
        await context.WriteLineAsync($"{"type".PadRight(width)}  exported  changes").ConfigureAwait(false);
        foreach (var (name, count, changes) in rows)
        {
            var shown = proof is null ? "?" : changes.ToString(CultureInfo.InvariantCulture);
            await context.WriteLineAsync($"{name.PadRight(width)}  {count, 8}  {shown, 7}").ConfigureAwait(false);
        }

        await context.WriteLineAsync("").ConfigureAwait(false);
        if (proof is null)
            await context
                .WriteLineAsync("Not proven: --no-proof was given, so nothing shows that this program changes nothing. Preview it first.")
                .ConfigureAwait(false);
        else if (IsProven(proof))
            await context
                .WriteLineAsync(
                    "Proven: the program was previewed with its state against the license, and changes nothing"
                        + (proof.Changes.IsEmpty ? "." : $" but what people wrote into it: {proof.Changes.Length} changes.")
                )
                .ConfigureAwait(false);
        else
            await WriteFailureAsync(proof).ConfigureAwait(false);
        await WriteRestAsync().ConfigureAwait(false);
    }

    /// <summary>True where the preview went through the whole program and changed nothing.</summary>
    public bool IsProven(ProofResult proof) =>
        proof.Succeeded
        && (Own is not null || proof.Changes.IsEmpty)
        && license.Objects.Where(IsOfLicense).All(o => proof.Same.Contains(ExportState.UrnOf(target, license, o)));

    /// <summary>Tells where people's text stayed although the license changed.</summary>
    public async Task WriteConflictsAsync(IReadOnlyList<Conflict> conflicts)
    {
        if (conflicts.Count > 0)
            await context
                .WriteErrorAsync(
                    $"warning: {conflicts.Count} conflicts: people and the license changed the same. The program's text stayed; "
                        + "make it what it should be, or the next up brings the license to it."
                )
                .ConfigureAwait(false);
        foreach (var conflict in conflicts)
            await context
                .WriteErrorAsync($"  {conflict.File}{(conflict.Line > 0 ? $":{conflict.Line}" : "")}: {conflict.Path} {conflict.Reason}")
                .ConfigureAwait(false);
    }

    private bool IsOfLicense(ExportedObject exported) => Own?.Contains(exported.Name) != true;

    private async Task WriteFailureAsync(ProofResult proof)
    {
        var missing = license
            .Objects.Where(o => IsOfLicense(o) && !proof.Same.Contains(ExportState.UrnOf(target, license, o)))
            .Select(o => o.Name)
            .ToHashSet();
        missing.ExceptWith(proof.Changes.Select(s => s.Name));
        var what =
            !proof.Succeeded ? "the written program could not be previewed"
            : proof.Changes.IsEmpty ? $"the preview did not come to {missing.Count} of the objects"
            : $"the written program would change {proof.Changes.Length} objects";
        await context
            .WriteErrorAsync(
                Own is not null && !proof.Succeeded
                    ? $"error: {what}: see above what people wrote into it that is refused. Export again when it can be."
                    : $"error: {what}, so it is not the license. Apply nothing of it; please report this."
            )
            .ConfigureAwait(false);
        foreach (var step in proof.Changes.Take(MostChanges))
        {
            await context.WriteErrorAsync($"  {StepText.Sign(step.Op)} {step.Type} {step.Name}").ConfigureAwait(false);
            foreach (var change in StepText.Changes(step))
                await context.WriteErrorAsync("      " + change).ConfigureAwait(false);
        }

        if (proof.Changes.Length > MostChanges)
            await context.WriteErrorAsync($"  and {proof.Changes.Length - MostChanges} more").ConfigureAwait(false);
    }

    private async Task WriteRestAsync()
    {
        await context
            .WriteLineAsync(
                $"{(Own is null ? "Wrote" : $"Brought {Added} new objects and what else the license changed into")} {settings.Folder}: "
                    + $"the program, the stack '{settings.Stack}' with its state, {ExportFolder.State} for"
            )
            .ConfigureAwait(false);
        await context.WriteLineAsync($"pulumi stack import, and {ExportFolder.Import} for pulumi import --file.").ConfigureAwait(false);
        var open = license.Settings.Where(s => s.IsToFillIn).ToList();
        if (open.Count == 0)
            return;
        await context
            .WriteLineAsync($"{open.Count} values could not be read. Fill them in before the first up, in {settings.Folder}:")
            .ConfigureAwait(false);
        foreach (var setting in open)
        {
            var secret = setting.IsSecret ? "--secret " : "";
            await context
                .WriteLineAsync($"  livechat --stack {settings.Stack} config set {secret}{setting.Key}   # {setting.Description}")
                .ConfigureAwait(false);
        }
    }

    private static string Name(string type) => type[(type.LastIndexOf(':') + 1)..];
}
