using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;
using LocalEngine;
using LocalEngine.Projects;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Cli.Export;

/// <summary>
/// Previews the written program with the written state against the license. Settings that somebody has to fill in get a value for the
/// time of the preview: an imported object takes what reads do not show from the program.
/// </summary>
internal sealed class ExportProof(CommandContext context, Workspace workspace)
{
    /// <summary>Runs the preview.</summary>
    /// <param name="license">What was exported.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ProofResult> RunAsync(ExportedLicense license, CancellationToken cancellationToken)
    {
        var observer = new Observer();
        var engine = new Engine(
            workspace.Target(said => WithPlaceholders(said, workspace.Project.Name, license.Settings)),
            workspace.Plugins(),
            observer,
            TimeProvider.System,
            int.MaxValue
        );
        var program = workspace.Program();
        await program.PrepareAsync(observer, cancellationToken).ConfigureAwait(false);
        var snapshot = workspace.Backend.Load(workspace.Codec);
        var (result, _) = await engine.RunProgramAsync(program, snapshot, null, cancellationToken).ConfigureAwait(false);
        foreach (var failure in observer.Failures)
            await context.WriteErrorAsync("error: " + failure).ConfigureAwait(false);
        return new ProofResult(
            result.Succeeded,
            [.. result.Steps.Where(s => s.Op is not (StepOp.Same or StepOp.Read)).OrderBy(s => s.Urn, StringComparer.Ordinal)]
        )
        {
            Same = result.Steps.Where(s => s.Op == StepOp.Same).Select(s => s.Urn).ToImmutableHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>The configuration of a stack, with values for settings that somebody has to fill in and has not yet.</summary>
    public static StackValues WithPlaceholders(StackValues said, string project, ImmutableArray<StackSetting> settings)
    {
        foreach (var setting in settings.Where(s => s.IsToFillIn && !said.Texts.ContainsKey($"{project}:{s.Key}")))
        {
            var (key, value) = ($"{project}:{setting.Key}", Placeholder(setting.Kind));
            said = said with { Texts = said.Texts.SetItem(key, value), Secrets = setting.IsSecret ? said.Secrets.Add(key) : said.Secrets };
        }

        return said;
    }

    private static string Placeholder(SettingKind kind) =>
        kind switch
        {
            SettingKind.Boolean => "false",
            SettingKind.Number => "0",
            _ => "to be filled in",
        };

    private sealed class Observer : IEngineObserver
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _failures = new();

        public IEnumerable<string> Failures => _failures;

        public void StepStarted(Step step) { }

        public void StepFinished(Step step, TimeSpan took, string? error) { }

        public void Diagnostic(LogSeverity severity, string urn, string message)
        {
            if (severity == LogSeverity.Error)
                _failures.Enqueue(urn.Length > 0 ? $"{urn}: {message}" : message);
        }

        public void ProgramOutput(string line) { }
    }
}

/// <summary>What the preview of an exported program showed.</summary>
/// <param name="Succeeded">The program ran to its end.</param>
/// <param name="Changes">The steps that would change something.</param>
internal sealed record ProofResult(bool Succeeded, ImmutableArray<Step> Changes)
{
    /// <summary>The resources that would stay as they are.</summary>
    public ImmutableHashSet<string> Same { get; init; } = [];
}
