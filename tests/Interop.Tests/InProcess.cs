using System.Text.Json;
using LocalEngine;
using LocalEngine.Programs;

namespace Interop_Tests;

/// <summary>The SDK reads the engine's address from the environment; tests with such programs run one after the other.</summary>
internal sealed class InProcess(Func<Task<int>> program) : IProgram
{
    public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        foreach (
            var (key, value) in new[]
            {
                ("PULUMI_MONITOR", run.MonitorAddress),
                ("PULUMI_ENGINE", run.EngineAddress),
                ("PULUMI_PROJECT", run.Target.Project),
                ("PULUMI_STACK", run.Target.Stack),
                ("PULUMI_DRY_RUN", run.IsPreview ? "true" : "false"),
                ("PULUMI_CONFIG", JsonSerializer.Serialize(run.Target.Config)),
            }
        )
        {
            Environment.SetEnvironmentVariable(key, value);
        }

        return await program() switch
        {
            0 => null,
            32 => "",
            var code => $"exit code {code}",
        };
    }
}
