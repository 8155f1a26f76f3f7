using Grpc.Core;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>An object that a provider lists.</summary>
/// <param name="Id">The id that an import takes.</param>
/// <param name="Name">Its name for people.</param>
internal sealed record ListedObject(string Id, string Name);

/// <summary>Reads what a provider has beyond the state, by the plugins of a phase that changes nothing.</summary>
internal sealed class LiveReads(DeploymentContext context)
{
    /// <summary>The providers of a package in the state; where it has none, the one that the stack's configuration describes.</summary>
    public async Task<IReadOnlyList<string>> ProvidersAsync(string package)
    {
        var type = ResourceState.ProviderTypePrefix + package;
        var inState = context
            .State.ToSnapshot()
            .Resources.Where(r => r.Type == type && !r.Delete)
            .Select(r => $"{r.Urn}::{r.Id}")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return inState.Count > 0 ? inState : [await ConfigureAsync(package, type).ConfigureAwait(false)];
    }

    /// <summary>The state as a refresh would leave it.</summary>
    public Snapshot Live => context.State.ToSnapshot();

    /// <summary>The inputs of a provider in the state; empty for one that the configuration describes.</summary>
    public PropertyObject InputsOf(string provider) => context.State.FindProvider(provider)?.Inputs ?? PropertyObject.Empty;

    /// <summary>The schema of a provider's package as JSON.</summary>
    public async Task<string> SchemaAsync(string provider, CancellationToken cancellationToken)
    {
        var instance = await context.ProviderAsync(provider).ConfigureAwait(false);
        return (await instance.Client.GetSchemaAsync(new GetSchemaRequest(), cancellationToken).ConfigureAwait(false)).Schema;
    }

    /// <summary>Everything of a type that the provider has.</summary>
    /// <param name="provider">The reference of the provider.</param>
    /// <param name="token">The type.</param>
    /// <param name="query">The inputs of the list.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EngineException">The provider does not list them.</exception>
    public async Task<IReadOnlyList<ListedObject>> ListAsync(
        string provider,
        string token,
        PropertyObject query,
        CancellationToken cancellationToken
    )
    {
        var instance = await context.ProviderAsync(provider).ConfigureAwait(false);
        var request = new ListRequest { Token = token, Query = StructCodec.Write(query) };
        List<ListedObject> objects = [];
        try
        {
            await foreach (var response in instance.Client.ListAsync(request, cancellationToken).ConfigureAwait(false))
            {
                if (response.Result is { } result)
                    objects.Add(new ListedObject(result.Id, result.Name));
            }

            return objects;
        }
        catch (RpcException e)
        {
            throw ProviderErrors.Explain(e);
        }
    }

    /// <summary>An object as an import reads it: its inputs and outputs; null where there is none.</summary>
    /// <exception cref="EngineException">The provider does not read it.</exception>
    public async Task<(PropertyObject Inputs, PropertyObject Outputs)?> ReadAsync(
        string provider,
        string token,
        string id,
        CancellationToken cancellationToken
    )
    {
        var instance = await context.ProviderAsync(provider).ConfigureAwait(false);
        var urn = new Urn(context.Target.Stack, context.Target.Project, token, "unmanaged").ToString();
        try
        {
            var response = await instance.ReadAsync(urn, id, null, null, cancellationToken).ConfigureAwait(false);
            return response.Properties is null ? null : (StructCodec.Read(response.Inputs), StructCodec.Read(response.Properties));
        }
        catch (RpcException e)
        {
            throw ProviderErrors.Explain(e);
        }
    }

    private async Task<string> ConfigureAsync(string package, string type)
    {
        var prefix = package + ":";
        var inputs = PropertyObject.From(
            context
                .Target.Config.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(c => KeyValuePair.Create(c.Key[prefix.Length..], PropertyValue.Of(c.Value)))
        );
        var urn = new Urn(context.Target.Stack, context.Target.Project, type, "default").ToString();
        var plugin = await context.StartPluginAsync(type, inputs).ConfigureAwait(false);
        try
        {
            var instance = await ProviderInstance.ConfigureAsync(plugin, urn, "", inputs, CancellationToken.None).ConfigureAwait(false);
            await context.SetProviderAsync(urn + "::", instance).ConfigureAwait(false);
            return urn + "::";
        }
        catch (RpcException e)
        {
            await plugin.DisposeAsync().ConfigureAwait(false);
            throw ProviderErrors.Explain(e);
        }
    }
}
