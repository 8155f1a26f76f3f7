using Google.Protobuf;
using Grpc.Core;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LocalEngine.Plugins;

/// <summary>
/// The plugin of one provider resource. When its configuration is unknown at preview, the plugin cannot be configured, and
/// this class answers in its place.
/// </summary>
internal sealed class ProviderInstance(IProviderPlugin plugin, bool configured) : IAsyncDisposable
{
    /// <summary>False when the configuration is unknown, which happens only at preview.</summary>
    public bool IsConfigured { get; } = configured;

    public ResourceProviderClient Client => plugin.Client;

    /// <summary>Configures a plugin with the inputs of its provider resource.</summary>
    public static async Task<ProviderInstance> ConfigureAsync(
        IProviderPlugin plugin,
        string urn,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (inputs.ContainsUnknown)
            return new ProviderInstance(plugin, false);
        var arguments = PropertyObject.From(inputs.Members.Where(m => m.Key != ResourceState.InternalInput));
        var parsed = Urn.Parse(urn);
        var request = new ConfigureRequest
        {
            Args = StructCodec.Write(arguments),
            AcceptSecrets = true,
            AcceptResources = true,
            SendsOldInputs = true,
            SendsOldInputsToDelete = true,
            Id = id,
            Urn = urn,
            Name = parsed.Name,
            Type = parsed.Type,
        };
        var package = parsed.Type[ResourceState.ProviderTypePrefix.Length..];
        foreach (var (key, value) in arguments.Members)
            request.Variables[$"{package}:config:{key}"] = value.Plain() is PropertyString s
                ? s.Value
                : new CheckpointCodec(null).WriteText(value.Plain());
        await plugin.Client.ConfigureAsync(request, cancellationToken).ConfigureAwait(false);
        return new ProviderInstance(plugin, true);
    }

    public async Task<CheckResponse> CheckAsync(
        string urn,
        ResourceState? old,
        PropertyObject news,
        ByteString randomSeed,
        CancellationToken cancellationToken
    )
    {
        if (!IsConfigured)
            return new CheckResponse { Inputs = StructCodec.Write(news) };
        var (type, name) = TypeAndName(urn);
        var request = new CheckRequest
        {
            Urn = urn,
            Olds = StructCodec.Write(old?.Inputs ?? PropertyObject.Empty),
            News = StructCodec.Write(news),
            RandomSeed = randomSeed,
            Name = name,
            Type = type,
            OldOutputs = StructCodec.Write(old?.Outputs ?? PropertyObject.Empty),
        };
        return await Client.CheckAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Compares the old resource with new inputs.</summary>
    public async Task<DiffResponse> DiffAsync(
        ResourceState old,
        PropertyObject news,
        IEnumerable<string> ignoreChanges,
        CancellationToken cancellationToken
    )
    {
        if (!IsConfigured)
            return new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffUnknown };
        var (type, name) = TypeAndName(old.Urn);
        var request = new DiffRequest
        {
            Urn = old.Urn,
            Id = old.Id,
            Olds = StructCodec.Write(old.Outputs),
            OldInputs = StructCodec.Write(old.Inputs),
            News = StructCodec.Write(news),
            Name = name,
            Type = type,
        };
        request.IgnoreChanges.AddRange(ignoreChanges);
        return await Client.DiffAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CreateResponse> CreateAsync(ResourceState goal, bool preview, CancellationToken cancellationToken)
    {
        if (!IsConfigured)
            return new CreateResponse { Properties = new() };
        var (type, name) = TypeAndName(goal.Urn);
        var request = new CreateRequest
        {
            Urn = goal.Urn,
            Properties = StructCodec.Write(goal.Inputs),
            Timeout = goal.Timeouts.Create,
            Preview = preview,
            Name = name,
            Type = type,
        };
        return await Client.CreateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an object. For an import there are no inputs and outputs yet.</summary>
    public async Task<ReadResponse> ReadAsync(
        string urn,
        string id,
        PropertyObject? inputs,
        PropertyObject? outputs,
        CancellationToken cancellationToken
    )
    {
        if (!IsConfigured)
            return new ReadResponse
            {
                Id = id,
                Properties = new(),
                Inputs = new(),
            };
        var (type, name) = TypeAndName(urn);
        var request = new ReadRequest
        {
            Urn = urn,
            Id = id,
            Name = name,
            Type = type,
        };
        if (inputs is not null)
            request.Inputs = StructCodec.Write(inputs);
        if (outputs is not null)
            request.Properties = StructCodec.Write(outputs);
        return await Client.ReadAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async Task<UpdateResponse> UpdateAsync(ResourceState old, ResourceState goal, bool preview, CancellationToken cancellationToken)
    {
        if (!IsConfigured)
            return new UpdateResponse { Properties = new() };
        var (type, name) = TypeAndName(goal.Urn);
        var request = new UpdateRequest
        {
            Urn = goal.Urn,
            Id = old.Id,
            Olds = StructCodec.Write(old.Outputs),
            OldInputs = StructCodec.Write(old.Inputs),
            News = StructCodec.Write(goal.Inputs),
            Timeout = goal.Timeouts.Update,
            Preview = preview,
            Name = name,
            Type = type,
        };
        request.IgnoreChanges.AddRange(goal.IgnoreChanges);
        return await Client.UpdateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public Task DeleteAsync(ResourceState old, CancellationToken cancellationToken) =>
        Client.DeleteAsync(DeleteRequestOf(old), cancellationToken);

    /// <summary>Why a delete will be refused; nothing where the plugin cannot tell.</summary>
    public async Task<IReadOnlyList<string>> PreviewDeleteAsync(ResourceState old, CancellationToken cancellationToken)
    {
        if (!IsConfigured)
            return [];
        try
        {
            var response = await Client.PreviewDeleteAsync(DeleteRequestOf(old), cancellationToken).ConfigureAwait(false);
            return [.. response.Failures.Select(f => f.Reason)];
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return [];
        }
    }

    private static DeleteRequest DeleteRequestOf(ResourceState old)
    {
        var (type, name) = TypeAndName(old.Urn);
        return new DeleteRequest
        {
            Urn = old.Urn,
            Id = old.Id,
            Properties = StructCodec.Write(old.Outputs),
            OldInputs = StructCodec.Write(old.Inputs),
            Timeout = old.Timeouts.Delete,
            Name = name,
            Type = type,
        };
    }

    public async Task CancelAsync()
    {
        try
        {
            await Client.CancelAsync(TimeSpan.FromSeconds(30), CancellationToken.None).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // A provider without Cancel goes on until its operations end.
        }
    }

    /// <summary>The type in the URN, because a state found by an alias may still hold another type.</summary>
    private static (string Type, string Name) TypeAndName(string urn)
    {
        var parsed = Urn.Parse(urn);
        return (parsed.Type, parsed.Name);
    }

    public ValueTask DisposeAsync() => plugin.DisposeAsync();

    /// <inheritdoc cref="IProviderPlugin.AbandonAsync"/>
    public ValueTask AbandonAsync() => plugin.AbandonAsync();
}
