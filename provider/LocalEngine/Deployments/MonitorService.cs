using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Serves the resource monitor to the program, and the engine service to the program and its plugins.</summary>
internal sealed class MonitorService(DeploymentContext context, ResourceRegistrar registrar)
{
    /// <summary>The text of Pulumi's monitor for this status.</summary>
    private const string ShutDownMessage = "resource monitor shut down while waiting on step's done channel";

    private static readonly HashSet<string> Features = ["secrets", "resourceReferences", "outputValues", "aliasSpecs", "deletedWith"];

    private string _root = "";

    /// <summary>The outputs of the stack, once the program has registered them.</summary>
    public PropertyObject StackOutputs { get; private set; } = PropertyObject.Empty;

    public ServiceMethods Bind() =>
        new ServiceMethods()
            .Unary(ResourceMonitorMethods.GetDeploymentInfo, (_, _) => Task.FromResult(DeploymentInfo()))
            .Unary(
                ResourceMonitorMethods.SupportsFeature,
                (r, _) => Task.FromResult(new SupportsFeatureResponse { HasSupport = Features.Contains(r.Id) })
            )
            .Unary(ResourceMonitorMethods.Invoke, (r, _) => ReportFailuresAsync(() => InvokeAsync(r)))
            .Unary(ResourceMonitorMethods.ReadResource, (r, _) => ReportFailuresAsync(() => ReadAsync(r)))
            .Unary(
                ResourceMonitorMethods.RegisterResource,
                (r, _) => ReportFailuresAsync(() => context.RegisterAsync(() => RegisterAsync(r)))
            )
            .Unary(ResourceMonitorMethods.RegisterResourceOutputs, (r, _) => ReportFailuresAsync(() => RegisterOutputsAsync(r)))
            .Unary(Unsupported("Call"), (_, _) => RefuseAsync("methods of resources"))
            .Unary(Unsupported("ExistsResource"), (_, _) => RefuseAsync("questions whether a resource exists"))
            .Unary(Unsupported("RegisterStackTransform"), (_, _) => RefuseAsync("transforms"))
            .Unary(Unsupported("RegisterStackInvokeTransform"), (_, _) => RefuseAsync("invoke transforms"))
            .Unary(Unsupported("RegisterResourceHook"), (_, _) => RefuseAsync("resource hooks"))
            .Unary(Unsupported("RegisterErrorHook"), (_, _) => RefuseAsync("error hooks"))
            .Unary(Unsupported("RegisterPackage"), (_, _) => RefuseAsync("parameterized packages"))
            .Unary(ResourceMonitorMethods.SignalAndWaitForShutdown, (_, _) => Task.FromResult(new Empty()))
            .Unary(EngineMethods.Log, (r, _) => Task.FromResult(Log(r)))
            .Unary(EngineMethods.GetRootResource, (_, _) => Task.FromResult(new GetRootResourceResponse { Urn = _root }))
            .Unary(EngineMethods.SetRootResource, (r, _) => Task.FromResult(SetRoot(r)));

    private DeploymentInfo DeploymentInfo()
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

    private SetRootResourceResponse SetRoot(SetRootResourceRequest request)
    {
        _root = request.Urn;
        return new SetRootResourceResponse();
    }

    private async Task<RegisterResourceResponse> RegisterAsync(RegisterResourceRequest request)
    {
        RefuseUnsupported(request);
        ResourceState state;
        try
        {
            state = await registrar.RegisterAsync(request).ConfigureAwait(false);
        }
        catch (StepFailedException e) when (context.TellsAll && request.SupportsResultReporting)
        {
            return new RegisterResourceResponse
            {
                Urn = registrar.UrnOf(request.Parent, request.Type, request.Name),
                Object = new Struct(),
                Result = ResultOf(e),
            };
        }

        return new RegisterResourceResponse
        {
            Urn = state.Urn,
            Id = state.Id,
            Object = StructCodec.Write(OutputsForProgram(state, request.SupportsPartialValues)),
            Stable = registrar.IsUnchanged(state.Urn),
        };
    }

    private async Task<ReadResourceResponse> ReadAsync(ReadResourceRequest request)
    {
        ResourceState state;
        try
        {
            state = await registrar.ReadAsync(request).ConfigureAwait(false);
        }
        catch (StepFailedException e) when (context.TellsAll)
        {
            return new ReadResourceResponse
            {
                Urn = registrar.UrnOf(request.Parent, request.Type, request.Name),
                Properties = new Struct(),
                Result = ResultOf(e),
                Unknown = true,
            };
        }

        return new ReadResourceResponse { Urn = state.Urn, Properties = StructCodec.Write(state.Outputs) };
    }

    private static Result ResultOf(StepFailedException e) => e is StepSkippedException ? Result.Skip : Result.Fail;

    private Task<Empty> RegisterOutputsAsync(RegisterResourceOutputsRequest request)
    {
        var outputs = KnownOutputs(request.Urn, StructCodec.Read(request.Outputs));
        if (request.Urn == context.Target.RootUrn)
            StackOutputs = outputs;
        var state = context.State.FindNew(request.Urn) ?? throw new EngineException($"{request.Urn} is not registered.");
        if (!state.Outputs.Equals(outputs))
            context.State.Commit(state with { Outputs = outputs, Modified = context.Now }, null);
        return Task.FromResult(new Empty());
    }

    /// <summary>The outputs to keep. One of a resource that failed cannot be known; the state keeps what it has of it.</summary>
    private PropertyObject KnownOutputs(string urn, PropertyObject outputs)
    {
        if (context.IsPreview)
            return outputs;
        var before = context.State.FindOld(urn)?.State.Outputs ?? PropertyObject.Empty;
        return PropertyObject.From(
            outputs
                .Members.Select(m => m.Value.ContainsUnknown ? KeyValuePair.Create(m.Key, before[m.Key]) : new(m.Key, m.Value))
                .Where(m => m.Value is not null)
                .Select(m => KeyValuePair.Create(m.Key, m.Value!))
        );
    }

    private async Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request)
    {
        if (request.Tok == "pulumi:pulumi:getResource")
            return GetResource(request);
        if (request.Tok.Split(':')[0] == "pulumi")
            throw new EngineException($"{request.Tok} is not supported by this engine; run the program with the Pulumi CLI.");
        var reference = await registrar
            .DefaultProviders.ReferenceAsync(request.Provider, request.Tok, request.Version, request.PluginDownloadURL)
            .ConfigureAwait(false);
        if (registrar.Unfinished.Contains(ResourceState.ProviderUrn(reference)))
            return new ResourceInvokeResponse { Return = new Struct(), Unknown = true };
        var provider = await context.ProviderAsync(reference).ConfigureAwait(false);
        if (!provider.IsConfigured)
            return new ResourceInvokeResponse { Return = new Struct(), Unknown = true };
        var invoke = new InvokeRequest
        {
            Tok = request.Tok,
            Args = request.Args,
            Preview = context.IsPreview,
        };
        var response = await provider.Client.InvokeAsync(invoke, CancellationToken.None).ConfigureAwait(false);
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

    private Empty Log(LogRequest request)
    {
        if (request.Severity == LogSeverity.Error)
            context.MarkFailed();
        if (!request.Ephemeral)
            context.Observer.Diagnostic(TellsOfTheEnd(request) ? LogSeverity.Debug : request.Severity, request.Urn, request.Message);
        return new Empty();
    }

    /// <summary>
    /// True for an error that only says that this run has ended: SDKs report every call that fails, some with a stack, and the user has
    /// read why it failed.
    /// </summary>
    private bool TellsOfTheEnd(LogRequest request) =>
        request.Severity == LogSeverity.Error
        && context.Stopping.IsCancellationRequested
        && request.Message.Contains(ShutDownMessage, StringComparison.Ordinal);

    /// <summary>The outputs that a program gets. At preview, one that cannot read unknowns gets the known outputs only.</summary>
    private PropertyObject OutputsForProgram(ResourceState state, bool supportsUnknowns) =>
        supportsUnknowns || !context.IsPreview
            ? state.Outputs
            : PropertyObject.From(state.Outputs.Members.Where(m => !m.Value.ContainsUnknown));

    /// <summary>Refuses a registration that only the Pulumi CLI can run.</summary>
    private static void RefuseUnsupported(RegisterResourceRequest request)
    {
        var feature = request switch
        {
            { Remote: true } => "remote components",
            { Transforms.Count: > 0 } => "transforms",
            { StateMigrations.Count: > 0 } => "state migrations",
            { Hooks: not null } when request.Hooks.CalculateSize() > 0 => "resource hooks",
            { PackageRef.Length: > 0 } => "parameterized packages",
            { ReplaceWith.Count: > 0 } => "replaceWith",
            { HideDiffs.Count: > 0 } => "hideDiffs",
            { EnvVarMappings.Count: > 0 } => "envVarMappings",
            { ReplacementTrigger: not null and not { KindCase: Value.KindOneofCase.NullValue } } => "replacementTrigger",
            { CustomTimeouts.Read.Length: > 0 } => "timeouts of reads",
            { Type: "pulumi:pulumi:Stash" } => "Stash",
            { Type: ResourceState.StackReferenceType } => "stack references that are registered and not read",
            _ => null,
        };
        if (feature is not null)
            throw new EngineException(
                $"{request.Type} '{request.Name}': this engine does not support {feature}; run the program with `pulumi up`."
            );
    }

    /// <summary>
    /// Reports a failure to the user and ends the program's call with the status that Pulumi's monitor uses after a failed
    /// step, so that SDKs do not report the failure a second time.
    /// </summary>
    private async Task<T> ReportFailuresAsync<T>(Func<Task<T>> action)
    {
        try
        {
            if (context.Stopping.IsCancellationRequested)
                throw ShutDown();
            return await action().ConfigureAwait(false);
        }
        catch (StepFailedException)
        {
            throw ShutDown();
        }
        catch (OperationCanceledException)
        {
            throw ShutDown();
        }
        catch (EngineException e)
        {
            context.Fail("", e.Message);
            throw ShutDown();
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Unavailable || e.Status.Detail != ShutDownMessage)
        {
            context.Fail("", ProviderErrors.Explain(e).Message);
            throw ShutDown();
        }
    }

    private static Method<Empty, Empty> Unsupported(string name) =>
        RpcMethod.Unary("pulumirpc.ResourceMonitor", name, Empty.Parser, Empty.Parser);

    /// <summary>Refuses what only the Pulumi CLI can do. The program is ended: SDKs wait for ever after some of these.</summary>
    private Task<Empty> RefuseAsync(string feature)
    {
        context.EndProgram($"this engine does not support {feature}; run the program with `pulumi up`.");
        throw ShutDown();
    }

    private static RpcException ShutDown() => RpcErrors.Create(StatusCode.Unavailable, ShutDownMessage);
}
