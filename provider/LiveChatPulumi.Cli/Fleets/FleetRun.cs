using System.Collections.Concurrent;
using LiveChatPulumi.Cli.Drift;
using LiveChatPulumi.Cli.Verify;
using LocalEngine;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>How the licenses of a fleet are worked on.</summary>
/// <param name="AtOnce">How many at once.</param>
/// <param name="Refresh">Refreshes before a preview or an up.</param>
/// <param name="DeletesMany">Goes on where more than half of a stack is deleted.</param>
internal sealed record FleetSettings(int AtOnce, bool Refresh, bool DeletesMany)
{
    /// <summary>How verify looks at each license.</summary>
    public VerifySettings Verify { get; init; } = new();
}

/// <summary>Works on the licenses of a fleet side by side. What fails in one touches no other.</summary>
internal sealed class FleetRun(CommandContext context, FleetScreen screen, Interrupts interrupts, FleetSettings settings, TimeProvider time)
    : IDisposable
{
    private readonly SemaphoreSlim _places = new(settings.AtOnce);
    private readonly FleetPrograms _programs = new();

    /// <summary>Works on all of them.</summary>
    /// <param name="command">The command: up, preview, drift or verify.</param>
    /// <param name="licenses">The licenses.</param>
    public async Task<FleetReport> RunAsync(string command, IReadOnlyList<FleetLicense> licenses)
    {
        var results = await Task.WhenAll(licenses.Select(l => InTurnAsync(command, l))).ConfigureAwait(false);
        return new FleetReport(command, time.GetUtcNow(), results);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _programs.Dispose();
    }

    private async Task<FleetResult> InTurnAsync(string command, FleetLicense license)
    {
        await Task.Yield();
        try
        {
            await _places.WaitAsync(interrupts.Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new FleetResult(license, FleetOutcome.NotBegun) { Reasons = ["the command was stopped before its turn"] };
        }

        var began = time.GetTimestamp();
        FleetResult result;
        try
        {
            result = await GuardedAsync(command, license).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }

        result = result with { Took = time.GetElapsedTime(began) };
        foreach (var reason in result.Reasons)
            screen.Tell(license, reason);
        screen.Show(license, result.Outcome.ToString().ToLowerInvariant());
        return result;
    }

    private async Task<FleetResult> GuardedAsync(string command, FleetLicense license)
    {
        try
        {
            var turn = new LicenseContext(context, license);
            return command switch
            {
                FleetCommand.Drift => await CompareAsync(turn, license).ConfigureAwait(false),
                FleetCommand.Verify => await VerifyAsync(turn, license).ConfigureAwait(false),
                _ => await DeployAsync(turn, license, command == FleetCommand.Up).ConfigureAwait(false),
            };
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            return Failed(license, e.Message);
        }
        catch (OperationCanceledException)
        {
            return Failed(license, "it was stopped");
        }
        catch (Exception e)
        {
            return Failed(license, $"this is a fault of livechat, please report it: {e}");
        }
    }

    private FleetResult Failed(FleetLicense license, string reason) =>
        new(license, FleetOutcome.Failed) { Reasons = [.. context.Filter.Lines(reason)] };

    private async Task<FleetResult> CompareAsync(LicenseContext turn, FleetLicense license)
    {
        screen.Show(license, "comparing");
        var workspace = turn.Open(_programs);
        var found = await new DriftSearch(turn.Context, workspace).RunAsync(plans: false, interrupts.Stopping).ConfigureAwait(false);
        var report = IgnoreRules.Apply(IgnoreRules.OfProject(workspace.Project.Folder), found);
        var outcome = report.ExitCode switch
        {
            ExitCodes.Success => FleetOutcome.Done,
            ExitCodes.Different => FleetOutcome.Drift,
            _ => FleetOutcome.Failed,
        };
        return new FleetResult(license, outcome) { Reasons = report.Errors, Drift = report };
    }

    private async Task<FleetResult> VerifyAsync(LicenseContext turn, FleetLicense license)
    {
        screen.Show(license, "looking");
        var options = settings.Verify with { File = settings.Verify.Derive ? null : license.Checks };
        var verification = await StackVerification
            .PrepareAsync(turn.Context, turn.Open(_programs), options, isFresh: false, time, interrupts.Stopping)
            .ConfigureAwait(false);
        if (verification.Waits is { } waits)
            screen.Tell(license, waits);
        var latest = new ConcurrentDictionary<Check, CheckVerdict>(ReferenceEqualityComparer.Instance);
        var found = await verification.RunAsync(Show, text => screen.Tell(license, text), interrupts.Stopping).ConfigureAwait(false);
        var report = found.Filtered(context.Filter.Of);
        return new FleetResult(
            license,
            report.ExitCode switch
            {
                ExitCodes.Success => FleetOutcome.Done,
                ExitCodes.NotReady => FleetOutcome.Wrong,
                _ => FleetOutcome.Failed,
            }
        )
        {
            Reasons = report.ExitCode == ExitCodes.Failed ? [report.Summary] : [],
            Verify = report,
        };

        void Show(CheckResult result)
        {
            latest[result.Check] = result.Verdict;
            var holding = latest.Values.Count(v => v == CheckVerdict.Holds);
            screen.ShowProgress(license, $"looking, {holding} of {verification.Checks.Count} checks hold");
        }
    }

    private async Task<FleetResult> DeployAsync(LicenseContext turn, FleetLicense license, bool isUp)
    {
        var workspace = turn.Open(_programs);
        var recording = new RecordingDisplay(new LicenseDisplay(screen, license), context.Filter);
        var operation = new OperationCommand(turn.Context, workspace, Settings(isUp)) { Shows = recording, Interrupts = interrupts };
        var failure = "";
        try
        {
            if (await operation.RunAsync(interrupts.Stopping).ConfigureAwait(false) != ExitCodes.Success && recording.Errors.Count == 0)
                failure = "it failed, and did not say why";
        }
        catch (EngineException e)
        {
            failure = e.Message;
        }

        // An up that ended with its preview has changed nothing.
        var applied = recording.Result is { } last && recording.IsPreview != isUp ? last : null;
        return new FleetResult(license, failure.Length > 0 || recording.Errors.Count > 0 ? FleetOutcome.Failed : FleetOutcome.Done)
        {
            Reasons = [.. recording.Errors, .. failure.Length > 0 ? context.Filter.Lines(failure) : []],
            Warnings = recording.Warnings,
            Steps = applied is null ? [] : PlannedStep.Of(applied, context.Filter),
        };
    }

    private OperationSettings Settings(bool isUp) =>
        new(
            isUp ? OperationKind.Up : OperationKind.Preview,
            Json: false,
            Debug: false,
            Parallel: int.MaxValue,
            ExpectNoChanges: false,
            Yes: true,
            SkipPreview: false,
            settings.Refresh,
            ContinueOnError: false,
            ClearPendingCreates: false,
            PreviewOnly: !isUp,
            settings.DeletesMany,
            new SelectionSettings([], [], [], Dependents: false)
        );
}
