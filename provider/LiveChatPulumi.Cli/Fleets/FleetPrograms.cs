using System.Collections.Concurrent;
using LocalEngine;
using LocalEngine.Programs;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>Programs that several licenses share: each is compiled by one run at a time, and the others find it compiled.</summary>
internal sealed class FleetPrograms : IDisposable
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    /// <summary>A program that waits for its turn before it is compiled.</summary>
    /// <param name="folder">The folder of its project.</param>
    /// <param name="program">The program.</param>
    public IProgram InTurn(string folder, IProgram program) => new Waiting(program, _gates.GetOrAdd(folder, _ => new SemaphoreSlim(1)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gate in _gates.Values)
            gate.Dispose();
    }

    private sealed class Waiting(IProgram program, SemaphoreSlim gate) : IProgram
    {
        public async Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken)
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await program.PrepareAsync(observer, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }

        public Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken) => program.RunAsync(run, cancellationToken);
    }
}
