using LocalEngine.Deployments;

namespace LocalEngine.Programs;

/// <summary>One run of a program: the engine's addresses and the stack.</summary>
internal sealed record ProgramRun(
    Target Target,
    string MonitorAddress,
    string EngineAddress,
    bool IsPreview,
    int Parallel,
    IEngineObserver Observer
)
{
    /// <summary>
    /// How many registrations are under way together in a preview. Each takes some fifty kilobytes in calls and streams, and a preview has
    /// nothing to send in batches, so more of them make a large program no faster.
    /// </summary>
    public const int MostPreviewed = 64;

    /// <summary>Reads the schema of a package from its plugin; null where the plugin shows none.</summary>
    public Func<string, CancellationToken, Task<string?>> Schema { get; init; } = (_, _) => Task.FromResult<string?>(null);

    /// <summary>True where the state holds resources, which a program without any would delete.</summary>
    public bool StateHasResources { get; init; }
}

/// <summary>A program that registers resources.</summary>
internal interface IProgram
{
    /// <summary>Prepares the program once before its first run, for example by compiling it.</summary>
    /// <exception cref="EngineException">The preparation failed.</exception>
    Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken);

    /// <summary>Runs the program to its end.</summary>
    /// <returns>Null on success, otherwise the error message; it is empty when the program has reported its error itself.</returns>
    Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken);
}
