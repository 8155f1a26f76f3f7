using System.Collections.Immutable;
using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Configuration;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Planning;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Rpc;

/// <summary>
/// The provider's side of the protocol: decodes requests, hands them to planning or to a lifecycle, encodes answers. This part
/// serves resources; the other parts serve configuration and functions.
/// </summary>
internal sealed partial class ProviderService(
    EngineLog log,
    Func<ProviderConfig, EngineLog, ProviderRun> open,
    Func<string, string?> environment
) : ResourceProviderService
{
    private ProviderRun? _run;
    private Uri? _address;

    private ProviderRun Run =>
        _run ?? throw RpcErrors.Create(StatusCode.FailedPrecondition, "The livechat provider is not configured yet.");

    /// <inheritdoc/>
    public override async Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(request.Type, request.Urn);
        var raw = Read(resource, request.News);
        var olds = ImportMark.Said(Read(resource, request.Olds), raw);
        _run?.HandedOut.RecordCheck(request.Urn, (resource as ObjectResource)?.NaturalKey(olds));
        var (inputs, failures) = await ResourceCheck.CheckAsync(resource, ContextOrNull(request.Urn), olds, raw, cancellationToken);

        // An import without a program checks what was read: the program that comes later is held against it as one that imports is.
        inputs = ImportMark.IsMarked(raw) ? ImportMark.Mark(inputs) : inputs;
        var response = new CheckResponse { Inputs = Write(resource, inputs) };
        response.Failures.AddRange(failures.Select(f => ToCheckFailure(f, raw)));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(request.Type, request.Urn);
        var state = Read(resource, request.Olds);
        var olds = request.OldInputs is null ? state : Read(resource, request.OldInputs);
        if (await MovedAsync(resource, _run, request, olds.Cleaned(), cancellationToken) is { } replacement)
            return replacement;
        _run?.HandedOut.RecordDiff(request.Urn);
        var inputs = new DiffInputs(request.Id, state, olds, Read(resource, request.News).Cleaned());
        var response = await ResourceDiff.CompareAsync(resource, ContextOrNull(request.Urn), inputs, cancellationToken);
        if (response.Changes == DiffResponse.Types.DiffChanges.DiffSome)
            await RefuseOtherLicenseAsync(_run, request.Olds, cancellationToken);
        return response;
    }

    /// <inheritdoc/>
    public override async Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(request.Type, request.Urn);
        var inputs = Read(resource, request.Properties).Cleaned();
        if (ContextOrNull(request.Urn) is { } planned)
            Refuse(ProgramClaims.Declare(resource, planned, "", PropertyObject.Empty, inputs));
        if (request.Preview)
        {
            if (ContextOrNull(request.Urn) is { } previewed)
                Refuse(await OtherState.RefusalAsync(resource, previewed, inputs, waits: false, cancellationToken));
            var predicted = await ResourcePreview.CreateAsync(resource, ContextOrNull(request.Urn), inputs, cancellationToken);
            return new CreateResponse { Properties = Write(resource, predicted) };
        }

        await TakeTurnAsync(Run, request.Urn, request.Timeout, cancellationToken);
        using var operation = Run.Begin("Create", request.Urn, request.Timeout, cancellationToken);
        var context = Context(operation, request.Timeout);
        Refuse(await operation.RunAsync(token => OtherState.RefusalAsync(resource, context, inputs, waits: true, token)));
        var license = await operation.RunAsync(token => LicenseAsync(operation.Run, null, token));
        var (id, outputs) = await SavedAsync(
            operation,
            license,
            token => ResourceLifecycles.CreateAsync(resource, context, inputs, token),
            cancellationToken
        );

        // Now the id is known, and with it what a group declares of its members. It is too late to refuse; the next diff does.
        ProgramClaims.Declare(resource, context, id, outputs, inputs);
        return new CreateResponse { Id = id, Properties = LicenseMark.On(Write(resource, outputs), license) };
    }

    /// <inheritdoc/>
    public override async Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(request.Type, request.Urn);
        var (raw, state) = (Read(resource, request.Inputs), Read(resource, request.Properties));
        var known = raw.Cleaned();
        var isImport = known.Members.Count == 0;
        using var operation = Run.Begin("Read", request.Urn, request.Timeout, cancellationToken);
        var context = Context(operation);
        var license = await operation.RunAsync(token => LicenseAsync(operation.Run, isImport ? null : request.Properties, token));
        if (!isImport)
            EngineState.Record(resource, context, request.Id, state);
        var lifecycle = ResourceLifecycles.Of(resource, context);
        if (await operation.RunAsync(token => lifecycle.ReadAsync(request.Id, known, state, token)) is not { } live)
            return isImport && resource.Spec.Malformed(request.Id) is { } malformed
                ? throw RpcErrors.Create(StatusCode.InvalidArgument, malformed)
                : new ReadResponse();
        if (isImport && resource.Spec.ImportNotice is { } notice)
            await context.Run.Log.WriteAsync(LogSeverity.Warning, request.Urn, notice, operation.Token);
        var inputs = isImport ? LiveState.ImportedInputs(resource.Spec, live) : LiveState.RefreshedInputs(resource.Spec, known, live);
        var outputs = LiveState.Outputs(resource.Spec, LiveState.WithIssued(resource.Spec, live, state), inputs);
        if (isImport)
        {
            EngineState.HandOut(resource, context, request.Id, outputs, inputs, Hold.Stays);
            context.Run.HandedOut.RecordImport(request.Urn);
        }
        else
            outputs = LiveState.WithoutNoNews(resource.Spec, outputs, inputs, state);

        // Only an import gives no inputs at all. Whoever gives empty ones shows what comes back to people.
        if (request.Inputs is null || ImportMark.IsMarked(raw))
            inputs = ImportMark.Mark(inputs);
        return new ReadResponse
        {
            Id = request.Id,
            Inputs = Write(resource, LiveState.MarkDeclaredSecrets(resource.Spec, inputs)),
            Properties = LicenseMark.On(Write(resource, (PropertyObject)LiveState.MarkSecrets(outputs, state)), license),
        };
    }

    /// <inheritdoc/>
    public override async Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(request.Type, request.Urn);
        var state = Read(resource, request.Olds);
        var inputs = Read(resource, request.News).Cleaned();
        var olds = (request.OldInputs is null ? state : Read(resource, request.OldInputs)).Cleaned();
        if (request.Preview)
        {
            await RefuseOtherLicenseAsync(_run, request.Olds, cancellationToken);
            var planned = ContextOrNull(request.Urn);
            var predicted = await ResourcePreview.UpdateAsync(resource, planned, state, olds, inputs, cancellationToken);
            return new UpdateResponse { Properties = Write(resource, predicted) };
        }

        await TakeTurnAsync(Run, request.Urn, request.Timeout, cancellationToken);
        using var operation = Run.Begin("Update", request.Urn, request.Timeout, cancellationToken);
        var context = Context(operation, request.Timeout);
        var license = await operation.RunAsync(token => LicenseAsync(operation.Run, request.Olds, token));
        Refuse(ProgramClaims.Declare(resource, context, request.Id, state, inputs));
        EngineState.Record(resource, context, request.Id, state);
        EngineState.HandOut(resource, context, request.Id, state, inputs, Hold.Stays);
        var outputs = await SavedAsync(
            operation,
            license,
            token => CutOffUpdate.UpdateAsync(resource, context, request.Id, state, olds, inputs, token),
            cancellationToken
        );
        await TellOfStateOnlyAsync(resource, context, olds, inputs, cancellationToken);
        return new UpdateResponse { Properties = LicenseMark.On(Write(resource, outputs), license) };
    }

    /// <summary>Does an operation's work, and records whether the engine gets to know the ids of what it made.</summary>
    private static async Task<T> SavedAsync<T>(
        Operation operation,
        string? license,
        Func<CancellationToken, Task<T>> work,
        CancellationToken call
    )
    {
        var isSaved = false;
        try
        {
            var result = await operation.RunAsync(work);
            isSaved = !call.IsCancellationRequested;
            return result;
        }
        catch (RpcException e) when (e.Detail<ErrorResourceInitFailed>() is { } notReady)
        {
            isSaved = !call.IsCancellationRequested;
            notReady.Properties = LicenseMark.On(notReady.Properties, license);
            throw RpcErrors.Create(e.StatusCode, e.Status.Detail, notReady);
        }
        finally
        {
            operation.Run.Journal.RecordSaved(operation.Urn, isSaved);
        }
    }

    /// <summary>An engine counts an update that sends nothing like any other: the user is told.</summary>
    private static async Task TellOfStateOnlyAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        var changed = InputDiff.Compare(resource.Spec, olds, news).Select(c => c.Property).Distinct().ToList();
        if (changed.Count == 0 || changed.Any(p => p.Delivery != Delivery.Advice || resource.ActsOn(p, news)))
            return;
        var names = string.Join(", ", changed.Select(p => $"'{p.Name}'"));
        await context.Run.Log.WriteAsync(
            LogSeverity.Info,
            context.Urn,
            $"only {names} changed, which the state keeps: nothing was sent to LiveChat.",
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteAsync(DeleteRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(request.Type, request.Urn);
        var state = Read(resource, request.Properties);
        var asked = new ResourceContext(Run, request.Urn);
        if (ResourceLifecycles.Deletes(resource, asked, request.Id, state))
            Refuse(Run.Deletes.Refusal(resource.Spec, asked.Name));
        await TakeTurnAsync(Run, request.Urn, request.Timeout, cancellationToken);
        using var operation = Run.Begin("Delete", request.Urn, request.Timeout, cancellationToken);
        var context = Context(operation);
        return await operation.RunAsync(async token =>
        {
            await RefuseOtherLicenseAsync(operation.Run, request.Properties, token);
            await ResourceLifecycles.DeleteAsync(resource, context, request.Id, state, token);
            return new Empty();
        });
    }

    /// <inheritdoc/>
    public override async Task ListAsync(ListRequest request, IAsyncStreamWriter<ListResponse> writer, CancellationToken cancellationToken)
    {
        var resource = Find(request.Token, "");
        var query = StructCodec.Read(request.Query);
        if (query.ContainsUnknown || _run is null)
        {
            await writer.WriteAsync(new ListResponse { Computed = new ListResponse.Types.Computed() }, cancellationToken);
            return;
        }

        var scope = query.Cleaned();
        if (resource.ListsByOwner && _run.OwnerOf(scope) is null)
            throw RpcErrors.Create(
                StatusCode.InvalidArgument,
                $"listing {resource.Spec.Noun}: LiveChat lists these by client id, and none is given. "
                    + "Set livechat:ownerClientId (LIVECHAT_OWNER_CLIENT_ID), or give ownerClientId to the list."
            );
        using var operation = _run.Begin("List", request.Token, 0, cancellationToken);
        try
        {
            var objects = (await ListedAsync(resource, _run, scope, operation.Token)).Where(o => !o.IsEmptyPlace);
            if (request.Limit > 0)
                objects = objects.Take((int)Math.Min(request.Limit, int.MaxValue));
            foreach (var o in objects)
            {
                var result = new ListResponse.Types.Result { Id = o.Id, Name = o.Name };
                await writer.WriteAsync(new ListResponse { Result = result }, operation.Token);
            }
        }
        catch (ApiException e)
        {
            throw RpcFailures.ToRpc(e, resource.Spec, "listing", "*");
        }
    }

    /// <summary>What is listed is mostly read next, object by object: both share one call.</summary>
    private static async Task<ImmutableArray<LiveObject>> ListedAsync(
        ManagedResource resource,
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) =>
        resource is ILicenseCollection collection
            ? (await run.Collections.GetAsync(collection, scope, 0, cancellationToken)).Listed
            : await resource.ListAsync(run, scope, cancellationToken);

    private ResourceContext? ContextOrNull(string urn) => _run is null ? null : new ResourceContext(_run, urn);

    private static ResourceContext Context(Operation operation, double timeout = 0) =>
        new(operation.Run, operation.Urn, timeout > 0 ? TimeSpan.FromSeconds(timeout) : null) { Operation = operation };

    /// <inheritdoc/>
    protected override RpcException Tell(RpcException failure) => log.Filter.Of(failure);

    /// <summary>The values of a message. The secrets among them are never shown.</summary>
    private PropertyObject Read(ManagedResource resource, Struct? values) =>
        Learn(resource, StructCodec.Read(values).Without(LicenseMark.Key));

    private Struct Write(ManagedResource resource, PropertyObject values) => StructCodec.Write(Learn(resource, values));

    private PropertyObject Learn(ManagedResource resource, PropertyObject values)
    {
        log.Filter.Learn(LiveState.MarkDeclaredSecrets(resource.Spec, values));
        return values;
    }

    private static void Refuse(string? conflict)
    {
        if (conflict is not null)
            throw RpcErrors.Create(StatusCode.FailedPrecondition, conflict);
    }

    private static ManagedResource Find(string type, string urn)
    {
        var token = type.Length > 0 ? type : Urn.Parse(urn).Type;
        return Catalog.ResourcesByToken.TryGetValue(token, out var resource)
            ? resource
            : throw RpcErrors.Create(
                StatusCode.InvalidArgument,
                $"There is no resource {token}{InputCheck.Nearest(token, Catalog.ResourcesByToken.Keys)}. "
                    + $"There are: {string.Join(", ", Catalog.ResourcesByToken.Keys.Order())}."
            );
    }

    /// <summary>
    /// The engine prints the value of the input that a failure names. Where the program has no such input, as for a nested or a missing
    /// one, or its value must not be shown, only the text names the property.
    /// </summary>
    private CheckFailure ToCheckFailure(InputFailure failure, PropertyObject said) =>
        !failure.IsSecret && failure.Path.Segments is [string name] && said[name] is { ContainsSecret: false, Unwrapped.IsNull: false }
            ? new CheckFailure { Property = name, Reason = log.Filter.Of(failure.Reason) }
            : new CheckFailure { Reason = log.Filter.Of($"property {failure.Path} {failure.Reason}") };
}
