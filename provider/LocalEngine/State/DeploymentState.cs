using System.Collections.Immutable;

namespace LocalEngine.State;

/// <summary>
/// The state of a stack while a run changes it: the resources of the snapshot (olds), the resources that this run has
/// registered (news), and the operations that are pending. Every change is in the journal before other threads can see it.
/// Operations that an earlier run left pending stay so until a change of their resource is recorded; creates until they are cleared, as
/// Pulumi keeps them: the state holds no object by which it could be known what became of them.
/// Safe for concurrent use.
/// </summary>
internal sealed class DeploymentState
{
    private readonly Lock _gate = new();
    private readonly Journal? _journal;
    private readonly ResourceState?[] _olds;
    private readonly Dictionary<string, int> _oldIndex = new(StringComparer.Ordinal);
    private readonly List<ResourceState> _news = [];
    private readonly Dictionary<string, int> _newIndex = new(StringComparer.Ordinal);
    private readonly HashSet<int> _registeredOlds = [];
    private readonly SortedDictionary<int, PendingOperation> _pending = [];
    private readonly int _inherited;
    private int _nextOperation;

    public DeploymentState(Snapshot snapshot, Journal? journal)
    {
        _journal = journal;
        Salt = snapshot.Salt;
        _olds = [.. snapshot.Resources];
        for (var i = 0; i < _olds.Length; i++)
        {
            if (!_olds[i]!.Delete)
                _oldIndex[_olds[i]!.Urn] = i;
        }

        foreach (var operation in snapshot.PendingOperations.Reverse().DistinctBy(o => (o.Type, o.Resource.Urn)).Reverse())
            _pending[_nextOperation++] = operation;
        _inherited = _nextOperation;
    }

    public string? Salt { get; }

    /// <summary>True once the outcome of a step could not be saved.</summary>
    public bool IsUnsaved
    {
        get
        {
            lock (_gate)
                return _journal is { HasFailed: true };
        }
    }

    /// <summary>The old resource of a URN, or null. One that is only waiting for its deletion does not count.</summary>
    public OldResource? FindOld(string urn)
    {
        lock (_gate)
            return _oldIndex.TryGetValue(urn, out var i) && _olds[i] is { } state ? new OldResource(i, state) : null;
    }

    /// <summary>The provider of a reference, with its id: one that was replaced is there beside its successor. Null for none.</summary>
    public ResourceState? FindProvider(string reference)
    {
        lock (_gate)
            return _news.Concat(_olds.OfType<ResourceState>()).FirstOrDefault(r => r.IsProvider && $"{r.Urn}::{r.Id}" == reference);
    }

    /// <summary>The resource that this run registered, or null.</summary>
    public ResourceState? FindNew(string urn)
    {
        lock (_gate)
            return _newIndex.TryGetValue(urn, out var i) ? _news[i] : null;
    }

    /// <summary>The olds that this run has not registered, in the order of the snapshot.</summary>
    public ImmutableArray<OldResource> Remaining
    {
        get
        {
            lock (_gate)
                return
                [
                    .. _olds
                        .Select((s, i) => (Index: i, State: s))
                        .Where(o => o.State is not null && !_registeredOlds.Contains(o.Index))
                        .Select(o => new OldResource(o.Index, o.State!)),
                ];
        }
    }

    /// <summary>Records an operation as pending.</summary>
    /// <returns>The number by which <see cref="Finish"/> knows it.</returns>
    public int Begin(string type, ResourceState resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        lock (_gate)
        {
            EndInherited(resource);
            var n = _nextOperation++;
            _pending[n] = new PendingOperation(type, resource);
            _journal?.Begin(n, type, resource);
            return n;
        }
    }

    /// <summary>Records that the outcome of an operation is known.</summary>
    public void Finish(int operation)
    {
        lock (_gate)
        {
            _pending.Remove(operation);
            _journal?.Finish(operation);
        }
    }

    /// <summary>Records a registered resource.</summary>
    /// <param name="state">The resource.</param>
    /// <param name="old">Index of the old resource that it continues, or null.</param>
    /// <param name="replaced">
    /// Index of the old resource that it replaces, or null. That one is to be deleted from this moment on: before it, a run that is cut
    /// off leaves it as it was.
    /// </param>
    public void Commit(ResourceState state, int? old, int? replaced = null)
    {
        lock (_gate)
        {
            EndInherited(state);
            if (_newIndex.TryGetValue(state.Urn, out var position))
                _news[position] = state;
            else
            {
                _newIndex[state.Urn] = _news.Count;
                _news.Add(state);
            }

            if (old is >= 0)
                _registeredOlds.Add(old.Value);
            if (replaced is { } index && _olds[index] is { } before)
            {
                EndInherited(before);
                _olds[index] = before with { Delete = true };
            }

            _journal?.Commit(state, old, replaced);
        }
    }

    /// <summary>Changes an old resource; null removes it.</summary>
    public void SetOld(int index, ResourceState? state)
    {
        lock (_gate)
        {
            if (_olds[index] is { } before)
                EndInherited(before);
            _olds[index] = state;
            _journal?.SetOld(index, state);
        }
    }

    /// <summary>The deployment at this moment: the news first, then the olds that this run has not registered.</summary>
    public Snapshot ToSnapshot()
    {
        lock (_gate)
        {
            ImmutableArray<ResourceState> resources =
            [
                .. _news,
                .. _olds.Where((s, i) => s is not null && !_registeredOlds.Contains(i)).Select(s => s!),
            ];
            return new Snapshot(SortByDependencies(resources), [.. _pending.Values], Salt);
        }
    }

    private void EndInherited(ResourceState state)
    {
        for (var n = 0; n < _inherited; n++)
        {
            if (_pending.TryGetValue(n, out var operation) && !operation.IsCreate && operation.IsOf(state))
                _pending.Remove(n);
        }
    }

    /// <summary>Puts dependencies first, and otherwise keeps the order. References to resources that no longer exist are dropped.</summary>
    private static ImmutableArray<ResourceState> SortByDependencies(ImmutableArray<ResourceState> resources)
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

            result.Add(WithoutMissing(resource, present));
        }
    }

    private static ResourceState WithoutMissing(ResourceState r, HashSet<string> present)
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
            PropertyDependencies = r
                .PropertyDependencies.Select(p => KeyValuePair.Create(p.Key, p.Value.RemoveAll(u => !present.Contains(u))))
                .Where(p => !p.Value.IsEmpty || r.PropertyDependencies[p.Key].IsEmpty)
                .ToImmutableSortedDictionary(),
            DeletedWith = present.Contains(r.DeletedWith) ? r.DeletedWith : "",
        };
    }
}
