using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Run;

/// <summary>What one kind of resource keeps for the length of a run, in its own folder.</summary>
internal interface IRunState<TSelf>
    where TSelf : class, IRunState<TSelf>
{
    /// <summary>Makes the state of a run.</summary>
    static abstract TSelf Create(ProviderRun run);
}

/// <summary>One configured provider, from Configure to the end of the plugin: the license, and what this run did and knows there.</summary>
internal sealed class ProviderRun : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _writesCancelled;
    private readonly ConcurrentDictionary<Type, object> _states = new();
    private int _operations;
    private int _summarized;

    public ProviderRun(IConfigurationApi api, WriteJournal journal, TimeProvider time, EngineLog log, RunOptions options)
    {
        (Api, Journal, Time, Log, Options) = (api, journal, time, log, options);
        Ledger = new RunLedger(options, time, () => api.ServerTime);
        foreach (var delete in journal.AnsweredDeletes(time.GetUtcNow() - options.PropagationBound))
            Ledger.RecordDeleted(delete.Type, delete.Id);
        HandedOut = new HandedOut(log.Engine is { } engine ? new SharedHolds(journal.Folder, engine, journal.License) : null);
        Turn = log.Engine is { } owner ? new LicenseTurn(journal.Folder, owner, time) : null;
        Deletes = new DeleteLimit(options.MaxDeletes);
        Collections = new Collections(this);
        OwnWrites = new OwnWrites(this);
        Waiting = new Waiting(time);
        _writesCancelled = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }

    /// <summary>The license.</summary>
    public IConfigurationApi Api { get; }

    /// <summary>Creates and deletes in flight, on disk.</summary>
    public WriteJournal Journal { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Lines for the user.</summary>
    public EngineLog Log { get; }

    /// <summary>The configuration, as far as resources need it.</summary>
    public RunOptions Options { get; }

    /// <summary>What this run did.</summary>
    public RunLedger Ledger { get; }

    /// <summary>The objects that resources of the program got in this run.</summary>
    public HandedOut HandedOut { get; }

    /// <summary>The license, for this run alone of all on this machine; null where no engine started this plugin.</summary>
    public LicenseTurn? Turn { get; }

    /// <summary>How much this run may delete.</summary>
    public DeleteLimit Deletes { get; }

    /// <summary>What the resources of the program declare for themselves.</summary>
    public Claims Claims { get; } = new();

    /// <summary>Reads of whole collections, shared by all operations.</summary>
    public Collections Collections { get; }

    /// <summary>Calls that came too early for the license.</summary>
    public EarlyCalls EarlyCalls { get; } = new();

    /// <summary>Waits for reads to show what this run wrote.</summary>
    public OwnWrites OwnWrites { get; }

    /// <summary>Waits for the license, on the run's clock.</summary>
    public Waiting Waiting { get; }

    /// <summary>The trace that the spans of operations belong to.</summary>
    public ActivityContext ParentTrace { get; set; }

    /// <summary>Fires when the engine asks to come to an end: waiting stops.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>
    /// Fires a while after <see cref="Cancelled"/>: a write that was sent gets the time to be answered, because its answer is
    /// the only trace of its outcome.
    /// </summary>
    public CancellationToken WritesCancelled => _writesCancelled.Token;

    /// <summary>The state that one kind of resource keeps for this run; made when it is first asked for.</summary>
    public T Get<T>()
        where T : class, IRunState<T> => (T)_states.GetOrAdd(typeof(T), static (_, run) => T.Create(run), this);

    /// <summary>
    /// The client id whose objects are meant: the one that the scope names, else the configuration's; null when neither names one.
    /// </summary>
    public string? OwnerOf(PropertyObject scope) => scope.Text("ownerClientId") ?? Options.Defaults.Text("ownerClientId");

    /// <summary>Begins an operation: its time, its place among those under way, its span.</summary>
    /// <param name="what">The operation's name.</param>
    /// <param name="urn">The resource or function.</param>
    /// <param name="seconds">The operation's time in seconds, or 0 for the run's own.</param>
    /// <param name="call">The call that asks for it.</param>
    public Operation Begin(string what, string urn, double seconds, CancellationToken call) => new(this, what, urn, seconds, call);

    /// <summary>True while an operation is under way.</summary>
    public bool IsWorking => Volatile.Read(ref _operations) > 0;

    /// <summary>Counts an operation from its begin to its end.</summary>
    public void OperationBegan() => Interlocked.Increment(ref _operations);

    /// <inheritdoc cref="OperationBegan"/>
    public void OperationEnded() => Interlocked.Decrement(ref _operations);

    /// <summary>Stops waiting at once, and writes after their grace.</summary>
    public void Cancel()
    {
        _cancelled.Cancel();
        _writesCancelled.CancelAfter(Options.WriteGrace);
    }

    /// <summary>
    /// Tells the user at the end of a run what it took. The engine says Cancel at the end of every run, when no operation is
    /// under way any more. The summary of a run that only read without being refused goes to the debug log.
    /// </summary>
    public async Task SummarizeAsync(CancellationToken cancellationToken)
    {
        var total = Api.Statistics.Total;
        if (IsWorking || Interlocked.Exchange(ref _summarized, total) == total)
            return;
        var waited = Waiting.Total;
        var suffix =
            waited > TimeSpan.Zero
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"; {waited.TotalSeconds:0.0} s waited until LiveChat showed what was written"
                )
                : "";
        var severity = Api.Statistics is { Writes: 0, Retries: 0, Refused: 0 } ? LogSeverity.Debug : LogSeverity.Info;
        await Log.WriteAsync(severity, "", Api.Statistics.Summary() + suffix, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancelled.Dispose();
        _writesCancelled.Dispose();
        foreach (var state in _states.Values)
            (state as IDisposable)?.Dispose();
        (Api as IDisposable)?.Dispose();
        HandedOut.Dispose();
        Turn?.Dispose();
        Journal.Dispose();
    }
}
