using System.Collections.Concurrent;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// What this run did to the license, and which of its objects the engine's state holds. Lists and calls of the API lag
/// behind writes; the ledger does not.
/// </summary>
internal sealed class RunLedger(RunOptions options, TimeProvider time, Func<DateTimeOffset> serverTime)
{
    private readonly ConcurrentDictionary<(string Type, string Id), Creation?> _created = new();
    private readonly ConcurrentDictionary<(string Type, string Id), bool> _inState = new();
    private readonly ConcurrentDictionary<(string Type, string Id), bool> _deleted = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyCollection<string>>>> _baselines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Type, string Id), UnseenWrite> _unseen = new();
    private readonly Lock _lagGate = new();
    private long _lastWrite;
    private readonly Dictionary<string, (TimeSpan? ShownAfter, TimeSpan NotShownAfter)> _lags = new(StringComparer.Ordinal);

    /// <summary>Records that this run created an object: for a while, a not-found answer about it means "not yet".</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="sent">
    /// When the create was sent, by the run's clock; null where the answer was lost and the object was found: nobody knows since
    /// when it is there.
    /// </param>
    public void RecordCreated(string type, string id, DateTimeOffset? sent)
    {
        _created[(type, id)] = sent is { } at ? new Creation(at, time.GetUtcNow()) : null;
        _deleted.TryRemove((type, id), out _);
    }

    /// <summary>Records that this run deleted an object: a list that still shows it is behind.</summary>
    public void RecordDeleted(string type, string id)
    {
        _deleted[(type, id)] = true;
        _unseen.TryRemove((type, id), out _);
    }

    /// <summary>When this run's last write was answered, by the run's clock; null before the first.</summary>
    public DateTimeOffset? LastWrite =>
        Interlocked.Read(ref _lastWrite) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Records that a write was answered.</summary>
    public void RecordWrite() => Interlocked.Exchange(ref _lastWrite, time.GetUtcNow().UtcTicks);

    /// <summary>Records a write, of this run or of an earlier one, that reads may not show yet.</summary>
    public void RecordUnseen(UnseenWrite write) => _unseen[(write.Type, write.Id)] = write;

    /// <summary>Records that reads show the latest write of an object.</summary>
    public void RecordShown(UnseenWrite write) => _unseen.TryRemove(KeyValuePair.Create((write.Type, write.Id), write));

    /// <summary>True for the latest write of an object while no read has shown it, also when the time for that is over.</summary>
    public bool IsUnseen(UnseenWrite write) => _unseen.TryGetValue((write.Type, write.Id), out var latest) && latest == write;

    /// <summary>The write of an object that reads may not show yet; null when there is none, or the license has had the time to.</summary>
    public UnseenWrite? Unseen(string type, string id) =>
        _unseen.TryGetValue((type, id), out var write) && !write.IsOver(serverTime()) ? write : null;

    /// <summary>All such writes of one type, or of all types.</summary>
    public IReadOnlyCollection<UnseenWrite> AllUnseen(string? type = null) =>
        [.. _unseen.Values.Where(w => (type is null || w.Type == type) && !w.IsOver(serverTime()))];

    /// <summary>Records that the engine's state holds an object.</summary>
    public void RecordInState(string type, string id) => _inState[(type, id)] = true;

    /// <summary>True for an object that this run created.</summary>
    public bool WasCreated(string type, string id) => _created.ContainsKey((type, id));

    /// <summary>True for an object that this run deleted and has not created again.</summary>
    public bool WasDeleted(string type, string id) => _deleted.ContainsKey((type, id));

    /// <summary>True for an object that this run created, or that the engine's state holds.</summary>
    public bool IsManaged(string type, string id) => _inState.ContainsKey((type, id)) || _created.ContainsKey((type, id));

    /// <summary>True for an object that a list may lack because it is new: made by this run, or by one shortly before.</summary>
    public bool MayBeMissing(string type, string id) => NewIds(type).Contains(id);

    /// <summary>Ids of such objects that this run has not deleted.</summary>
    public IEnumerable<string> NewIds(string type) =>
        _created
            .Where(c => c.Key.Type == type && (c.Value is not { } made || time.GetUtcNow() - made.Answered <= options.PropagationBound))
            .Select(c => c.Key.Id)
            .Union(AllUnseen(type).Where(w => w.IsNew).Select(w => w.Id))
            .Where(id => !WasDeleted(type, id));

    /// <summary>
    /// The objects that a call names, and for which it may have failed because they have just been created.
    /// </summary>
    /// <param name="types">Types of the objects that the call can name.</param>
    /// <param name="named">All texts that it carries.</param>
    /// <param name="e">The failure.</param>
    public IEnumerable<string> TooNew(IReadOnlyCollection<string> types, IReadOnlySet<string> named, ApiException e)
    {
        var candidates = types.SelectMany(NewIds).Where(id => named.Contains(id) || id.Split('/').All(named.Contains)).ToList();
        return e.Type switch
        {
            ErrorTypes.NotFound or ErrorTypes.GroupNotFound => NamesAnother(e.ApiMessage, named, candidates) ? [] : candidates,
            // A number may be a bound, and a missing group has a type of its own.
            ErrorTypes.Validation => candidates.Where(id => !id.All(char.IsAsciiDigit) && IsNamedBy(e.ApiMessage, id)),
            _ => [],
        };
    }

    /// <summary>
    /// Learns from a list how far reads are behind: objects that this run created are shown by it, or are not. Nobody knows when
    /// within a call the license did its work, so an object counts as young as it can be where the list lacks it, and as old as it
    /// can be where the list shows it: a list that was repeated for a minute says nothing of a lag of a second.
    /// </summary>
    /// <param name="type">The type of the listed objects.</param>
    /// <param name="sent">When the list was sent, by the run's clock.</param>
    /// <param name="isListed">True for an id that the list shows.</param>
    public void LearnLag(string type, DateTimeOffset sent, Func<string, bool> isListed)
    {
        var answered = time.GetUtcNow();
        lock (_lagGate)
        {
            foreach (var ((createdType, id), created) in _created)
            {
                if (createdType != type || created is not { } creation || creation.Answered > sent || WasDeleted(type, id))
                    continue;
                var youngest = sent - creation.Answered;
                var oldest = answered - creation.Sent;
                var lag = _lags.GetValueOrDefault(type);
                if (!isListed(id))
                    _lags[type] = lag with { NotShownAfter = youngest > lag.NotShownAfter ? youngest : lag.NotShownAfter };
                else if (lag.ShownAfter is not { } shown || oldest < shown)
                    _lags[type] = lag with { ShownAfter = oldest };
            }
        }
    }

    /// <summary>
    /// How long a lost create is looked for before it is sent again: long enough for the lag that this run has measured.
    /// Sending too early makes a second object, so the whole bound is waited for while no lag was measured.
    /// </summary>
    /// <param name="type">The type of what was created: each collection may lag by a time of its own.</param>
    /// <param name="bound">The whole bound.</param>
    public TimeSpan LookupBound(string type, TimeSpan bound)
    {
        lock (_lagGate)
        {
            if (_lags.GetValueOrDefault(type) is not { ShownAfter: { } shown, NotShownAfter: var notShown })
                return bound;
            var wait = ((shown > notShown ? shown : notShown) * 2) + options.LookupMargin;
            return wait < bound ? wait : bound;
        }
    }

    /// <summary>Ids of a collection before this run's first create in it.</summary>
    /// <param name="collection">The collection's name.</param>
    /// <param name="list">Lists the ids; called once, unless it fails.</param>
    public async Task<IReadOnlyCollection<string>> BaselineAsync(string collection, Func<Task<IReadOnlyCollection<string>>> list)
    {
        var baseline = _baselines.GetOrAdd(collection, _ => new Lazy<Task<IReadOnlyCollection<string>>>(list));
        try
        {
            return await baseline.Value;
        }
        catch
        {
            _baselines.TryRemove(KeyValuePair.Create(collection, baseline));
            throw;
        }
    }

    /// <summary>True when a message names something that the call carries, and none of the new objects: those are not missing.</summary>
    private static bool NamesAnother(string message, IReadOnlySet<string> named, IReadOnlyCollection<string> candidates)
    {
        var words = message.Split([' ', '`', '\'', '"', ',', ':', ';', '(', ')', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        var found = words.Select(w => w.TrimEnd('.')).Where(named.Contains).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return found.Count > 0 && !candidates.Any(id => found.Contains(id) || id.Split('/').Any(found.Contains));
    }

    private static bool IsNamedBy(string message, string id) => id.Split('/').All(part => HasWord(message, part));

    /// <summary>True where a text stands in a message, and neither begins nor ends inside a word.</summary>
    private static bool HasWord(string message, string text)
    {
        for (var at = 0; (at = message.IndexOf(text, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + text.Length;
            if ((at == 0 || !char.IsLetterOrDigit(message[at - 1])) && (end == message.Length || !char.IsLetterOrDigit(message[end])))
                return true;
        }

        return false;
    }

    /// <summary>A create of this run that was answered.</summary>
    private readonly record struct Creation(DateTimeOffset Sent, DateTimeOffset Answered);
}
