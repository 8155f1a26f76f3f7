using System.Collections.Immutable;
using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Telemetry;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>The provider's side of the protocol for resources and functions; configuration is in the other part.</summary>
internal sealed partial class ProviderService(
    EngineLog log,
    Func<ProviderConfig, EngineLog, Session> open,
    Func<string, string?> environment
) : ResourceProviderService
{
    public const string Version = Release.Version;

    private readonly ActivityContext _parent = ProviderTelemetry.Parent(environment);

    public override Task<GetSchemaResponse> GetSchemaAsync(GetSchemaRequest request, CancellationToken cancellationToken) =>
        request.Version == 0
            ? Task.FromResult(new GetSchemaResponse { Schema = SchemaWriter.Write(indented: false) })
            : throw RpcErrors.Create(StatusCode.InvalidArgument, $"Schema version {request.Version} is not known; ask for 0.");

    public override Task<PluginInfo> GetPluginInfoAsync(Empty request, CancellationToken cancellationToken) =>
        Task.FromResult(new PluginInfo { Version = Version });

    public override async Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(TypeOf(request.Type, request.Urn));
        var spec = resource.Spec;
        var (olds, raw) = (Clean(StructCodec.Read(request.Olds)), StructCodec.Read(request.News));
        var news = WithDefaults(spec, Clean(raw));
        var response = new CheckResponse { Inputs = StructCodec.Write(news) };
        var failures = InputCheck
            .Check([.. spec.Properties], news, spec.Rules, Import.IsMarked(raw))
            .Concat(FrozenChanges(spec, olds, news))
            .Concat(MissingSettings(spec.Inputs, news))
            .ToList();
        if (failures.Count == 0 && _session is not null)
        {
            failures.AddRange(await GuardAsync(resource, request.Urn, olds, news, cancellationToken).ConfigureAwait(false));
            foreach (var (path, reason) in spec.Warnings.SelectMany(w => w((PropertyObject)news.Plain())))
                await Session.Log.WriteAsync(LogSeverity.Warning, request.Urn, $"{path} {reason}", cancellationToken).ConfigureAwait(false);
        }

        if (spec.Caveat is { } caveat && _session is not null)
            await Session.Log.WriteAsync(LogSeverity.Info, request.Urn, caveat, cancellationToken).ConfigureAwait(false);
        response.Failures.AddRange(failures.Select(ToCheckFailure));
        return response;
    }

    public override async Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(TypeOf(request.Type, request.Urn));
        var raw = StructCodec.Read(request.OldInputs ?? request.Olds);
        var (olds, news) = (Clean(raw), Clean(StructCodec.Read(request.News)));
        var changes = InputDiff.Compare(resource.Spec, olds, news, Import.IsMarked(raw));
        var deleteFirst = false;
        if (_session is not null)
        {
            var state = StructCodec.Read(request.Olds);
            resource.NoteState(_session, request.Urn, request.Id, state);
            Claim(resource, request.Urn, request.Id, state, news);
            var lapsed = !resource.Spec.Inputs.Any(p => p.IsRelation)
                ? []
                : await AskLicenseAsync<ImmutableArray<PropertySpec>?>(
                        resource.Spec,
                        request.Urn,
                        async token =>
                            await resource.LapsedAsync(_session, request.Urn, request.Id, olds, news, token).ConfigureAwait(false),
                        cancellationToken
                    )
                    .ConfigureAwait(false)
                    ?? [];
            changes = changes.AddRange(
                lapsed.Select(p => new InputChange(PropertyPath.Root.Member(p.Name), PropertyDiff.Types.Kind.Update, p))
            );
            if (changes.Any(c => c.Property.Class == PropertyClass.Replace))
                deleteFirst = await AskLicenseAsync(
                        resource.Spec,
                        request.Urn,
                        token => resource.MustDeleteFirstAsync(_session, olds, news, token),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
        }

        return InputDiff.ToResponse(resource.Spec, changes, olds, news, deleteFirst);
    }

    public override async Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(TypeOf(request.Type, request.Urn));
        var inputs = Clean(StructCodec.Read(request.Properties));
        Claim(resource, request.Urn, "", PropertyObject.Empty, inputs);

        // At preview the inputs are all that is known; what is missing is taken as unknown by everyone who asks.
        if (request.Preview && _session is not null)
            await WarnOfOrphansAsync(resource, request.Urn, inputs, cancellationToken).ConfigureAwait(false);
        if (request.Preview)
            await PreviewAsync(resource, request.Urn, PropertyObject.Empty, inputs, cancellationToken).ConfigureAwait(false);
        if (request.Preview)
            return new CreateResponse { Properties = StructCodec.Write(MarkDeclaredSecrets(resource.Spec, inputs)) };
        using var time = Begin("Create", request.Urn, request.Timeout, cancellationToken);
        var (id, outputs) = await Lifecycle(resource, request.Urn, request.Timeout).CreateAsync(inputs, time.Token).ConfigureAwait(false);
        Claim(resource, request.Urn, id, outputs, inputs, refuse: false);
        return new CreateResponse { Id = id, Properties = StructCodec.Write(outputs) };
    }

    public override async Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(TypeOf(request.Type, request.Urn));
        var raw = StructCodec.Read(request.Inputs);
        var oldInputs = Clean(raw);
        var isImport = oldInputs.Members.Count == 0;
        using var time = Begin("Read", request.Urn, request.Timeout, cancellationToken);
        var kept = StructCodec.Read(request.Properties);
        if (!isImport)
            resource.NoteState(Session, request.Urn, request.Id, kept);
        var live = await Lifecycle(resource, request.Urn).ReadAsync(request.Id, oldInputs, kept, time.Token).ConfigureAwait(false);
        if (live is null)
            return new ReadResponse();
        var inputs = isImport ? LiveState.ImportedInputs(resource.Spec, live) : LiveState.RefreshedInputs(resource.Spec, oldInputs, live);
        if (isImport && resource.AboutImport is { } text)
            await Session.Log.WriteAsync(LogSeverity.Warning, request.Urn, text, time.Token).ConfigureAwait(false);
        var outputs = LiveState.MarkSecrets(
            LiveState.Outputs(resource.Spec, LiveState.WithIssued(resource.Spec, live, kept), inputs),
            kept
        );
        if (isImport || Import.IsMarked(raw))
            inputs = Import.Mark(inputs);
        return new ReadResponse
        {
            Id = request.Id,
            Inputs = StructCodec.Write(MarkDeclaredSecrets(resource.Spec, inputs)),
            Properties = StructCodec.Write((PropertyObject)outputs),
        };
    }

    public override async Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(TypeOf(request.Type, request.Urn));
        var oldInputs = Clean(StructCodec.Read(request.OldInputs ?? request.Olds));
        var inputs = Clean(StructCodec.Read(request.News));
        if (request.Preview)
        {
            // Outputs that stay are echoed: unknown ones would drag everything downstream into the diff.
            await PreviewAsync(resource, request.Urn, StructCodec.Read(request.Olds), inputs, cancellationToken).ConfigureAwait(false);
            var predicted = resource.Spec.Inputs.Aggregate(
                resource.Predict(StructCodec.Read(request.Olds), inputs),
                (o, p) =>
                    inputs[p.Name] is { } v ? o.With(p.Name, v)
                    : p.Default is { } d && o[p.Name] is not null ? o.With(p.Name, d)
                    : o
            );
            return new UpdateResponse { Properties = StructCodec.Write(MarkDeclaredSecrets(resource.Spec, predicted)) };
        }

        Claim(resource, request.Urn, request.Id, StructCodec.Read(request.Olds), inputs);
        using var time = Begin("Update", request.Urn, request.Timeout, cancellationToken);
        resource.NoteState(Session, request.Urn, request.Id, StructCodec.Read(request.Olds));
        var outputs = await Lifecycle(resource, request.Urn, request.Timeout)
            .UpdateAsync(request.Id, StructCodec.Read(request.Olds), oldInputs, inputs, time.Token)
            .ConfigureAwait(false);
        return new UpdateResponse { Properties = StructCodec.Write(outputs) };
    }

    public override async Task<Empty> DeleteAsync(DeleteRequest request, CancellationToken cancellationToken)
    {
        using var time = Begin("Delete", request.Urn, request.Timeout, cancellationToken);
        await Lifecycle(Find(TypeOf(request.Type, request.Urn)), request.Urn)
            .DeleteAsync(request.Id, StructCodec.Read(request.Properties), time.Token)
            .ConfigureAwait(false);
        return new Empty();
    }

    public override async Task ListAsync(ListRequest request, IAsyncStreamWriter<ListResponse> writer, CancellationToken cancellationToken)
    {
        var resource = Find(request.Token);
        if (StructCodec.Read(request.Query).ContainsUnknown || _session is null)
        {
            await writer
                .WriteAsync(new ListResponse { Computed = new ListResponse.Types.Computed() }, cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        using var time = Begin("List", request.Token, 0, cancellationToken);
        try
        {
            IEnumerable<LiveObject> objects = await resource
                .ListAsync(Session, Clean(StructCodec.Read(request.Query)), time.Token)
                .ConfigureAwait(false);
            if (request.Limit > 0)
                objects = objects.Take((int)Math.Min(request.Limit, int.MaxValue));
            foreach (var o in objects)
                await writer
                    .WriteAsync(
                        new ListResponse
                        {
                            Result = new ListResponse.Types.Result { Id = o.Id, Name = o.Name },
                        },
                        time.Token
                    )
                    .ConfigureAwait(false);
        }
        catch (Api.ApiException e)
        {
            throw Failures.ToRpc(e, resource.Spec, "listing", "*");
        }
    }

    public override async Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken)
    {
        if (!Catalog.FunctionsByToken.TryGetValue(request.Tok, out var function))
            throw RpcErrors.Create(
                StatusCode.InvalidArgument,
                $"There is no function {request.Tok}. There are: {string.Join(", ", Catalog.FunctionsByToken.Keys.Order())}."
            );
        var arguments = WithDefaults(function.Spec.Inputs, Clean(StructCodec.Read(request.Args)));
        var response = new InvokeResponse();
        response.Failures.AddRange(
            InputCheck
                .Check([.. function.Spec.Inputs], arguments)
                .Concat(MissingSettings(function.Spec.Inputs, arguments))
                .Select(ToCheckFailure)
        );
        if (response.Failures.Count > 0)
            return response;
        using var time = Begin("Invoke", request.Tok, 0, cancellationToken);
        try
        {
            var result = await function.InvokeAsync(Session, arguments, time.Token).ConfigureAwait(false);
            if (result.Values is not null)
                response.Return = StructCodec.Write(result.Values);
            response.Failures.AddRange(result.Failures.Select(f => new CheckFailure { Property = f.Property, Reason = f.Reason }));
            return response;
        }
        catch (Api.ApiException e)
        {
            throw RpcErrors.Create(Failures.Code(e.Type), $"{function.Spec.Name}: {e.Message}");
        }
    }

    private IResourceLifecycle Lifecycle(ManagedResource resource, string urn, double timeout = 0) =>
        resource.Lifecycle(Session, urn, Urn.Parse(urn).Name, timeout > 0 ? TimeSpan.FromSeconds(timeout) : null);

    private static ManagedResource Find(string token) =>
        Catalog.ResourcesByToken.TryGetValue(token, out var resource)
            ? resource
            : throw RpcErrors.Create(
                StatusCode.InvalidArgument,
                $"There is no resource {token}. There are: {string.Join(", ", Catalog.ResourcesByToken.Keys.Order())}."
            );

    private static string TypeOf(string type, string urn) => type.Length > 0 ? type : Urn.Parse(urn).Type;

    /// <summary>Engine-internal keys and nulls are not inputs.</summary>
    private static PropertyObject Clean(PropertyObject values) =>
        PropertyObject.From(values.Members.Where(m => !m.Key.StartsWith("__", StringComparison.Ordinal) && m.Value is not PropertyNull));

    /// <summary>What the provider's configuration, or a default that is shown, says where the program says nothing.</summary>
    private PropertyObject WithDefaults(ResourceSpec spec, PropertyObject news) => WithDefaults(spec.Inputs, news);

    private PropertyObject WithDefaults(IEnumerable<PropertySpec> inputs, PropertyObject news) =>
        inputs
            .Where(p => (p.FromConfig is not null || p.IsFilledIn) && news[p.Name] is null)
            .Aggregate(
                news,
                (n, p) => (p.IsFilledIn ? p.Default : _session?.Options.Defaults[p.FromConfig!]) is { } value ? n.With(p.Name, value) : n
            );

    private IEnumerable<InputFailure> MissingSettings(IEnumerable<PropertySpec> inputs, PropertyObject news) =>
        _session is null
            ? []
            : inputs
                .Where(p => p.FromConfig is not null && news[p.Name] is null && (p.AlwaysNeeded || _session.Options.IsPersonalAccessToken))
                .Select(p => new InputFailure(
                    PropertyPath.Root.Member(p.Name),
                    $"is required{(p.AlwaysNeeded ? "" : " with a personal access token")}; set it here, or livechat:{p.FromConfig} for all",
                    false
                ));

    private static PropertyObject MarkDeclaredSecrets(ResourceSpec spec, PropertyObject values) =>
        spec.Properties.Where(p => p.Secret).Aggregate(values, (o, p) => o[p.Name] is { } v ? o.With(p.Name, PropertyValue.Secret(v)) : o);

    /// <summary>What cannot change: create-only inputs, unless another change replaces the resource, and what the resource's own rules say.</summary>
    private static IEnumerable<InputFailure> FrozenChanges(ResourceSpec spec, PropertyObject olds, PropertyObject news)
    {
        if (olds.Members.Count == 0)
            yield break;
        var changed = InputDiff.Compare(spec, olds, news).Select(c => c.Property).Distinct().ToList();
        foreach (var (path, reason) in spec.ChangeRules.SelectMany(r => r((PropertyObject)olds.Plain(), (PropertyObject)news.Plain())))
            yield return new InputFailure(path, reason, path.Get(news)?.ContainsSecret == true);
        if (changed.Any(p => p.Class == PropertyClass.Replace))
            yield break;
        foreach (var property in changed.Where(p => p.Class == PropertyClass.CreateOnly && news[p.Name] is { ContainsUnknown: false }))
        {
            var old = olds[property.Name] is { ContainsSecret: false } o ? $" It is '{o}' now;" : "";
            yield return new InputFailure(
                PropertyPath.Root.Member(property.Name),
                $"cannot be changed after creation: the API has no call for it.{old} write that into the program, or add '{property.Name}' to ignoreChanges",
                news[property.Name]!.ContainsSecret
            );
        }
    }

    /// <summary>The engine prints the value of the property that a failure names, so a secret's failure names it in its text only.</summary>
    private static CheckFailure ToCheckFailure(InputFailure failure) =>
        failure.IsSecret
            ? new CheckFailure { Reason = $"property {failure.Path} {failure.Reason}" }
            : new CheckFailure { Property = failure.Path.ToString(), Reason = failure.Reason };

    /// <summary>Begins an operation: its time, its place among those under way, its span.</summary>
    private Operation Begin(string what, string urn, double seconds, CancellationToken call) =>
        new(Session, ProviderTelemetry.Start(what, urn, _parent), seconds, call);

    /// <summary>The end of an operation: its time, the engine's Cancel, or the caller gone.</summary>
    private sealed class Operation : IDisposable
    {
        private readonly Session _session;
        private readonly Activity? _span;
        private readonly CancellationTokenSource _timeout;
        private readonly CancellationTokenSource _linked;

        public Operation(Session session, Activity? span, double seconds, CancellationToken call)
        {
            (_session, _span) = (session, span);
            session.OperationBegan();
            _timeout = new CancellationTokenSource(
                seconds > 0 ? TimeSpan.FromSeconds(seconds) : session.Options.OperationTimeout,
                session.Time
            );
            _linked = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, session.Cancelled, call);
        }

        public CancellationToken Token => _linked.Token;

        public void Dispose()
        {
            _linked.Dispose();
            _timeout.Dispose();
            _span?.Dispose();
            _session.OperationEnded();
        }
    }
}
