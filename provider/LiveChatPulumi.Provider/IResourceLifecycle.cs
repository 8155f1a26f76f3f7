using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>The life of one resource of a program. Failures are RPC errors; what exists in spite of one is reported as not ready.</summary>
internal interface IResourceLifecycle
{
    /// <summary>Makes it; gives its id and outputs.</summary>
    Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken);

    /// <summary>What is live, in the provider's names, or null when there is nothing any more.</summary>
    /// <param name="id">The id in the state, or what import was given.</param>
    /// <param name="inputs">Inputs as the state has them; empty on import.</param>
    /// <param name="outputs">Outputs as the state has them; empty on import.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PropertyObject?> ReadAsync(string id, PropertyObject inputs, PropertyObject outputs, CancellationToken cancellationToken);

    /// <summary>Makes it as the new inputs say; gives its outputs. Equal inputs mean that an earlier run ended before it was ready.</summary>
    Task<PropertyObject> UpdateAsync(
        string id,
        PropertyObject oldOutputs,
        PropertyObject oldInputs,
        PropertyObject inputs,
        CancellationToken cancellationToken
    );

    /// <summary>Deletes it. What is gone already is what was asked for.</summary>
    Task DeleteAsync(string id, PropertyObject state, CancellationToken cancellationToken);
}
