using System.Collections.Immutable;

namespace LocalEngine.State;

/// <summary>
/// Edits of a state by hand, as <c>pulumi state taint</c>, <c>untaint</c>, <c>unprotect</c>, <c>rename</c> and <c>delete</c> make them.
/// None of them touches an object; each refuses a URN that the state does not have.
/// </summary>
internal static class StateEdits
{
    /// <summary>Marks a resource, so that the next run makes its object anew.</summary>
    /// <exception cref="EngineException">It is a component or a provider, which have no object.</exception>
    public static Snapshot Taint(Snapshot snapshot, string urn) =>
        Change(
            snapshot,
            urn,
            r =>
                r is { Custom: true, IsProvider: false }
                    ? r with
                    {
                        Taint = true,
                    }
                    : throw new EngineException($"{urn} has no object of its own; only a resource of a provider can be made anew.")
        );

    /// <summary>Takes the mark of <see cref="Taint"/> back.</summary>
    public static Snapshot Untaint(Snapshot snapshot, string urn) => Change(snapshot, urn, r => r with { Taint = false });

    /// <summary>Lets runs delete and replace a resource again.</summary>
    public static Snapshot Unprotect(Snapshot snapshot, string urn) => Change(snapshot, urn, r => r with { Protect = false });

    /// <summary>Lets runs delete and replace all resources again.</summary>
    public static Snapshot UnprotectAll(Snapshot snapshot) =>
        snapshot with
        {
            Resources = [.. snapshot.Resources.Select(r => r with { Protect = false })],
        };

    /// <summary>Gives a resource another name, wherever the state names it.</summary>
    /// <exception cref="EngineException">It cannot have that name.</exception>
    public static Snapshot Rename(Snapshot snapshot, string urn, string name)
    {
        var old = snapshot.Resources[Find(snapshot, urn)];
        if (name.Length == 0 || name.Any(char.IsControl))
            throw new EngineException("a resource needs a name.");
        var renamed = urn[..^old.Name.Length] + name;
        if (snapshot.Resources.Any(r => r.Urn == renamed))
            throw new EngineException($"the state has a resource {renamed} already.");
        return snapshot with
        {
            Resources = [.. snapshot.Resources.Select(Follow)],
            PendingOperations = [.. snapshot.PendingOperations.Select(o => o with { Resource = Follow(o.Resource) })],
        };

        string Now(string other) => other == urn ? renamed : other;

        ResourceState Follow(ResourceState r) =>
            r with
            {
                Urn = Now(r.Urn),
                Parent = Now(r.Parent),
                DeletedWith = Now(r.DeletedWith),
                Dependencies = [.. r.Dependencies.Select(Now)],
                PropertyDependencies = r.PropertyDependencies.ToImmutableSortedDictionary(
                    p => p.Key,
                    p => p.Value.Select(Now).ToImmutableArray(),
                    StringComparer.Ordinal
                ),
                Provider = r.Provider.StartsWith(urn + "::", StringComparison.Ordinal) ? renamed + r.Provider[urn.Length..] : r.Provider,
            };
    }

    /// <summary>Forgets a resource; its object stays.</summary>
    /// <param name="snapshot">The state.</param>
    /// <param name="urn">The resource.</param>
    /// <param name="force">A protected resource is forgotten as well.</param>
    /// <param name="dependents">What depends on it is forgotten as well.</param>
    /// <exception cref="EngineException">It is protected, or others depend on it.</exception>
    public static Snapshot Delete(Snapshot snapshot, string urn, bool force, bool dependents)
    {
        var first = snapshot.Resources[Find(snapshot, urn)];
        var gone = new HashSet<ResourceState>(ReferenceEqualityComparer.Instance) { first };

        // Dependents come after what they depend on. A successor of the resource that is still to be deleted holds its URN.
        var successor = first.Delete && snapshot.Resources.Any(r => r.Urn == urn && !r.Delete);
        foreach (var other in snapshot.Resources.Where(_ => !successor))
        {
            if (!gone.Contains(other) && other.Urn != urn && other.AllDependencies.Any(d => gone.Any(g => g.Urn == d)))
                gone.Add(other);
        }

        if (gone.Count > 1 && !dependents)
            throw new EngineException(
                $"This resource can't be safely deleted because the following resources depend on it: "
                    + string.Join(", ", gone.Where(g => g != first).Select(g => g.Urn))
                    + ". Add --target-dependents to forget them too."
            );
        if (!force && gone.FirstOrDefault(r => r.Protect) is { } kept)
            throw new EngineException($"{kept.Urn} is protected. Unprotect it with `state unprotect`, or add --force.");
        return snapshot with { Resources = [.. snapshot.Resources.Where(r => !gone.Contains(r))] };
    }

    private static Snapshot Change(Snapshot snapshot, string urn, Func<ResourceState, ResourceState> change)
    {
        var index = Find(snapshot, urn);
        return snapshot with { Resources = snapshot.Resources.SetItem(index, change(snapshot.Resources[index])) };
    }

    /// <summary>The resource of a URN; one that only waits for its deletion where there is no other.</summary>
    private static int Find(Snapshot snapshot, string urn)
    {
        var indexes = Enumerable.Range(0, snapshot.Resources.Length).Where(i => snapshot.Resources[i].Urn == urn).ToImmutableArray();
        return indexes.IsEmpty
            ? throw new EngineException($"No such resource \"{urn}\" exists in the current state")
            : indexes.OrderBy(i => snapshot.Resources[i].Delete).First();
    }
}
