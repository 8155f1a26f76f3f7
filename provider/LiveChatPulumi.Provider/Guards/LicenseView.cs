using System.Collections.Concurrent;
using System.Collections.Immutable;
using LiveChatPulumi.Provider.Resources;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Guards;

/// <summary>The license as it was when a guard first asked: one list a collection and run. It answers questions, and is never written back.</summary>
internal sealed class LicenseView(Session session)
{
    private readonly ConcurrentDictionary<(string Type, string Owner), Lazy<Task<ImmutableArray<LiveObject>>>> _lists = new();

    /// <summary>The objects of a resource's kind. A failed look is not remembered.</summary>
    public async Task<ImmutableArray<LiveObject>> ListAsync(ManagedResource resource, PropertyObject scope, CancellationToken cancellationToken)
    {
        var key = (resource.Spec.Token, scope.Text("ownerClientId") ?? "");
        try
        {
            return await _lists.GetOrAdd(key, _ => new Lazy<Task<ImmutableArray<LiveObject>>>(() => resource.ListAsync(session, scope, session.Cancelled))).Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _lists.TryRemove(key, out _);
            throw;
        }
    }
}
