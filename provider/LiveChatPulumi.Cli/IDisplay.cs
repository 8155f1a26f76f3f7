using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>Shows a run of the engine while it goes.</summary>
internal interface IDisplay : IEngineObserver, IAsyncDisposable
{
    /// <summary>A phase begins.</summary>
    Task PhaseAsync(OperationKind kind, string stack, bool preview);

    /// <summary>A phase has ended.</summary>
    Task SummaryAsync(RunResult result, bool preview);

    /// <summary>The command ends.</summary>
    Task EndAsync(RunResult result);

    /// <summary>Returns when everything so far is on the screen.</summary>
    Task FlushAsync();
}
