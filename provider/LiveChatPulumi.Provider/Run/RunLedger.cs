using System.Collections.Concurrent;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// What this run did to the license, and which of its objects the engine's state holds. Lists and calls of the API lag
/// behind writes; the ledger does not.
/// </summary>
internal sealed class RunLedger(RunOptions options)
{
    private readonly ConcurrentDictionary<(string Type, string Id), bool> _created = new();
    private readonly ConcurrentDictionary<(string Type, string Id), bool> _inState = new();
    private readonly ConcurrentDictionary<(string Type, string Id), bool> _deleted = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyCollection<string>>>> _baselines = new(StringComparer.Ordinal);
    private readonly Lock _lagGate = new();
    private TimeSpan? _lag;

    /// <summary>Records that this run created an object: for a while, a not-found answer about it means "not yet".</summary>
    public void RecordCreated(string type, string id)
    {
        _created[(type, id)] = true;
        _deleted.TryRemove((type, id), out _);
    }

    /// <summary>Records that this run deleted an object: a list that still shows it is behind.</summary>
    public void RecordDeleted(string type, string id) => _deleted[(type, id)] = true;

    /// <summary>Records that the engine's state holds an object.</summary>
    public void RecordInState(string type, string id) => _inState[(type, id)] = true;

    /// <summary>True for an object that this run created.</summary>
    public bool WasCreated(string type, string id) => _created.ContainsKey((type, id));

    /// <summary>True for an object that this run deleted and has not created again.</summary>
    public bool WasDeleted(string type, string id) => _deleted.ContainsKey((type, id));

    /// <summary>True for an object that this run created, or that the engine's state holds.</summary>
    public bool IsManaged(string type, string id) => _inState.ContainsKey((type, id)) || _created.ContainsKey((type, id));

    /// <summary>Ids of the objects of a type that this run created and has not deleted.</summary>
    public IEnumerable<string> CreatedIds(string type) =>
        _created.Keys.Where(k => k.Type == type && !WasDeleted(type, k.Id)).Select(k => k.Id);

    /// <summary>True when a call failed because it names an object of one of these types that this run has just created.</summary>
    public bool MayBeTooEarly(IReadOnlyCollection<string> types, ApiException e) =>
        e.Type switch
        {
            ErrorTypes.NotFound or ErrorTypes.GroupNotFound => _created.Keys.Any(k => types.Contains(k.Type)),
            ErrorTypes.Validation => _created.Keys.Any(k => types.Contains(k.Type) && IsNamedBy(e.ApiMessage, k.Id)),
            _ => false,
        };

    /// <summary>Records how long a create took to show in reads.</summary>
    public void RecordLag(TimeSpan lag)
    {
        lock (_lagGate)
            _lag = _lag is { } known && known > lag ? known : lag;
    }

    /// <summary>
    /// How long a lost create is looked for before it is sent again: long enough for the lag that this run has measured.
    /// Sending too early makes a second object, so the whole bound is waited for while no lag was measured.
    /// </summary>
    public TimeSpan LookupBound(TimeSpan bound)
    {
        lock (_lagGate)
        {
            var wait = _lag is { } lag ? (lag * 2) + options.LookupBound : bound;
            return wait < bound ? wait : bound;
        }
    }

    /// <summary>Ids of a collection before this run's first create in it.</summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="list">Lists the ids; called once.</param>
    public Task<IReadOnlyCollection<string>> BaselineAsync(string collection, Func<Task<IReadOnlyCollection<string>>> list) =>
        _baselines.GetOrAdd(collection, _ => new Lazy<Task<IReadOnlyCollection<string>>>(list)).Value;

    private static bool IsNamedBy(string message, string id) =>
        id.Split('/').All(part => message.Contains(part, StringComparison.OrdinalIgnoreCase));
}
