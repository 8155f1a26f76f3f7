using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Values;
using LiveChatPulumi.Routing;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>
/// The life of a list of rules. Create and update are the same apply;
/// one that fails halfway keeps what it did, and the next goes on from there.
/// </summary>
internal sealed class RuleListLifecycle(AutoAccessRulesResource resource, ResourceContext context) : IResourceLifecycle
{
    private ProviderRun Run => context.Run;

    /// <inheritdoc/>
    public async Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        var outputs = await ApplyAsync(AutoAccessRulesSpec.Only, PropertyObject.Empty, inputs, resumes: false, cancellationToken);
        return (AutoAccessRulesSpec.Only, outputs);
    }

    /// <inheritdoc/>
    public Task<PropertyObject> UpdateAsync(
        string id,
        PropertyObject oldOutputs,
        PropertyObject oldInputs,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => ApplyAsync(id, oldOutputs, inputs, resumes: InputDiff.Compare(resource.Spec, oldInputs, inputs).IsEmpty, cancellationToken);

    /// <inheritdoc/>
    public async Task<PropertyObject?> ReadAsync(
        string id,
        PropertyObject inputs,
        PropertyObject outputs,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var listing = await resource.ListedAsync(context, outputs, cancellationToken);
            var reading = new RuleListReading(listing);
            if (inputs.Members.Count == 0)
                return reading.Import(id, await ImportedByOthersAsync(id, listing, cancellationToken));
            var owned = resource.Owned(context, outputs);
            var (live, findings) = reading.Refresh(DeclaredRules.Of(inputs), owned);
            if (findings.Count == 0)
                return live;
            var text = $"The {resource.Spec.Noun} are not as the state has them: {string.Join("; ", findings)}.";
            await Run.Log.WriteAsync(LogSeverity.Info, context.Urn, text, cancellationToken);
            return live;
        }
        catch (ApiException e)
        {
            throw RpcFailures.ToRpc(e, resource.Spec, "reading", context.Name);
        }
    }

    /// <summary>
    /// Rules that the same import, which has no program, has given to other resources: an import of the whole list leaves them out, because
    /// a rule has one owner. Of what the state holds, or what comes later in the import, nobody knows here: there the next preview refuses.
    /// </summary>
    /// <exception cref="RpcException">The import asks for one of them by its id.</exception>
    private async Task<IReadOnlySet<string>> ImportedByOthersAsync(string id, RuleListing listing, CancellationToken cancellationToken)
    {
        var others = listing
            .Ids.Select(rule => (Rule: rule, Urn: Run.HandedOut.Importer(resource.HeldRule(rule), context.Urn)))
            .Where(o => o.Urn is not null)
            .ToDictionary(o => o.Rule, o => Words(Urn.Parse(o.Urn!)), StringComparer.Ordinal);
        if (RuleListReading.Ids(id).FirstOrDefault(others.ContainsKey) is { } asked)
            throw RpcErrors.Create(
                StatusCode.FailedPrecondition,
                $"Rule {asked} is that of {others[asked]}: a rule has one owner. Leave it out of the id, or import it here alone."
            );
        if (id == AutoAccessRulesSpec.Only && others.Count > 0)
        {
            var left = string.Join(", ", others.Select(o => $"{o.Key} ({o.Value})"));
            var text = $"The import leaves out rules that other resources hold: {left}.";
            await Run.Log.WriteAsync(LogSeverity.Info, context.Urn, text, cancellationToken);
        }

        return others.Keys.ToHashSet(StringComparer.Ordinal);

        static string Words(Urn urn) => $"{urn.Type.Split(':')[^1]} '{urn.Name}'";
    }

    /// <summary>A list that lacks rules is mended by an update: see the resource's stale inputs.</summary>
    public Task<bool> IsLostAsync(string id, PropertyObject inputs, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public async Task DeleteAsync(string id, PropertyObject state, CancellationToken cancellationToken)
    {
        var owned = resource.Owned(context, state);

        // The journal has the rules of the list that replaces this one as well.
        owned.Except(rule => Run.HandedOut.Keeper(resource.HeldRule(rule), context.Urn) is not null);
        var apply = new RuleListApply(resource.Rules, context, owned, DeclaredRules.None, UnseenLists.Of(state));
        try
        {
            using var turn = await Run.Get<RuleCoordination>().Turn.TakeAsync(cancellationToken);
            if (!Run.HandedOut.IsReplaced(context.Urn))
                await Run.Journal.BeginDeleteAsync(context.Urn, resource.Spec.Token, id, removes: false);
            await apply.RunAsync(resumes: false, cancellationToken);
            await Run.Journal.AnswerDeleteAsync(context.Urn, id);
        }
        catch (ApiException e)
        {
            throw RpcErrors.Create(RpcFailures.Code(e.Type), $"deleting {Subject}: {WithCall(apply, e.Message)}");
        }
        catch (RuleListException e)
        {
            throw RpcErrors.Create(StatusCode.Aborted, $"deleting {Subject}: {e.Message}");
        }
    }

    private string Subject => $"{resource.Spec.Noun} '{context.Name}'";

    private async Task<PropertyObject> ApplyAsync(
        string id,
        PropertyObject outputs,
        PropertyObject inputs,
        bool resumes,
        CancellationToken cancellationToken
    )
    {
        var owned = resource.Owned(context, outputs);
        var apply = new RuleListApply(resource.Rules, context, owned, DeclaredRules.Of(inputs), UnseenLists.Of(outputs));
        var began = Run.Time.GetTimestamp();
        try
        {
            await BringIntoOrderAsync(apply, resumes, cancellationToken);
            var left = context.Bound - Run.Time.GetElapsedTime(began);
            if (apply.Calls > 0 && Run.Options.Readiness == Readiness.Effective && left > TimeSpan.Zero)
                await Run.Waiting.DelayAsync(left, cancellationToken);
            await Run.Journal.ForgetDeleteAsync(context.Urn, id);
            return Outputs(owned, inputs, apply);
        }
        catch (Exception e) when (IsKept(e, apply, resumes))
        {
            throw NotReady(id, inputs, owned, apply, Reason(e, apply));
        }
        catch (ApiException e)
        {
            throw RpcErrors.Create(RpcFailures.Code(e.Type), $"writing {Subject}: {Reason(e, apply)}");
        }
        catch (RuleListException e)
        {
            throw RpcErrors.Create(StatusCode.FailedPrecondition, $"writing {Subject}: {e.Message}");
        }
    }

    private async Task BringIntoOrderAsync(RuleListApply apply, bool resumes, CancellationToken cancellationToken)
    {
        var coordination = Run.Get<RuleCoordination>();
        using var turn = await coordination.Turn.TakeAsync(cancellationToken);
        var isLast = apply.Declared.Placement == Placement.Last;
        var listing = await RunAsync(apply, resumes, cancellationToken);
        if (isLast)
            await coordination.RecordLastAsync();
        coordination.RecordRules(context.Urn, apply.RuleIds);
        foreach (var rule in apply.KeptInAnotherForm)
        {
            var text =
                $"LiveChat keeps rule {listing.Name(rule)} in a form of its own. "
                + "Write into the program what LiveChat keeps, or a refresh will show a difference.";
            await Run.Log.WriteAsync(LogSeverity.Warning, context.Urn, text, cancellationToken);
        }
    }

    /// <summary>Runs the apply; what it wrote is known to the run before anybody else writes, however it ends.</summary>
    private async Task<RuleListing> RunAsync(RuleListApply apply, bool resumes, CancellationToken cancellationToken)
    {
        try
        {
            return await apply.RunAsync(resumes, cancellationToken);
        }
        finally
        {
            RecordUnseen(apply);
        }
    }

    /// <summary>
    /// True for a failure that the state has to keep: calls were made,
    /// or nothing else would tell the next run that something is left to do.
    /// </summary>
    private static bool IsKept(Exception failure, RuleListApply apply, bool resumes) =>
        (apply.Calls > 0 || resumes) && failure is (ApiException or RuleListException or RpcException or OperationCanceledException);

    private string Reason(Exception failure, RuleListApply apply) =>
        failure switch
        {
            ApiException e => WithCall(apply, RpcFailures.Translate(resource.Rules.Spec, e.Message)),
            RpcException e => e.Status.Detail,
            OperationCanceledException when Run.Cancelled.IsCancellationRequested => "the run was cancelled",
            OperationCanceledException => "the operation's time ran out",
            _ => failure.Message,
        };

    private static string WithCall(RuleListApply apply, string message) =>
        apply.Current.Length > 0 ? $"the call that {apply.Current} failed: {message}" : message;

    /// <summary>Who lists rules waits for what this apply wrote.</summary>
    private void RecordUnseen(RuleListApply apply)
    {
        var lists = apply.UnseenLists;
        if (lists.Digests.IsEmpty)
            return;
        var token = resource.Rules.Spec.Token;
        Run.Ledger.RecordUnseen(
            new UnseenWrite(
                token,
                context.Urn,
                Mark: null,
                IsOver: now => lists.IsOver(now, context.Bound),
                IsShownAsync: async (after, stop) =>
                {
                    var list = await Run.Collections.GetAsync(resource.Rules, PropertyObject.Empty, after, stop);
                    return !lists.Digests.Contains(new RuleListing(list.Objects.Values).Digest);
                }
            )
        );
    }

    private PropertyObject Outputs(OwnedRules owned, PropertyObject inputs, RuleListApply apply) =>
        apply.UnseenLists.On(LiveState.Outputs(resource.Spec, PropertyObject.Of(("ruleIds", owned.ToOutput())), inputs));

    private RpcException NotReady(string id, PropertyObject inputs, OwnedRules owned, RuleListApply apply, string reason)
    {
        var detail = new ErrorResourceInitFailed { Id = id, Properties = StructCodec.Write(Outputs(owned, inputs, apply)) };
        detail.Reasons.Add(
            $"{Subject} were not brought into order: {reason}. "
                + "What was done is kept in the state; the next up goes on from there and does nothing twice."
        );
        return RpcErrors.InitFailed(detail);
    }
}
