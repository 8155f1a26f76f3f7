using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Run;

/// <summary>An object of the license as a list shows it.</summary>
/// <param name="Id">The id that import takes and the state keeps.</param>
/// <param name="Name">A name for people.</param>
/// <param name="Live">Its properties, in the provider's names.</param>
internal sealed record LiveObject(string Id, string Name, PropertyObject Live)
{
    /// <summary>
    /// True for an entry that only says that a place for values exists. Such an entry is no object and cannot be imported.
    /// </summary>
    public bool IsEmptyPlace { get; init; }
}

/// <summary>A collection of the license that one call lists whole.</summary>
internal interface ILicenseCollection
{
    /// <summary>The resource whose objects these are.</summary>
    ResourceSpec Spec { get; }

    /// <summary>Lists all objects.</summary>
    /// <param name="run">The license.</param>
    /// <param name="scope">May name the client id whose objects are meant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ImmutableArray<LiveObject>> ListAsync(ProviderRun run, PropertyObject scope, CancellationToken cancellationToken);
}

/// <summary>A collection as one list call showed it.</summary>
/// <param name="Number">
/// Lists are numbered as they are sent: a list with a higher number shows everything that was answered before it was sent.
/// </param>
/// <param name="At">When the list was sent.</param>
/// <param name="Objects">The objects by id. Immutable, and never the base of a write.</param>
internal sealed record CollectionSnapshot(long Number, DateTimeOffset At, FrozenDictionary<string, LiveObject> Objects)
{
    /// <summary>The objects in the order in which the list had them.</summary>
    public required ImmutableArray<LiveObject> Listed { get; init; }
}

/// <summary>
/// Reads that all operations of a run share. The API lists whole collections in one call, so a refresh costs one call a
/// collection, and a thousand creates that wait to be seen wait for the same few lists. A reader says after which list
/// number the answer must have been asked for; readers that can share a list share it.
/// </summary>
internal sealed class Collections(ProviderRun run)
{
    /// <summary>Other people change licenses too, so a snapshot grows old even when this run writes nothing.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Type, string Owner), Collection> _collections = new();
    private readonly ConcurrentDictionary<string, long> _written = new(StringComparer.Ordinal);
    private long _lists;

    /// <summary>The number of the newest list.</summary>
    public long Newest => Interlocked.Read(ref _lists);

    /// <summary>Records that a write of a resource was answered: older lists of the collections that it changes are out of date.</summary>
    public void RecordWrite(ResourceSpec spec)
    {
        foreach (var collection in spec.ChangedCollections)
            _written[collection] = Newest;
    }

    /// <summary>A collection, as a list sent after a given one shows it.</summary>
    /// <param name="source">The collection.</param>
    /// <param name="scope">May name the client id whose objects are meant.</param>
    /// <param name="after">The list must have a higher number than this one.</param>
    /// <param name="cancellationToken">Gives up; the list goes on for others.</param>
    public Task<CollectionSnapshot> GetAsync(
        ILicenseCollection source,
        PropertyObject scope,
        long after,
        CancellationToken cancellationToken
    ) => GetAsync(source, scope, after, respectWrites: true, cancellationToken);

    private async Task<CollectionSnapshot> GetAsync(
        ILicenseCollection source,
        PropertyObject scope,
        long after,
        bool respectWrites,
        CancellationToken cancellationToken
    )
    {
        var collection = _collections.GetOrAdd((source.Spec.Token, run.OwnerOf(scope) ?? ""), _ => new Collection());
        if (respectWrites)
            after = Math.Max(after, _written.GetValueOrDefault(source.Spec.Collection, -1));
        var lister = new Lister(() => Interlocked.Increment(ref _lists), number => ListAsync(source, scope, number));
        return await collection.GetAsync(after, run.Time.GetUtcNow() - MaxAge, lister, cancellationToken);
    }

    /// <summary>
    /// A collection as a list of this run showed it, whatever the run has written since: for questions to which its own writes
    /// cannot give a worse answer. Asked anew only where there is no list yet, or the last one is old.
    /// </summary>
    public Task<CollectionSnapshot> RecallAsync(ILicenseCollection source, PropertyObject scope, CancellationToken cancellationToken) =>
        GetAsync(source, scope, after: 0, respectWrites: false, cancellationToken);

    /// <summary>One object of a collection, or null. An object that this run deleted is gone, whatever the list says.</summary>
    public async Task<LiveObject?> FindAsync(
        ILicenseCollection source,
        string id,
        PropertyObject scope,
        long after,
        CancellationToken cancellationToken
    )
    {
        var snapshot = await GetAsync(source, scope, after, cancellationToken);
        return run.Ledger.WasDeleted(source.Spec.Token, id) ? null : snapshot.Objects.GetValueOrDefault(id);
    }

    private async Task<CollectionSnapshot> ListAsync(ILicenseCollection source, PropertyObject scope, long number)
    {
        var at = run.Time.GetUtcNow();
        ImmutableArray<LiveObject> objects = await source.ListAsync(run, scope, run.Cancelled);
        run.Log.Listed(source.Spec.Name, number, objects.Length);
        var comparer = source.Spec.IdComparer;
        var byId = objects.GroupBy(o => o.Id, comparer).ToFrozenDictionary(g => g.Key, g => g.First(), comparer);
        run.Ledger.LearnLag(source.Spec.Token, at, byId.ContainsKey);
        return new CollectionSnapshot(number, at, byId) { Listed = objects };
    }

    /// <summary>Gives a list its number and makes it.</summary>
    private sealed record Lister(Func<long> NextNumber, Func<long, Task<CollectionSnapshot>> ListAsync);

    /// <summary>One list under way, and at most one waiting behind it for all who need a newer one.</summary>
    private sealed class Collection
    {
        private readonly Lock _gate = new();
        private (long Number, Task<CollectionSnapshot> Task)? _running;
        private Task<CollectionSnapshot>? _next;
        private CollectionSnapshot? _last;

        public Task<CollectionSnapshot> GetAsync(long after, DateTimeOffset notBefore, Lister lister, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (_last is { } last && last.Number > after && last.At >= notBefore)
                    return Task.FromResult(last);
                if (_running is not { } running)
                    return Start(lister).WaitAsync(cancellationToken);
                if (running.Number > after)
                    return running.Task.WaitAsync(cancellationToken);

                // The list under way was sent too early for this reader; the one behind it will not be.
                _next ??= StartAfter(running.Task, lister);
                return _next.WaitAsync(cancellationToken);
            }
        }

        private Task<CollectionSnapshot> Start(Lister lister)
        {
            var number = lister.NextNumber();
            var task = RunAsync(number, lister);
            _running = (number, task);
            return task;
        }

        private async Task<CollectionSnapshot> RunAsync(long number, Lister lister)
        {
            await Task.Yield();
            try
            {
                var snapshot = await lister.ListAsync(number);
                lock (_gate)
                    _last = snapshot;
                return snapshot;
            }
            finally
            {
                End();
            }
        }

        // A method of its own: the trimmer of SDK 10.0 drops the release of a lock that stands in this finally.
        private void End()
        {
            lock (_gate)
                _running = null;
        }

        private async Task<CollectionSnapshot> StartAfter(Task<CollectionSnapshot> running, Lister lister)
        {
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            Task<CollectionSnapshot> started;
            lock (_gate)
            {
                _next = null;
                started = _running?.Task ?? Start(lister);
            }

            return await started;
        }
    }
}
