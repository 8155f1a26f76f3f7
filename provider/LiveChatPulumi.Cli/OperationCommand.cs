using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.State;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Cli;

internal enum OperationKind
{
    Preview,
    Up,
    Refresh,
    Destroy,
    Import,
}

internal sealed record OperationSettings(
    OperationKind Kind,
    bool Json,
    bool Debug,
    int Parallel,
    bool ExpectNoChanges,
    bool Yes,
    bool SkipPreview,
    bool Refresh,
    bool ContinueOnError,
    bool ClearPendingCreates,
    bool PreviewOnly,
    bool DeletesMany,
    SelectionSettings Selection
)
{
    /// <summary>When to use colours: always, never, auto.</summary>
    public string? Color { get; init; }

    /// <summary>What is imported; null for other operations.</summary>
    public Imports.Importing? Imports { get; init; }

    /// <summary>The file that gets the preview as Markdown; null for none.</summary>
    public string? Markdown { get; init; }
}

/// <summary>livechat preview, up, refresh, destroy and import: previews, asks, and applies under a journal.</summary>
internal sealed class OperationCommand(CommandContext context, Workspace workspace, OperationSettings settings)
{
    /// <summary>True where a program is previewed or applied after a refresh, by an option of the command or of the project.</summary>
    private bool RefreshesFirst =>
        settings.Refresh || (workspace.Project.RefreshesFirst && settings.Kind is OperationKind.Preview or OperationKind.Up);

    private readonly Colors _colors = Colors.Wanted(settings.Color, context.Environment, context.IsTerminal);
    private bool _mayDeleteMany = settings.DeletesMany;
    private bool _changed;
    private Interrupts? _listens;

    /// <summary>Shows the run in place of the display that fits the output; null for that one.</summary>
    public IDisplay? Shows { get; init; }

    /// <summary>Ctrl-C of a command that has several runs; null where this is the only one.</summary>
    public Interrupts? Interrupts { get; init; }

    /// <summary>What comes after an apply that went well; it is told whether anything was changed. Null for nothing.</summary>
    public Func<bool, CancellationToken, Task<int>>? Then { get; init; }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var code = await RunOperationAsync(cancellationToken).ConfigureAwait(false);
        return code == ExitCodes.Success && Then is not null ? await Then(_changed, cancellationToken).ConfigureAwait(false) : code;
    }

    private async Task<int> RunOperationAsync(CancellationToken cancellationToken)
    {
        if (settings.Markdown is null)
            return await RunAsync(Display(), cancellationToken).ConfigureAwait(false);
        var recording = new RecordingDisplay(Display(), context.Filter);
        string? failure = null;
        try
        {
            return await RunAsync(recording, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException e)
        {
            failure = e.Message;
            throw;
        }
        finally
        {
            // A pipeline comments on what failed as well.
            var title = $"{workspace.Project.Name}/{workspace.Stack}";
            await File.WriteAllTextAsync(
                    settings.Markdown,
                    PreviewText.Markdown(title, recording, failure, context.Filter),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
    }

    private async Task<int> RunAsync(IDisplay shown, CancellationToken cancellationToken)
    {
        await using var display = shown;
        if (
            settings.Kind is not OperationKind.Preview
            && !settings.PreviewOnly
            && !settings.Yes
            && !settings.SkipPreview
            && (context.Input.IsPiped || settings.Json)
        )
            throw new EngineException("--yes or --skip-preview must be passed in to proceed when running in non-interactive mode");
        if (!await IsThereAsync().ConfigureAwait(false))
            return ExitCodes.Failed;
        using var own = Interrupts is null ? new Interrupts(context.Errors) : null;
        _listens = Interrupts ?? own!;
        using var guard = settings.Kind == OperationKind.Preview ? null : workspace.Backend.Lock(TimeProvider.System);
        var codec = workspace.Codec;
        var snapshot = workspace.Backend.Load(codec);
        if (settings.ClearPendingCreates)
            snapshot = snapshot with { PendingOperations = snapshot.PendingOperations.RemoveAll(o => o.IsCreate) };
        Warn(snapshot, display);
        foreach (var warning in workspace.Warnings())
            display.Diagnostic(LogSeverity.Warning, "", warning);
        var target = workspace.Target();
        if ((display is RecordingDisplay recording ? recording.Shows : display) is JsonDisplay json)
            json.Config = Shown(target);
        var engine = new Engine(target, workspace.Plugins(), display, TimeProvider.System, settings.Parallel)
        {
            ContinuesOnError = settings.ContinueOnError,
        };
        using var interrupt = _listens.Stopping.Register(() => _ = engine.CancelAsync());
        var program = settings.Kind is OperationKind.Preview or OperationKind.Up ? workspace.Program() : null;
        if (program is not null)
            await program.PrepareAsync(display, cancellationToken).ConfigureAwait(false);
        RunResult? result = null;
        if (!settings.SkipPreview || settings.PreviewOnly)
        {
            result = await PhaseAsync(engine, program, snapshot, null, display, cancellationToken).ConfigureAwait(false);
            if (settings.PreviewOnly || !result.Succeeded)
                return await EndAsync(display, result).ConfigureAwait(false);
            if (!await MayGoOnAsync(result, snapshot, display).ConfigureAwait(false))
                return ExitCodes.Failed;
        }

        workspace.KeepSalt();
        using (var journal = workspace.Backend.OpenJournal(snapshot, codec, TimeProvider.System.GetUtcNow()))
        {
            result = await PhaseAsync(engine, program, snapshot, journal, display, cancellationToken).ConfigureAwait(false);
        }

        return await EndAsync(display, result).ConfigureAwait(false);
    }

    /// <summary>
    /// True for a stack that is there. Another is made by a person only, or by a file of a fleet: a typo makes none.
    /// </summary>
    private async Task<bool> IsThereAsync()
    {
        if (Shows is not null || workspace.Stacks.Missing(workspace.Stack) is not { } missing)
            return true;
        if (context.Input.IsPiped || settings.Json)
            workspace.Stacks.Require(workspace.Stack);
        if (!await context.ConfirmAsync($"{missing} Make the stack '{workspace.Stack}'?").ConfigureAwait(false))
            return false;
        workspace.Make();
        return true;
    }

    private async Task<RunResult> PhaseAsync(
        Engine engine,
        LocalEngine.Programs.IProgram? program,
        Snapshot snapshot,
        Journal? journal,
        IDisplay display,
        CancellationToken cancellationToken
    )
    {
        await display.PhaseAsync(settings.Kind, workspace.Stack, journal is null).ConfigureAwait(false);
        var interrupted = Interrupted(snapshot);
        var readsFirst = RefreshesFirst || (program is not null && interrupted.Count > 0);
        if (readsFirst)
        {
            var read = RefreshesFirst ? settings.Selection : new SelectionSettings(interrupted, [], [], Dependents: false);
            var selection = read.ForPhase(mayNameNewResources: true);
            var refreshed = await engine.RefreshAsync(snapshot, journal, selection).ConfigureAwait(false);
            if (!refreshed.Result.Succeeded)
                return await SavedAsync(refreshed, journal, display).ConfigureAwait(false);
            snapshot = refreshed.Snapshot;
            if (journal is not null)
                workspace.Backend.Save(snapshot, workspace.Codec, TimeProvider.System.GetUtcNow());
        }

        // The refresh in front has written its journal to the checkpoint, so the program's run gets a new journal.
        using var second =
            readsFirst && journal is not null
                ? workspace.Backend.OpenJournal(snapshot, workspace.Codec, TimeProvider.System.GetUtcNow())
                : null;
        var run = settings.Kind switch
        {
            OperationKind.Refresh => await engine
                .RefreshAsync(snapshot, second ?? journal, settings.Selection.ForPhase())
                .ConfigureAwait(false),
            OperationKind.Import => await engine
                .ImportAsync(settings.Imports!.Objects, snapshot, journal, settings.Imports.Schema)
                .ConfigureAwait(false),
            OperationKind.Destroy => await engine
                .DestroyAsync(snapshot, second ?? journal, settings.Selection.ForPhase())
                .ConfigureAwait(false),
            _ => await engine
                .RunProgramAsync(program!, snapshot, second ?? journal, cancellationToken, SelectionOf(snapshot, journal))
                .ConfigureAwait(false),
        };
        return await SavedAsync(run, journal, display).ConfigureAwait(false);
    }

    private async Task<RunResult> SavedAsync((RunResult Result, Snapshot Snapshot) run, Journal? journal, IDisplay display)
    {
        if (journal is not null)
            workspace.Backend.Save(run.Snapshot with { Salt = workspace.Crypter.Salt }, workspace.Codec, TimeProvider.System.GetUtcNow());
        await display.SummaryAsync(run.Result, journal is null).ConfigureAwait(false);
        return run.Result;
    }

    private async Task<int> EndAsync(IDisplay display, RunResult result)
    {
        await display.EndAsync(result).ConfigureAwait(false);
        _changed = result.Changes > 0;
        if (!result.Succeeded)
            return ExitCodes.Failed;
        if (!settings.ExpectNoChanges || result.Changes == 0)
            return ExitCodes.Success;
        await context.WriteErrorAsync("error: no changes were expected but changes were proposed").ConfigureAwait(false);
        if (settings is { Kind: OperationKind.Refresh, PreviewOnly: false })
            await context
                .WriteErrorAsync("The state has them now, so the next refresh finds none: a check adds --preview-only.")
                .ConfigureAwait(false);
        return ExitCodes.UnexpectedChanges;
    }

    /// <summary>The resources that a phase may change. Where nobody was asked, it ends before it deletes most of the stack.</summary>
    private StepSelection SelectionOf(Snapshot snapshot, Journal? journal) =>
        settings.Selection.ForPhase(
            refusalOfDeletes: journal is null || _mayDeleteMany
                ? null
                : deleted =>
                    ManyDeletes.Of(deleted, snapshot) is { AreMany: true } many
                        ? $"{many.Text} None of them was deleted; what was created and updated before stays. "
                            + $"If these deletes are meant, add {ManyDeletes.Option}, or answer at the terminal: without --skip-preview."
                        : null
        );

    /// <summary>Asks what is to be asked after a preview.</summary>
    /// <exception cref="EngineException">There is nobody to ask.</exception>
    private async Task<bool> MayGoOnAsync(RunResult preview, Snapshot snapshot, IDisplay display)
    {
        var many = settings.Kind == OperationKind.Up && !_mayDeleteMany ? ManyDeletes.Of(preview, snapshot) : null;
        if (many is { AreMany: true } && (settings.Yes || context.Input.IsPiped))
            throw new EngineException($"{many.Text} Nothing was changed. If that is meant, add {ManyDeletes.Option}.");
        await display.FlushAsync().ConfigureAwait(false);
        if (
            !settings.Yes
            && !await AskAsync($"Do you want to perform this {settings.Kind.ToString().ToLowerInvariant()}?", () => TellAsync(preview))
                .ConfigureAwait(false)
        )
            return false;
        if (many is { AreMany: true } && !await AskAsync($"{many.Text} Do you want to delete them?").ConfigureAwait(false))
            return false;
        _mayDeleteMany |= many is { AreMany: true };
        return true;
    }

    /// <summary>Asks a person, who can leave by Ctrl-C: nothing is under way, so nothing is awaited.</summary>
    private async Task<bool> AskAsync(string question, Func<Task>? details = null)
    {
        var leaves = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var left = _listens!.Stopping.Register(() => leaves.TrySetResult());
        using var quiet = _listens.Asking();
        return await context.ConfirmAsync("\n" + question, details, leaves.Task).ConfigureAwait(false);
    }

    /// <summary>Shows every change of a preview with all of its properties.</summary>
    private async Task TellAsync(RunResult preview)
    {
        foreach (var step in preview.Steps.Where(s => s.Op != StepOp.Same && s.IsLogical))
        {
            await context.Data.WriteLineAsync(_colors.Of(step.Op, context.Filter.Of(Head(step)))).ConfigureAwait(false);
            foreach (var line in StepText.Details(step))
                await context.Data.WriteLineAsync("       " + _colors.OfChange(context.Filter.Of(line))).ConfigureAwait(false);
        }

        static string Head(Step step) =>
            $" {StepText.Sign(step.Op)} {step.Type} {step.Name} {StepText.Verb(step.Op, true, true)}"
            + (step.Id.Length > 0 ? $" [id={step.Id}]" : "");
    }

    private IDisplay Display()
    {
        if (Shows is not null)
            return Shows;
        if (settings.Json)
            return new JsonDisplay(context.Data, context.Filter, settings.Debug, TimeProvider.System);
        return context.IsTerminal
            ? new LiveDisplay(context.Data, context.Filter, settings.Debug, _colors)
            : new PlainDisplay(context.Data, context.Filter, settings.Debug, _colors);
    }

    private static SortedDictionary<string, string> Shown(LocalEngine.Deployments.Target target) =>
        new(target.Config.ToDictionary(c => c.Key, c => target.SecretKeys.Contains(c.Key) ? "[secret]" : c.Value), StringComparer.Ordinal);

    /// <summary>The resources of the state that an earlier run was changing or deleting when it was interrupted.</summary>
    private static List<string> Interrupted(Snapshot snapshot) =>
        [
            .. snapshot
                .Resources.Where(r => snapshot.PendingOperations.Any(o => o.Type is "deleting" or "updating" && o.IsOf(r)))
                .Select(r => r.Urn)
                .Distinct(),
        ];

    private static void Warn(Snapshot snapshot, IDisplay display)
    {
        // A create that is there by now was found again; it stays on record until it is cleared.
        foreach (var operation in snapshot.PendingOperations.Where(o => !o.IsCreate || !snapshot.Resources.Any(o.IsOf)))
        {
            display.Diagnostic(
                LogSeverity.Warning,
                operation.Resource.Urn,
                $"an earlier run was interrupted while {operation.Type} this resource; it is looked up before anything is done"
            );
        }
    }
}
