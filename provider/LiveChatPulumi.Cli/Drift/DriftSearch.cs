using System.Collections.Concurrent;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>Compares a stack with its live license. It writes neither license nor state.</summary>
internal sealed class DriftSearch(CommandContext context, Workspace workspace)
{
    /// <summary>Compares.</summary>
    /// <param name="plans">True where the program is previewed as well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EngineException">There is no such stack.</exception>
    public async Task<DriftReport> RunAsync(bool plans, CancellationToken cancellationToken)
    {
        workspace.Stacks.Require(workspace.Stack);
        if (!workspace.Backend.Exists)
            throw new EngineException($"no stack named '{workspace.Stack}' found: there is nothing to compare the license with");
        var snapshot = workspace.Backend.Load(workspace.Codec);
        var listener = new Listener(context.Filter);
        var engine = NewEngine(listener);
        using var stop = cancellationToken.Register(() => _ = engine.CancelAsync());
        UnmanagedSearch? search = null;
        var (result, live) = await engine
            .InspectAsync(
                snapshot,
                reads =>
                {
                    search = new UnmanagedSearch(reads, snapshot, context.Environment.GetValueOrDefault, context.Filter);
                    return search.RunAsync(cancellationToken);
                }
            )
            .ConfigureAwait(false);
        var drift = new StateDrift(context.Filter);
        var report = new DriftReport(workspace.Project.Name, workspace.Stack, TimeProvider.System.GetUtcNow())
        {
            Findings = Sorted(result.Steps.SelectMany(s => drift.Of(s, listener.ToldOf(s.Urn))).Concat(search?.Found ?? [])),
            Unobservable = Sorted(search?.Unobservable ?? []),
            Notes = search?.Notes ?? [],
            Errors = [.. listener.Errors, .. search?.Errors ?? []],
            Resources = snapshot.Resources.Count(r => r is { Custom: true, IsProvider: false, External: false, Delete: false }),
        };
        return plans ? await PlanAsync(report, live, cancellationToken).ConfigureAwait(false) : report;
    }

    /// <summary>What an up would do that begins with a refresh.</summary>
    private async Task<DriftReport> PlanAsync(DriftReport report, Snapshot live, CancellationToken cancellationToken)
    {
        var listener = new Listener(context.Filter);
        try
        {
            var program = workspace.Program();
            await program.PrepareAsync(listener, cancellationToken).ConfigureAwait(false);
            var (result, _) = await NewEngine(listener).RunProgramAsync(program, live, null, cancellationToken).ConfigureAwait(false);
            if (result.Succeeded)
                return report with { Plan = PlannedStep.Of(result, context.Filter) };
        }
        catch (EngineException e)
        {
            listener.Diagnostic(LogSeverity.Error, "", e.Message);
        }

        var reasons = listener.Errors.Count > 0 ? string.Join("; ", listener.Errors) : "it failed";
        return report with { Errors = [.. report.Errors, $"The program could not be previewed: {reasons}"] };
    }

    private Engine NewEngine(IEngineObserver observer) =>
        new(workspace.Target(), workspace.Plugins(), observer, TimeProvider.System, int.MaxValue);

    private static IReadOnlyList<DriftFinding> Sorted(IEnumerable<DriftFinding> findings) =>
        [
            .. findings
                .OrderBy(f => f.Class)
                .ThenBy(f => f.Type, StringComparer.Ordinal)
                .ThenBy(f => f.Name, StringComparer.Ordinal)
                .ThenBy(f => f.Id, StringComparer.Ordinal)
                .ThenBy(f => f.Property, StringComparer.Ordinal),
        ];

    /// <summary>Keeps what the provider says.</summary>
    private sealed class Listener(MessageFilter filter) : IEngineObserver
    {
        private readonly ConcurrentQueue<(LogSeverity Severity, string Urn, string Message)> _told = new();

        /// <summary>What failed.</summary>
        public IReadOnlyList<string> Errors =>
            [.. _told.Where(t => t.Severity == LogSeverity.Error).Select(t => About(t.Urn) + filter.Of(t.Message)).Distinct()];

        /// <summary>What was said of a resource.</summary>
        public IEnumerable<string> ToldOf(string urn) => _told.Where(t => t.Urn == urn).Select(t => t.Message);

        public void StepStarted(Step step) { }

        public void StepFinished(Step step, TimeSpan took, string? error) { }

        public void Diagnostic(LogSeverity severity, string urn, string message) => _told.Enqueue((severity, urn, message));

        public void ProgramOutput(string line) { }

        private static string About(string urn) => urn.Length > 0 ? $"'{Urn.Parse(urn).Name}': " : "";
    }
}
