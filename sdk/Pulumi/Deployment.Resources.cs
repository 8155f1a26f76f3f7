using System.Collections.Immutable;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using Pulumi.Serialization;
using Pulumi.Utilities;

namespace Pulumi;

/// <summary>Registration of resources and calls of functions.</summary>
public sealed partial class Deployment
{
    internal void Register(Resource resource, ResourceArgs args, ResourceOptions options, bool remote, RegisterPackageRequest? package)
    {
        var completion = new OutputCompletion(resource);
        Runner.Track(RegisterOrReadAsync());

        // Generated SDKs pass an empty id for "create it".
        async Task RegisterOrReadAsync()
        {
            var id = options.Id is null ? null : await options.Id.ToOutputInternal().DataTask.ConfigureAwait(false);
            if (id is null or { IsKnown: true, Value: null or "" })
                await RegisterAsync(resource, args, options, remote, package, completion).ConfigureAwait(false);
            else
                await ReadAsync(resource, id, args, options, package, completion).ConfigureAwait(false);
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
            await _monitor.RegisterOutputsAsync(request).ConfigureAwait(false);
        }
    }

    private async Task RegisterAsync(
        Resource resource,
        ResourceArgs args,
        ResourceOptions options,
        bool remote,
        RegisterPackageRequest? package,
        OutputCompletion completion
    )
    {
        try
        {
            var request = await ComposeAsync(resource, args, options, remote).ConfigureAwait(false);
            request.PackageRef = await PackageAsync(package).ConfigureAwait(false);
            var response = await _monitor.RegisterAsync(resource, request).ConfigureAwait(false);
            var values = StructCodec.Read(response.Object).With("urn", PropertyValue.Of(response.Urn));
            values =
                response.Id.Length > 0
                    ? values.With("id", StructCodec.Read(new Google.Protobuf.WellKnownTypes.Value { StringValue = response.Id }))
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
        RegisterPackageRequest? package,
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
            request.PackageRef = await PackageAsync(package).ConfigureAwait(false);
            var response = await _monitor.ReadAsync(resource, request).ConfigureAwait(false);
            var values = StructCodec
                .Read(response.Properties)
                .With("urn", PropertyValue.Of(response.Urn))
                .With("id", PropertyValue.Of(known.Value));
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
}
