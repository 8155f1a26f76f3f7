using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using LiveChatPulumi.Provider.Diagnostics;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Provider.Run;

/// <summary>One operation on a resource or function. It ends by itself, by the engine's Cancel, or when its caller is gone.</summary>
internal sealed class Operation : IDisposable
{
    /// <summary>No timer takes much more.</summary>
    private static readonly double LongestSeconds = TimeSpan.FromDays(30).TotalSeconds;

    private readonly string _what;
    private readonly TimeSpan _time;
    private readonly Activity? _span;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationTokenSource _writesTimeout;
    private readonly CancellationTokenSource _writes;

    public Operation(ProviderRun run, string what, string urn, double seconds, CancellationToken call)
    {
        (Run, _what, Urn) = (run, what, urn);
        _span = ProviderTelemetry.Start(what, urn, run.ParentTrace);
        _time = seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds)) : run.Options.OperationTimeout;
        _timeout = new CancellationTokenSource(_time, run.Time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, run.Cancelled, call);
        _writesTimeout = new CancellationTokenSource(_time + run.Options.WriteGrace, run.Time);
        _writes = CancellationTokenSource.CreateLinkedTokenSource(_writesTimeout.Token, run.WritesCancelled);
        run.OperationBegan();
    }

    /// <summary>The run that it belongs to.</summary>
    public ProviderRun Run { get; }

    /// <summary>The resource or function.</summary>
    public string Urn { get; }

    /// <summary>How long it may take.</summary>
    public TimeSpan Time => _time;

    /// <summary>Fires at the operation's end.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Fires a while after the operation's time, or after the engine's Cancel: then a write is given up.</summary>
    public CancellationToken Writes => _writes.Token;

    /// <summary>Does the operation's work. Where its time runs out before it is done, the failure says so.</summary>
    /// <param name="work">The work; it ends when its token fires.</param>
    /// <exception cref="RpcException">The time ran out, or the work failed.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(Token);
        }
        catch (OperationCanceledException) when (_timeout.IsCancellationRequested)
        {
            throw RpcErrors.Create(
                StatusCode.Aborted,
                $"{_what} of '{Name}' was not done in its time of {Seconds} s. The next run looks up what was sent and not "
                    + $"answered. {Remedy}"
            );
        }
        catch (RpcException e) when (_timeout.IsCancellationRequested && IsUnanswered(e))
        {
            // A write that is under way may outlive the operation's time, so that its own failure comes first.
            throw RpcErrors.Create(e.StatusCode, $"{e.Status.Detail} Its time of {Seconds} s is over. {Remedy}");
        }
    }

    private const string Remedy = "The resource's option customTimeouts gives it more time.";

    private string Seconds => _time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>True for the failure of a call that LiveChat did not answer, where the engine is given nothing to keep.</summary>
    private static bool IsUnanswered(RpcException e) => e.StatusCode == StatusCode.Aborted && e.Detail<ErrorResourceInitFailed>() is null;

    private string Name => Urn.Split("::")[^1];

    /// <inheritdoc/>
    public void Dispose()
    {
        _writes.Dispose();
        _writesTimeout.Dispose();
        _linked.Dispose();
        _timeout.Dispose();
        _span?.Dispose();
        Run.OperationEnded();
    }
}
