using System.Collections.Immutable;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using Pulumi.Serialization;
using Pulumi.Utilities;

namespace Pulumi;

/// <summary>Calls of functions.</summary>
public sealed partial class Deployment
{
    internal Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options) => new(InvokeOutputAsync<T>(token, args, options));

    internal async Task<T> InvokeAsync<T>(string token, InvokeArgs args, InvokeOptions? options)
    {
        var data = await InvokeOutputAsync<T>(token, args, options).ConfigureAwait(false);
        return data.Value;
    }

    private async Task<OutputData<T>> InvokeOutputAsync<T>(string token, InvokeArgs args, InvokeOptions? options)
    {
        var serializer = new Serializer();
        var arguments = await serializer.SerializeArgsAsync(args).ConfigureAwait(false);
        if (options is InvokeOutputOptions { DependsOn: { } waits })
            serializer.Dependencies.UnionWith(await OutputUtilities.GetValueAsync(waits.ToOutputInternal()).ConfigureAwait(false));
        var resources = serializer.Dependencies.ToImmutableHashSet();
        if (arguments.ContainsUnknown)
            return new OutputData<T>(resources, default!, false, false);
        foreach (var resource in resources)
            await UrnOf(resource).ConfigureAwait(false);
        var package = token.Split(':')[0];
        var provider = options?.Provider ?? options?.Parent?.Providers.GetValueOrDefault(package);
        var request = new ResourceInvokeRequest
        {
            Tok = token,
            Args = StructCodec.Write((PropertyObject)arguments.Plain()),
            Provider = provider is null ? "" : await ReferenceAsync(provider).ConfigureAwait(false),
            Version = options?.Version ?? "",
            PluginDownloadURL = options?.PluginDownloadURL ?? "",
            AcceptResources = true,
        };
        var response = await _monitor.InvokeAsync(request).ConfigureAwait(false);
        if (response.Failures.Count > 0)
            throw new RunException(
                $"Invoke of '{token}' failed: "
                    + string.Join("; ", response.Failures.Select(f => f.Property.Length > 0 ? $"{f.Reason} ({f.Property})" : f.Reason))
            );
        if (response.Unknown)
            return new OutputData<T>(resources, default!, false, false);
        var read = Deserializer.Read(StructCodec.Read(response.Return), typeof(T), resources);
        return new OutputData<T>(resources, (T)read.Value!, read.IsKnown, read.IsSecret || arguments.ContainsSecret);
    }
}
