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
);

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
