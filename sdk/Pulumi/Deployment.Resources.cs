using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using Pulumi.Serialization;
using Pulumi.Utilities;
using WireAlias = PluginProtocol.Messages.Alias;

namespace Pulumi;

/// <summary>Registration of resources and calls of functions.</summary>
public sealed partial class Deployment
{
    internal void Register(Resource resource, ResourceArgs args, ResourceOptions options, bool remote)
    {
        var completion = new OutputCompletion(resource);
        Runner.Track(RegisterOrReadAsync());

        // Generated SDKs pass an empty id for "create it".
        async Task RegisterOrReadAsync()
        {
            var id = options.Id is null ? null : await options.Id.ToOutputInternal().DataTask.ConfigureAwait(false);
            if (id is null or { IsKnown: true, Value: null or "" })
                await RegisterAsync(resource, args, options, remote, completion).ConfigureAwait(false);
            else
                await ReadAsync(resource, id, args, options, completion).ConfigureAwait(false);
        }
    }

    internal void RegisterOutputs(ComponentResource resource, Output<IDictionary<string, object?>> outputs)
    {
        Runner.Track(SendAsync());

        async Task SendAsync()
        {
            var serialized = await new Serializer().SerializeAsync(outputs).ConfigureAwait(false);
            var request = new RegisterResourceOutputsRequest
            {
                Urn = await UrnOf(resource).ConfigureAwait(false),
                Outputs = StructCodec.Write((PropertyObject)serialized.Unwrapped),
            };
            await _monitor.UnaryAsync(ResourceMonitorMethods.RegisterResourceOutputs, request).ConfigureAwait(false);
        }
    }

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
        var response = await _monitor.UnaryAsync(ResourceMonitorMethods.Invoke, request).ConfigureAwait(false);
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

    private async Task RegisterAsync(
        Resource resource,
        ResourceArgs args,
        ResourceOptions options,
        bool remote,
        OutputCompletion completion
    )
    {
        try
        {
            var request = await ComposeAsync(resource, args, options, remote).ConfigureAwait(false);
            var response = await _monitor.UnaryAsync(ResourceMonitorMethods.RegisterResource, request).ConfigureAwait(false);
            var values = StructCodec.Read(response.Object).With("urn", PropertyValue.Of(response.Urn));
            values =
                response.Id.Length > 0
                    ? values.With("id", StructCodec.Read(new Value { StringValue = response.Id }))
                    : values.Without("id");
            completion.Complete(
                resource,
                values,
                IsDryRun || response.Result != Result.Success || response.Unknown,
                m => WriteLog(LogSeverity.Warning, m, resource, 0, false)
            );
        }
        catch (Exception e)
        {
            completion.Fail(e);
            throw;
        }
    }

    private async Task ReadAsync(
        Resource resource,
        OutputData<string> known,
        ResourceArgs args,
        ResourceOptions options,
        OutputCompletion completion
    )
    {
        try
        {
            if (!known.IsKnown)
            {
                completion.Complete(resource, PropertyObject.Empty, true, _ => { });
                return;
            }

            var registration = await ComposeAsync(resource, args, options, false).ConfigureAwait(false);
            var request = ReadRequest(known.Value, registration);
            var response = await _monitor.UnaryAsync(ResourceMonitorMethods.ReadResource, request).ConfigureAwait(false);
            var values = StructCodec
                .Read(response.Properties)
                .With("urn", PropertyValue.Of(response.Urn))
                .With("id", PropertyValue.Of(known.Value));
            completion.Complete(resource, values, IsDryRun, m => WriteLog(LogSeverity.Warning, m, resource, 0, false));
        }
        catch (Exception e)
        {
            completion.Fail(e);
            throw;
        }
    }

    /// <summary>What a registration says of a resource, for one that is there already and is only read.</summary>
    private static ReadResourceRequest ReadRequest(string id, RegisterResourceRequest registration)
    {
        var request = new ReadResourceRequest
        {
            Id = id,
            Type = registration.Type,
            Name = registration.Name,
            Parent = registration.Parent,
            Properties = registration.Object,
            Provider = registration.Provider,
            Version = registration.Version,
            PluginDownloadURL = registration.PluginDownloadURL,
            AcceptSecrets = true,
            AcceptResources = true,
        };
        request.Dependencies.AddRange(registration.Dependencies);
        request.AdditionalSecretOutputs.AddRange(registration.AdditionalSecretOutputs);
        return request;
    }

    private static async Task<RegisterResourceRequest> ComposeAsync(
        Resource resource,
        ResourceArgs args,
        ResourceOptions options,
        bool remote
    )
    {
        var serializer = new Serializer();
        var byProperty = new Dictionary<string, HashSet<Resource>>(StringComparer.Ordinal);
        var inputs = await serializer.SerializeArgsAsync(args, byProperty).ConfigureAwait(false);
        var waits = options.DependsOnOrNull is { } list
            ? await OutputUtilities.GetValueAsync(list.ToOutputInternal()).ConfigureAwait(false)
            : [];
        var request = new RegisterResourceRequest
        {
            Type = resource.GetResourceType(),
            Name = resource.GetResourceName(),
            Parent = resource.Parent is { } parent ? await UrnOf(parent).ConfigureAwait(false) : "",
            Custom = resource.IsCustom,
            Object = StructCodec.Write(inputs),
            Remote = remote,
            AcceptSecrets = true,
            AcceptResources = true,
            SupportsResultReporting = true,
            AliasSpecs = true,
        };
        request.Dependencies.AddRange(await UrnsAsync(serializer.Dependencies.Union(waits)).ConfigureAwait(false));
        await AddPropertyDependenciesAsync(request, byProperty.Where(p => inputs[p.Key] is not null)).ConfigureAwait(false);
        await AddProvidersAsync(request, resource, options).ConfigureAwait(false);
        await AddOptionsAsync(request, options).ConfigureAwait(false);
        return request;
    }

    private static async Task AddOptionsAsync(RegisterResourceRequest request, ResourceOptions options)
    {
        request.Version = options.Version ?? "";
        request.PluginDownloadURL = options.PluginDownloadURL ?? "";
        request.DeletedWith = options.DeletedWith is { } with ? await UrnOf(with).ConfigureAwait(false) : "";
        request.CustomTimeouts = Timeouts(options.CustomTimeouts);
        if (options.Protect is { } protect)
            request.Protect = protect;
        if (options.RetainOnDelete is { } retain)
            request.RetainOnDelete = retain;
        request.IgnoreChanges.AddRange(options.IgnoreChanges);
        request.ReplaceOnChanges.AddRange(options.ReplaceOnChanges);
        foreach (var alias in options.Aliases)
            request.Aliases.Add(
                await AliasAsync(await OutputUtilities.GetValueAsync(alias.ToOutputInternal()).ConfigureAwait(false)).ConfigureAwait(false)
            );
        if (options is CustomResourceOptions custom)
        {
            request.ImportId = custom.ImportId ?? "";
            request.DeleteBeforeReplace = custom.DeleteBeforeReplace ?? false;
            request.DeleteBeforeReplaceDefined = custom.DeleteBeforeReplace is not null;
            request.AdditionalSecretOutputs.AddRange(custom.AdditionalSecretOutputs);
        }
    }

    private static async Task AddPropertyDependenciesAsync(
        RegisterResourceRequest request,
        IEnumerable<KeyValuePair<string, HashSet<Resource>>> byProperty
    )
    {
        foreach (var (name, dependencies) in byProperty)
        {
            var urns = new RegisterResourceRequest.Types.PropertyDependencies();
            urns.Urns.AddRange(await UrnsAsync(dependencies).ConfigureAwait(false));
            request.PropertyDependencies[name] = urns;
        }
    }

    private static async Task AddProvidersAsync(RegisterResourceRequest request, Resource resource, ResourceOptions options)
    {
        if (resource.IsCustom)
        {
            var provider = options.Provider ?? resource.Providers.GetValueOrDefault(resource.GetResourceType().Split(':')[0]);
            if (provider is not null && resource is not ProviderResource)
                request.Provider = await ReferenceAsync(provider).ConfigureAwait(false);
            return;
        }

        foreach (var (package, provider) in resource.Providers)
            request.Providers[package] = await ReferenceAsync(provider).ConfigureAwait(false);
    }

    private static async Task<WireAlias> AliasAsync(Alias alias)
    {
        if (alias.Urn is not null)
            return new WireAlias { Urn = alias.Urn };
        var spec = new WireAlias.Types.Spec
        {
            Name = await TextAsync(alias.Name).ConfigureAwait(false),
            Type = await TextAsync(alias.Type).ConfigureAwait(false),
            Stack = await TextAsync(alias.Stack).ConfigureAwait(false),
            Project = await TextAsync(alias.Project).ConfigureAwait(false),
        };
        if (alias.NoParent)
            spec.NoParent = true;
        else if (alias.Parent is not null)
            spec.ParentUrn = await UrnOf(alias.Parent).ConfigureAwait(false);
        else if (alias.ParentUrn is not null)
            spec.ParentUrn = await TextAsync(alias.ParentUrn).ConfigureAwait(false);
        return new WireAlias { Spec = spec };

        static async Task<string> TextAsync(Input<string>? input) =>
            input is null ? "" : await OutputUtilities.GetValueAsync(input.ToOutputInternal()).ConfigureAwait(false) ?? "";
    }

    private static RegisterResourceRequest.Types.CustomTimeouts Timeouts(CustomTimeouts? timeouts)
    {
        return new RegisterResourceRequest.Types.CustomTimeouts
        {
            Create = Text(timeouts?.Create),
            Update = Text(timeouts?.Update),
            Delete = Text(timeouts?.Delete),
        };

        static string Text(TimeSpan? time) => time is { } t ? $"{t.Ticks * 100}ns" : "";
    }

    /// <summary>The URNs to wait for: a component stands for all its children.</summary>
    private static async Task<IEnumerable<string>> UrnsAsync(IEnumerable<Resource> resources)
    {
        var urns = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var resource in resources.SelectMany(Expand))
            urns.Add(await UrnOf(resource).ConfigureAwait(false));
        return urns;

        static IEnumerable<Resource> Expand(Resource resource) =>
            resource.IsCustom || resource.Children.IsEmpty ? [resource] : resource.Children.SelectMany(Expand);
    }

    private static async Task<string> ReferenceAsync(ProviderResource provider)
    {
        var id = await provider.Id.DataTask.ConfigureAwait(false);
        return $"{await UrnOf(provider).ConfigureAwait(false)}::{(id.IsKnown ? id.Value : Signatures.Unknown)}";
    }

    private static Task<string> UrnOf(Resource resource) => OutputUtilities.GetValueAsync(resource.Urn);
}
