using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>
/// Creates, reads, updates and deletes one resource of a program. Failures are RPC errors;
/// an object that exists in spite of one is reported as not ready.
/// </summary>
internal interface IResourceLifecycle
{
    /// <summary>Creates the resource; gives its id and outputs.</summary>
    Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken);

    /// <summary>The live properties, in the provider's names, or null when the license has no such object.</summary>
    /// <param name="id">The id in the state, or what import was given.</param>
    /// <param name="inputs">Inputs as the state has them; empty on import.</param>
    /// <param name="outputs">Outputs as the state has them; empty on import.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PropertyObject?> ReadAsync(string id, PropertyObject inputs, PropertyObject outputs, CancellationToken cancellationToken);

    /// <summary>
    /// Changes the resource to the new inputs; gives its outputs. Equal inputs mean that an earlier run ended before the object was ready.
    /// </summary>
    Task<PropertyObject> UpdateAsync(
        string id,
        PropertyObject oldOutputs,
        PropertyObject oldInputs,
        PropertyObject inputs,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// True when a delete of an earlier run, which was cut off, has taken the object that the state still holds. Waits while the
    /// license may be behind.
    /// </summary>
    /// <param name="id">The id in the state.</param>
    /// <param name="inputs">Inputs as the state has them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<bool> IsLostAsync(string id, PropertyObject inputs, CancellationToken cancellationToken);

    /// <summary>Deletes the resource. An object that is gone already is no failure.</summary>
    Task DeleteAsync(string id, PropertyObject state, CancellationToken cancellationToken);
}
