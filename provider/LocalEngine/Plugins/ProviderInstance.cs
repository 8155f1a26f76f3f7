using Google.Protobuf;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LocalEngine.Plugins;

/// <summary>
/// One provider resource with its plugin. At preview its configuration may be unknown: then nothing is configured, and
/// the engine answers for it.
/// </summary>
internal sealed class ProviderInstance(IProviderPlugin plugin, bool configured) : IAsyncDisposable
{
    /// <summary>False while the configuration holds unknowns.</summary>
    public bool IsConfigured { get; } = configured;

    public ResourceProviderClient Client => plugin.Client;

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
        var arguments = PropertyObject.From(inputs.Members.Where(m => m.Key != "__internal"));
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
        var package = parsed.Type["pulumi:providers:".Length..];
        foreach (var (key, value) in arguments.Members)
            request.Variables[$"{package}:config:{key}"] = value.Plain() is PropertyString s
                ? s.Value
                : new CheckpointCodec(null).WriteText(value.Plain());
        await plugin.Client.ConfigureAsync(request, cancellationToken).ConfigureAwait(false);
        return new ProviderInstance(plugin, true);
    }

    public async Task<CheckResponse> CheckAsync(
        string urn,
        PropertyObject olds,
        PropertyObject news,
        ByteString seed,
        CancellationToken cancellationToken
    )
    {
        if (!IsConfigured)
            return new CheckResponse { Inputs = StructCodec.Write(news) };
        var parsed = Urn.Parse(urn);
        return await Client
            .CheckAsync(
                new CheckRequest
                {
                    Urn = urn,
                    Olds = StructCodec.Write(olds),
                    News = StructCodec.Write(news),
                    RandomSeed = seed,
                    Name = parsed.Name,
                    Type = parsed.Type,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    public async Task<DiffResponse> DiffAsync(
        string urn,
        string id,
        PropertyObject oldOutputs,
        PropertyObject oldInputs,
        PropertyObject news,
        IEnumerable<string> ignoreChanges,
        CancellationToken cancellationToken
    )
    {
        if (!IsConfigured)
            return new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffUnknown };
        var parsed = Urn.Parse(urn);
        var request = new DiffRequest
        {
            Urn = urn,
            Id = id,
            Olds = StructCodec.Write(oldOutputs),
            OldInputs = StructCodec.Write(oldInputs),
            News = StructCodec.Write(news),
            Name = parsed.Name,
            Type = parsed.Type,
        };
        request.IgnoreChanges.AddRange(ignoreChanges);
        return await Client.DiffAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CreateResponse> CreateAsync(
        string urn,
        PropertyObject inputs,
        double timeout,
        bool preview,
        CancellationToken cancellationToken
    )
    {
        if (!IsConfigured)
            return new CreateResponse { Properties = new() };
        var parsed = Urn.Parse(urn);
        return await Client
            .CreateAsync(
                new CreateRequest
                {
                    Urn = urn,
                    Properties = StructCodec.Write(inputs),
                    Timeout = timeout,
                    Preview = preview,
                    Name = parsed.Name,
                    Type = parsed.Type,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

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
        var parsed = Urn.Parse(urn);
        var request = new ReadRequest
        {
            Urn = urn,
            Id = id,
            Name = parsed.Name,
            Type = parsed.Type,
        };
        if (inputs is not null)
            request.Inputs = StructCodec.Write(inputs);
        if (outputs is not null)
            request.Properties = StructCodec.Write(outputs);
        return await Client.ReadAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async Task<UpdateResponse> UpdateAsync(
        string urn,
        string id,
        PropertyObject oldOutputs,
        PropertyObject oldInputs,
        PropertyObject news,
        double timeout,
        IEnumerable<string> ignoreChanges,
        bool preview,
        CancellationToken cancellationToken
    )
    {
        if (!IsConfigured)
            return new UpdateResponse { Properties = new() };
        var parsed = Urn.Parse(urn);
        var request = new UpdateRequest
        {
            Urn = urn,
            Id = id,
            Olds = StructCodec.Write(oldOutputs),
            OldInputs = StructCodec.Write(oldInputs),
            News = StructCodec.Write(news),
            Timeout = timeout,
            Preview = preview,
            Name = parsed.Name,
            Type = parsed.Type,
        };
        request.IgnoreChanges.AddRange(ignoreChanges);
        return await Client.UpdateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public Task DeleteAsync(
        string urn,
        string id,
        PropertyObject outputs,
        PropertyObject inputs,
        double timeout,
        CancellationToken cancellationToken
    )
    {
        var parsed = Urn.Parse(urn);
        return Client.DeleteAsync(
            new DeleteRequest
            {
                Urn = urn,
                Id = id,
                Properties = StructCodec.Write(outputs),
                OldInputs = StructCodec.Write(inputs),
                Timeout = timeout,
                Name = parsed.Name,
                Type = parsed.Type,
            },
            cancellationToken
        );
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

    public ValueTask DisposeAsync() => plugin.DisposeAsync();
}
