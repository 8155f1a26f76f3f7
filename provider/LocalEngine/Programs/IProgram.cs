using LocalEngine.Deployments;

namespace LocalEngine.Programs;

/// <summary>Everything that a program needs to find its engine.</summary>
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
    /// <summary>What has to happen once before the first run, such as compiling.</summary>
    /// <exception cref="EngineException">It failed; the message says how.</exception>
    Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken);

    /// <summary>Runs it to its end.</summary>
    /// <returns>Null on success; otherwise what to tell, empty when it was told already.</returns>
    Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken);
}
