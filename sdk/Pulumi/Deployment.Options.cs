using Google.Protobuf;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using Pulumi.Utilities;
using WireAlias = PluginProtocol.Messages.Alias;
using WirePackageRequest = PluginProtocol.Messages.RegisterPackageRequest;

namespace Pulumi;

/// <summary>What a registration says beside the arguments.</summary>
public sealed partial class Deployment
{
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

    /// <summary>The engine's reference to a package, asked for once a run; empty for resources that need none.</summary>
    private Task<string> PackageAsync(RegisterPackageRequest? package)
    {
        return package is null ? Task.FromResult("") : _packages.GetOrAdd(package, RegisterAsync);

        async Task<string> RegisterAsync(RegisterPackageRequest _)
        {
            var request = new WirePackageRequest
            {
                Name = package.Name,
                Version = package.Version,
                DownloadUrl = package.DownloadUrl,
            };
            foreach (var (platform, checksum) in package.Checksums)
                request.Checksums[platform] = ByteString.CopyFrom(checksum);
            if (package.Parameterization is { } parameters)
                request.Parameterization = new Parameterization
                {
                    Name = parameters.Name,
                    Version = parameters.Version,
                    Value = ByteString.CopyFrom(parameters.Value),
                };
            return (await _monitor.RegisterPackageAsync(request).ConfigureAwait(false)).Ref;
        }
    }
}
