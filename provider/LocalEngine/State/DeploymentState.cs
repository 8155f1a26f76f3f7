using System.Collections.Immutable;

namespace LocalEngine.State;

/// <summary>
/// A deployment while it changes: what was there (olds), what this run has registered (news), what is under way.
/// Every change goes to the journal before anyone else sees it. Safe for concurrent use.
/// </summary>
internal sealed class DeploymentState
{
    private readonly Lock _gate = new();
    private readonly Journal? _journal;
    private readonly ResourceState?[] _olds;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<ResourceState> _news = [];
    private readonly Dictionary<string, int> _newIndex = new(StringComparer.Ordinal);
    private readonly HashSet<int> _taken = [];
    private readonly SortedDictionary<int, PendingOperation> _pending = [];
    private int _nextOperation;

    public DeploymentState(Snapshot snapshot, Journal? journal)
    {
        _journal = journal;
        Salt = snapshot.Salt;
        _olds = [.. snapshot.Resources];
        for (var i = 0; i < _olds.Length; i++)
        {
            if (!_olds[i]!.Delete)
                _index[_olds[i]!.Urn] = i;
        }
    }

    public string? Salt { get; }

    /// <summary>The live old resource of a URN, its place in the olds, or null.</summary>
    public (int Index, ResourceState State)? FindOld(string urn)
    {
        lock (_gate)
            return _index.TryGetValue(urn, out var i) && _olds[i] is { } state ? (i, state) : null;
    }

    /// <summary>The resource that this run registered, or null.</summary>
    public ResourceState? FindNew(string urn)
    {
        lock (_gate)
            return _newIndex.TryGetValue(urn, out var i) ? _news[i] : null;
    }

    /// <summary>Olds that this run has not taken up, in order.</summary>
    public ImmutableArray<(int Index, ResourceState State)> Remaining
    {
        get
        {
            lock (_gate)
                return
                [
                    .. _olds
                        .Select((s, i) => (Index: i, State: s))
                        .Where(o => o.State is not null && !_taken.Contains(o.Index))
                        .Select(o => (o.Index, o.State!)),
                ];
        }
    }

    public int Begin(string type, ResourceState resource)
    {
        lock (_gate)
        {
            var n = _nextOperation++;
            _pending[n] = new PendingOperation(type, resource);
            _journal?.Begin(n, type, resource);
            return n;
        }
    }

    public void Finish(int operation)
    {
        lock (_gate)
        {
            _pending.Remove(operation);
            _journal?.Finish(operation);
        }
    }

    /// <summary>Records a registered resource; it takes the place of an old one, or of none.</summary>
    public void Commit(ResourceState state, int? old)
    {
        lock (_gate)
        {
            if (_newIndex.TryGetValue(state.Urn, out var at))
                _news[at] = state;
            else
            {
                _newIndex[state.Urn] = _news.Count;
                _news.Add(state);
            }

            if (old is >= 0)
                _taken.Add(old.Value);
            _journal?.Commit(state, old);
        }
    }

    /// <summary>Changes an old resource where it stands; null removes it.</summary>
    public void SetOld(int index, ResourceState? state)
    {
        lock (_gate)
        {
            _olds[index] = state;
            _journal?.SetOld(index, state);
        }
    }

    /// <summary>The deployment at this moment: news first, then olds that nobody has taken up.</summary>
    public Snapshot ToSnapshot()
    {
        lock (_gate)
        {
            ImmutableArray<ResourceState> resources =
            [
                .. _news,
                .. _olds.Where((s, i) => s is not null && !_taken.Contains(i)).Select(s => s!),
            ];
            return new Snapshot(Sorted(resources), [.. _pending.Values], Salt);
        }
    }

    /// <summary>Dependencies first. The order is kept where it is right already; references to what is gone are dropped.</summary>
    private static ImmutableArray<ResourceState> Sorted(ImmutableArray<ResourceState> resources)
    {
        var present = resources.Select(r => r.Urn).ToHashSet(StringComparer.Ordinal);
        var byUrn = resources.Where(r => !r.Delete).GroupBy(r => r.Urn).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var done = new HashSet<ResourceState>(ReferenceEqualityComparer.Instance);
        var result = ImmutableArray.CreateBuilder<ResourceState>(resources.Length);
        foreach (var resource in resources)
            Visit(resource);
        return result.ToImmutable();

        void Visit(ResourceState resource)
        {
            if (!done.Add(resource))
                return;
            foreach (var urn in resource.AllDependencies.Where(u => u != resource.Urn))
            {
                if (byUrn.TryGetValue(urn, out var dependency))
                    Visit(dependency);
            }

            result.Add(Pruned(resource, present));
        }
    }

    private static ResourceState Pruned(ResourceState r, HashSet<string> present)
    {
        if (
            r.Dependencies.All(present.Contains)
            && r.PropertyDependencies.Values.All(d => d.All(present.Contains))
            && (r.DeletedWith.Length == 0 || present.Contains(r.DeletedWith))
        )
            return r;
        return r with
        {
            Dependencies = [.. r.Dependencies.Where(present.Contains)],
            PropertyDependencies = r.PropertyDependencies.ToImmutableSortedDictionary(
                p => p.Key,
                p => p.Value.RemoveAll(u => !present.Contains(u))
            ),
            DeletedWith = present.Contains(r.DeletedWith) ? r.DeletedWith : "",
        };
    }
}
