using System.Collections.Concurrent;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Guards;
using LiveChatPulumi.Provider.Journal;
using LiveChatPulumi.Provider.Reads;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Telemetry;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>One configured provider: the license it talks to and what it knows of this run.</summary>
internal sealed class Session : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly Lock _lagGate = new();
    private TimeSpan? _lag;
    private int _underWay;
    private int _summarized;
    private readonly CancellationTokenSource _writesCancelled;
    private readonly ConcurrentDictionary<(string Type, string Id), bool> _created = new();
    private readonly ConcurrentDictionary<(string Type, string Id), bool> _owned = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyCollection<string>>>> _baselines = new(StringComparer.Ordinal);

    public Session(IConfigurationApi api, CreateJournal journal, TimeProvider time, EngineLog log, SessionOptions options)
    {
        Api = api;
        Journal = journal;
        Time = time;
        Log = log;
        Options = options;
        Lists = new SharedLists(this);
        Waits = new WaitClock(time);
        RuleOwners = new RuleOwners(journal);
        _writesCancelled = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }

    public IConfigurationApi Api { get; }

    public CreateJournal Journal { get; }

    public TimeProvider Time { get; }

    public EngineLog Log { get; }

    /// <summary>Waits until the license shows what was written.</summary>
    public WaitClock Waits { get; }

    public SessionOptions Options { get; }

    /// <summary>Reads that everybody shares.</summary>
    public SharedLists Lists { get; }

    public Slots Slots { get; } = new();

    public MembershipOwners Memberships { get; } = new();

    public RuleMoves RuleMoves { get; } = new();

    public RuleOwners RuleOwners { get; }

    /// <summary>Lists of rules are brought into order one after the other: each works on what the one before it left.</summary>
    public SemaphoreSlim RuleLists { get; } = new(1);

    /// <summary>Agents that this run deletes, suspends or demotes: they do not count as administrators any more.</summary>
    public ConcurrentDictionary<string, bool> Departing { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Fires when the engine asks to come to an end: waiting stops.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Fires a while later: a write that was sent gets the time to be answered, because its answer is the only trace of its outcome.</summary>
    public CancellationToken WritesCancelled => _writesCancelled.Token;

    /// <summary>Counts an operation from its begin to its end.</summary>
    public void OperationBegan() => Interlocked.Increment(ref _underWay);

    /// <inheritdoc cref="OperationBegan"/>
    public void OperationEnded() => Interlocked.Decrement(ref _underWay);

    /// <summary>
    /// Tells the user what the run took, once it is over: the engine says Cancel at the end of every run as well, when
    /// nothing is under way any more. A run that only read, and was let through at once, is told of at debug level.
    /// </summary>
    public async Task SummarizeAsync(CancellationToken cancellationToken)
    {
        var total = Api.Statistics.Total;
        if (Volatile.Read(ref _underWay) > 0 || Interlocked.Exchange(ref _summarized, total) == total)
            return;
        var waited =
            Waits.Total > TimeSpan.Zero
                ? string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"; {Waits.Total.TotalSeconds:0.0} s waited until LiveChat showed what was written"
                )
                : "";
        var severity = Api.Statistics is { Writes: 0, Retries: 0, Refused: 0 } ? LogSeverity.Debug : LogSeverity.Info;
        await Log.WriteAsync(severity, "", Api.Statistics.Summary() + waited, cancellationToken).ConfigureAwait(false);
    }

    public void Cancel()
    {
        _cancelled.Cancel();
        _writesCancelled.CancelAfter(Options.WriteGrace);
    }

    /// <summary>Notes that this run created an object: not-found answers about it mean "not yet" for a while.</summary>
    public void NoteCreated(string type, string id)
    {
        _created[(type, id)] = true;
        Lists.NoteCreated(type, id);
    }

    public bool WasCreatedHere(string type, string id) => _created.ContainsKey((type, id));

    /// <summary>Ids of the objects of a type that this run created, and has not deleted.</summary>
    public IEnumerable<string> CreatedHere(string type) =>
        _created.Keys.Where(k => k.Type == type && !Lists.IsDeleted(type, k.Id)).Select(k => k.Id);

    /// <summary>Notes that the engine's state holds an object.</summary>
    public void NoteOwned(string type, string id) => _owned[(type, id)] = true;

    public bool IsOwned(string type, string id) => _owned.ContainsKey((type, id)) || _created.ContainsKey((type, id));

    /// <summary>True when a call failed because it names something that this run has just created.</summary>
    public bool MayBeTooEarly(IReadOnlyCollection<string> types, ApiException e) =>
        e.Type switch
        {
            ErrorTypes.NotFound or ErrorTypes.GroupNotFound => _created.Keys.Any(k => types.Contains(k.Type)),
            ErrorTypes.Validation => _created.Keys.Any(k =>
                types.Contains(k.Type) && k.Id.Split('/').All(part => e.ApiMessage.Contains(part, StringComparison.OrdinalIgnoreCase))
            ),
            _ => false,
        };

    /// <summary>Notes how long a write took to show.</summary>
    public void NoteLag(TimeSpan lag)
    {
        lock (_lagGate)
            _lag = _lag is { } known && known > lag ? known : lag;
    }

    /// <summary>
    /// How long a lost create is looked for before it is sent again: long enough for what was seen of this license's
    /// lag. Sending too early makes a second object; while nothing was seen yet, the whole bound is waited.
    /// </summary>
    public TimeSpan LookupBound(TimeSpan bound)
    {
        lock (_lagGate)
        {
            var wait = _lag is { } lag ? (lag * 2) + Options.LookupBound : bound;
            return wait < bound ? wait : bound;
        }
    }

    /// <summary>Ids of a type that existed before this run's first create of that type.</summary>
    public Task<IReadOnlyCollection<string>> BaselineAsync(string type, Func<Task<IReadOnlyCollection<string>>> list) =>
        _baselines.GetOrAdd(type, _ => new Lazy<Task<IReadOnlyCollection<string>>>(list)).Value;

    public void Dispose()
    {
        _cancelled.Dispose();
        _writesCancelled.Dispose();
        RuleLists.Dispose();
        (Api as IDisposable)?.Dispose();
    }
}

/// <summary>When a change counts as done.</summary>
internal enum Readiness
{
    /// <summary>The API took it and reads show it.</summary>
    Accepted,

    /// <summary>It also acts (API document, section Propagation delay: within two minutes).</summary>
    Effective,
}

/// <summary>What happens when an object to be created exists already under its natural key.</summary>
internal enum Adoption
{
    /// <summary>An error that says how to import it.</summary>
    Never,

    /// <summary>It is taken over when it is as declared.</summary>
    Matching,

    /// <summary>It is taken over and made as declared.</summary>
    Always,
}

/// <summary>Bounds of waiting, and what the configuration says about inputs.</summary>
internal sealed record SessionOptions
{
    /// <summary>Settings that stand in for inputs which a program leaves out, by the setting's name.</summary>
    public PropertyObject Defaults { get; init; } = PropertyObject.Empty;

    /// <summary>True where the credential belongs to no client id, so that owners have to be named.</summary>
    public bool IsPersonalAccessToken { get; init; }

    /// <summary>The account that a personal access token belongs to, or null.</summary>
    public string? AccountId { get; init; }

    public Readiness Readiness { get; init; }

    public Adoption Adoption { get; init; }

    /// <summary>How long a write may take to show in reads (API document, section Propagation delay: two minutes).</summary>
    public TimeSpan PropagationBound { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How much longer than the lag that was seen a lost create is looked for before it is sent again.</summary>
    public TimeSpan LookupBound { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long writes go on after Cancel.</summary>
    public TimeSpan WriteGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>An operation's time where the user set none.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
