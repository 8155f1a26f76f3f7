using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>The services that a program and its plugins talk to: the resource monitor and the engine.</summary>
internal sealed partial class MonitorService(DeploymentContext context, ResourceRegistrar registrar)
{
    private static readonly HashSet<string> Features = ["secrets", "resourceReferences", "outputValues", "aliasSpecs", "deletedWith"];

    private string _root = "";

    /// <summary>Completed by the program's last call; deletions start then.</summary>
    public TaskCompletionSource ProgramWaits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Outputs of the stack, once the program has given them.</summary>
    public PropertyObject StackOutputs { get; private set; } = PropertyObject.Empty;

    public ServiceMethods Bind() =>
        new ServiceMethods()
            .Unary(ResourceMonitorMethods.GetDeploymentInfo, (_, _) => Task.FromResult(Info()))
            .Unary(
                ResourceMonitorMethods.SupportsFeature,
                (r, _) => Task.FromResult(new SupportsFeatureResponse { HasSupport = Features.Contains(r.Id) })
            )
            .Unary(ResourceMonitorMethods.Invoke, (r, _) => GuardAsync(() => InvokeAsync(r)))
            .Unary(ResourceMonitorMethods.ReadResource, (r, _) => GuardAsync(() => ReadAsync(r)))
            .Unary(ResourceMonitorMethods.RegisterResource, (r, _) => GuardAsync(() => RegisterAsync(r)))
            .Unary(ResourceMonitorMethods.RegisterResourceOutputs, (r, _) => GuardAsync(() => OutputsAsync(r)))
            .Unary(ResourceMonitorMethods.SignalAndWaitForShutdown, (_, _) => SignalAsync())
            .Unary(EngineMethods.Log, (r, _) => Task.FromResult(Log(r)))
            .Unary(EngineMethods.GetRootResource, (_, _) => Task.FromResult(new GetRootResourceResponse { Urn = _root }))
            .Unary(
                EngineMethods.SetRootResource,
                (r, _) =>
                {
                    _root = r.Urn;
                    return Task.FromResult(new SetRootResourceResponse());
                }
            );

    private DeploymentInfo Info()
    {
        var info = new DeploymentInfo
        {
            Project = context.Target.Project,
            Stack = context.Target.Stack,
            Organization = context.Target.Organization,
            DryRun = context.IsPreview,
            Parallel = context.Parallel,
        };
        foreach (var (key, value) in context.Target.Config)
            info.Config[key] = value;
        info.ConfigSecretKeys.AddRange(context.Target.SecretKeys.Order(StringComparer.Ordinal));
        info.SupportedFeatures.AddRange([
            ResourceMonitorFeature.Secrets,
            ResourceMonitorFeature.ResourceReferences,
            ResourceMonitorFeature.OutputValues,
            ResourceMonitorFeature.AliasSpecs,
            ResourceMonitorFeature.DeletedWith,
        ]);
        return info;
    }

    private async Task<RegisterResourceResponse> RegisterAsync(RegisterResourceRequest request)
    {
        Refuse(request);
        var state = await registrar.RegisterAsync(request).ConfigureAwait(false);
        return new RegisterResourceResponse
        {
            Urn = state.Urn,
            Id = state.Id,
            Object = StructCodec.Write(ForProgram(state, request.SupportsPartialValues)),
        };
    }

    private async Task<ReadResourceResponse> ReadAsync(ReadResourceRequest request)
    {
        var state = await registrar.ReadAsync(request).ConfigureAwait(false);
        return new ReadResourceResponse { Urn = state.Urn, Properties = StructCodec.Write(state.Outputs) };
    }

    private Task<Empty> OutputsAsync(RegisterResourceOutputsRequest request)
    {
        var outputs = StructCodec.Read(request.Outputs);
        if (request.Urn == context.Target.RootUrn)
            StackOutputs = outputs;
        var state = context.State.FindNew(request.Urn) ?? throw new EngineException($"{request.Urn} is not registered.");
        if (!state.Outputs.Equals(outputs))
            context.State.Commit(state with { Outputs = outputs, Modified = context.Now }, null);
        return Task.FromResult(new Empty());
    }

    private async Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request)
    {
        if (request.Tok == "pulumi:pulumi:getResource")
            return GetResource(request);
        var package = request.Tok.Split(':')[0];
        if (package == "pulumi")
            throw new EngineException($"{request.Tok} is not served by this engine; run the program with the Pulumi CLI.");
        var reference =
            request.Provider.Length > 0
                ? request.Provider
                : await registrar.Providers.DefaultAsync(package, request.Version, request.PluginDownloadURL).ConfigureAwait(false);
        var provider = await context.ProviderAsync(reference).ConfigureAwait(false);
        if (!provider.IsConfigured)
            return new ResourceInvokeResponse { Return = new Struct(), Unknown = true };
        var response = await provider
            .Client.InvokeAsync(
                new InvokeRequest
                {
                    Tok = request.Tok,
                    Args = request.Args,
                    Preview = context.IsPreview,
                },
                CancellationToken.None
            )
            .ConfigureAwait(false);
        var answer = new ResourceInvokeResponse { Return = response.Return ?? new Struct() };
        answer.Failures.AddRange(
            response.Failures.Select(f => new ResourceInvokeResponse.Types.Failure { Property = f.Property, Reason = f.Reason })
        );
        return answer;
    }

    private ResourceInvokeResponse GetResource(ResourceInvokeRequest request)
    {
        var urn = StructCodec.Read(request.Args).Text("urn") ?? "";
        var state = context.State.FindNew(urn) ?? throw new EngineException($"unknown resource {urn}");
        var answer = PropertyObject.Of(("urn", PropertyValue.Of(urn)), ("id", PropertyValue.Of(state.Id)), ("state", state.Outputs));
        return new ResourceInvokeResponse { Return = StructCodec.Write(answer) };
    }

    private async Task<Empty> SignalAsync()
    {
        ProgramWaits.TrySetResult();
        await Task.CompletedTask.ConfigureAwait(false);
        return new Empty();
    }

    private Empty Log(LogRequest request)
    {
        if (request.Severity == LogSeverity.Error)
            context.MarkFailed();
        if (!request.Ephemeral)
            context.Observer.Diagnostic(request.Severity, request.Urn, request.Message);
        return new Empty();
    }

    /// <summary>What a program gets to see: an id that is not known yet stays away, and so do outputs that hold unknowns, unless it can take them.</summary>
    private PropertyObject ForProgram(ResourceState state, bool partial) =>
        partial || !context.IsPreview ? state.Outputs : PropertyObject.From(state.Outputs.Members.Where(m => !m.Value.ContainsUnknown));

    /// <summary>What this engine does not do it refuses, and names who does.</summary>
    private static void Refuse(RegisterResourceRequest request)
    {
        var feature = request switch
        {
            { Remote: true } => "remote components",
            { Transforms.Count: > 0 } => "transforms",
            { Hooks: not null } when request.Hooks.CalculateSize() > 0 => "resource hooks",
            { PackageRef.Length: > 0 } => "parameterized packages",
            { ReplaceWith.Count: > 0 } => "replaceWith",
            _ when StackReferences().IsMatch(request.Type) => "stack references",
            _ => null,
        };
        if (feature is not null)
            throw new EngineException($"{request.Type} '{request.Name}': this engine has no {feature}; run the program with `pulumi up`.");
    }

    /// <summary>Turns failures into what a program gets: the cause for what is its own doing, a closed monitor for what the user was told already.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> act)
    {
        try
        {
            if (context.Stopping.IsCancellationRequested)
                throw Closed();
            return await act().ConfigureAwait(false);
        }
        catch (StepFailedException)
        {
            throw Closed();
        }
        catch (OperationCanceledException)
        {
            throw Closed();
        }
        catch (EngineException e)
        {
            context.Fail("", e.Message);
            throw Closed();
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Unavailable || e.Status.Detail != Closed().Message)
        {
            context.Fail("", ProviderFailure.Explain(e).Message);
            throw Closed();
        }
    }

    private static RpcException Closed() =>
        RpcErrors.Create(StatusCode.Unavailable, "resource monitor shut down while waiting on step's done channel");

    [GeneratedRegex("^pulumi:pulumi:(StackReference|Stash)$")]
    private static partial Regex StackReferences();
}
