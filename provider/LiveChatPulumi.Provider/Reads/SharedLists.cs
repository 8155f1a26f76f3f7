using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Telemetry;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Reads;

/// <summary>A collection as one list call showed it.</summary>
/// <param name="Number">Lists are numbered as they are sent: a list with a higher number saw everything that was answered before it was sent.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Objects">The objects by id. Immutable, and never the base of a write.</param>
internal sealed record ListSnapshot(long Number, DateTimeOffset At, FrozenDictionary<string, LiveObject> Objects);

/// <summary>
/// Reads shared by everybody who asks: the API lists whole collections in one call, so a refresh costs one call a
/// collection, and a thousand creates that wait to be seen wait for the same few lists. A reader says after which list
/// number the answer must have been asked for; whoever can share a list, shares it.
/// </summary>
internal sealed class SharedLists(Session session)
{
    /// <summary>A snapshot that nobody has written against still grows old: other people change licenses too.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Type, string Scope), Collection> _collections = new();
    private readonly ConcurrentDictionary<string, long> _written = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Type, string Id), bool> _tombstones = new();
    private long _lists;

    /// <summary>The number of the newest list: what is asked for after it will be seen by higher numbers only.</summary>
    public long Newest => Interlocked.Read(ref _lists);

    /// <summary>Notes that a write was answered: older lists of what it may have changed are out of date.</summary>
    public void NoteWrite(string type)
    {
        _written[Family(type)] = Newest;
        if (type.EndsWith(":Group", StringComparison.Ordinal))
            _written["properties"] = Newest;
    }

    /// <summary>Notes that this run deleted an object: lists that still show it are behind.</summary>
    public void NoteDeleted(string type, string id) => _tombstones[(type, id)] = true;

    /// <summary>True for an object that this run deleted and has not made again.</summary>
    public bool IsDeleted(string type, string id) => _tombstones.ContainsKey((type, id));

    /// <summary>Notes that an object of that id came to be again.</summary>
    public void NoteCreated(string type, string id) => _tombstones.TryRemove((type, id), out _);

    /// <summary>A collection, as a list sent after a given one shows it.</summary>
    public async Task<ListSnapshot> GetAsync(ObjectResource resource, PropertyObject scope, long after, CancellationToken cancellationToken)
    {
        var collection = _collections.GetOrAdd((resource.Spec.Token, ClientObjects.Owner(session, scope) ?? ""), _ => new Collection());
        after = Math.Max(after, _written.GetValueOrDefault(Family(resource.Spec.Token), -1));
        return await collection
            .GetAsync(
                after,
                session.Time.GetUtcNow() - MaxAge,
                new Lister(() => Interlocked.Increment(ref _lists), number => ListAsync(resource, scope, number)),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>One object of a collection, or null. What this run deleted is gone, whatever the list says.</summary>
    public async Task<LiveObject?> FindAsync(
        ObjectResource resource,
        string id,
        PropertyObject scope,
        long after,
        CancellationToken cancellationToken
    )
    {
        var snapshot = await GetAsync(resource, scope, after, cancellationToken).ConfigureAwait(false);
        return _tombstones.ContainsKey((resource.Spec.Token, id)) ? null : snapshot.Objects.GetValueOrDefault(id);
    }

    /// <summary>Memberships show on agents, bots and groups; values go with their definitions, and with the groups that they are set on.</summary>
    private static string Family(string type) =>
        type.Split(':')[^1] switch
        {
            "Agent" or "Bot" or "Group" => "members",
            "Property" or "LicenseProperties" or "GroupProperties" => "properties",
            var other => other,
        };

    private async Task<ListSnapshot> ListAsync(ObjectResource resource, PropertyObject scope, long number)
    {
        var at = session.Time.GetUtcNow();
        ImmutableArray<LiveObject> objects = await resource.SnapshotAsync(session, scope, session.Cancelled).ConfigureAwait(false);
        session.Log.Listed(resource.Spec.Name, number, objects.Length);
        return new ListSnapshot(
            number,
            at,
            objects.GroupBy(o => o.Id, resource.IdComparer).ToFrozenDictionary(g => g.Key, g => g.First(), resource.IdComparer)
        );
    }

    /// <summary>How a list gets its number, and how it is made.</summary>
    private sealed record Lister(Func<long> NextNumber, Func<long, Task<ListSnapshot>> ListAsync);

    /// <summary>One list under way, and at most one waiting behind it for all who need a newer one.</summary>
    private sealed class Collection
    {
        private readonly Lock _gate = new();
        private (long Number, Task<ListSnapshot> Task)? _running;
        private Task<ListSnapshot>? _next;
        private ListSnapshot? _last;

        public Task<ListSnapshot> GetAsync(long after, DateTimeOffset notBefore, Lister lister, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (_last is { } last && last.Number > after && last.At >= notBefore)
                    return Task.FromResult(last);
                if (_running is not { } running)
                    return Start(lister).WaitAsync(cancellationToken);
                if (running.Number > after)
                    return running.Task.WaitAsync(cancellationToken);

                // The list under way was sent before what the reader wants to see: the one behind it will not be.
                _next ??= StartAfter(running.Task, lister);
                return _next.WaitAsync(cancellationToken);
            }
        }

        private Task<ListSnapshot> Start(Lister lister)
        {
            var number = lister.NextNumber();
            var task = RunAsync(number, lister);
            _running = (number, task);
            return task;
        }

        private async Task<ListSnapshot> RunAsync(long number, Lister lister)
        {
            await Task.Yield();
            try
            {
                var snapshot = await lister.ListAsync(number).ConfigureAwait(false);
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

        private async Task<ListSnapshot> StartAfter(Task<ListSnapshot> running, Lister lister)
        {
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            Task<ListSnapshot> started;
            lock (_gate)
            {
                _next = null;
                started = _running?.Task ?? Start(lister);
            }

            return await started.ConfigureAwait(false);
        }
    }
}
