using System.Collections.Concurrent;
using LiveChatPulumi.Provider.Specs;

namespace LiveChatPulumi.Provider.Run;

/// <summary>Whether what one resource wrote at another one's object is still there.</summary>
internal enum Remains
{
    /// <summary>It is there, as far as this run and the ones before it know.</summary>
    There,

    /// <summary>It went with the old object.</summary>
    Gone,

    /// <summary>The object was made again, and nothing tells whether this was written before or after.</summary>
    Unknown,
}

/// <summary>
/// Objects that were deleted and made again under the same key: what other resources wrote there (values of a property, members of a
/// group) went with the old ones, while the ids that those resources name are the same. The journal keeps the moment for later runs.
/// </summary>
internal sealed class Remade(ProviderRun run) : IRunState<Remade>
{
    private readonly ConcurrentDictionary<string, bool> _foreseen = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public static Remade Create(ProviderRun run) => new(run);

    /// <summary>Records, before the create call, that this run makes an object again.</summary>
    /// <exception cref="Grpc.Core.RpcException">It cannot be written down, so the create must not be sent.</exception>
    public Task RecordAsync(ResourceSpec spec, string id) => run.Journal.NoteAsync(NameOf(spec, id), run.Api.ServerTime);

    /// <summary>Records, at a preview, that an object is going to be made again.</summary>
    public void Foresee(ResourceSpec spec, string id) => _foreseen[NameOf(spec, id)] = true;

    /// <summary>Whether what was written at an object is still there.</summary>
    /// <param name="spec">The resource of the object.</param>
    /// <param name="id">The object.</param>
    /// <param name="written">When it was written there, by LiveChat's clock; null where the state does not say.</param>
    public Remains Of(ResourceSpec spec, string id, DateTimeOffset? written)
    {
        if (_foreseen.ContainsKey(NameOf(spec, id)))
            return Remains.Gone;
        if (run.Journal.NotedAt(NameOf(spec, id)) is not { } at)
            return Remains.There;

        // Marks of states go by the second.
        return written is not { } then ? Remains.Unknown
            : then > at ? Remains.There
            : then < at - TimeSpan.FromSeconds(1) ? Remains.Gone
            : Remains.Unknown;
    }

    private static string NameOf(ResourceSpec spec, string id) =>
        $"remade {spec.Token} {(spec.IdComparer.Equals("a", "A") ? id.ToUpperInvariant() : id)}";
}
