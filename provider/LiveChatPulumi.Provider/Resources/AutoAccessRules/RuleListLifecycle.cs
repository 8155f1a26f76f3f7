using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Values;
using LiveChatPulumi.Routing;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>The life of a list of rules. Create and update are the same apply; one that fails halfway keeps what it did, and the next goes on from there.</summary>
internal sealed class RuleListLifecycle(Session session, AutoAccessRulesResource resource, string urn, string name, TimeSpan? customTimeout)
    : IResourceLifecycle
{
    private TimeSpan Bound => customTimeout ?? session.Options.PropagationBound;

    public async Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken) =>
        (
            AutoAccessRulesSpec.Only,
            await ApplyAsync(AutoAccessRulesSpec.Only, PropertyObject.Empty, inputs, resumes: false, cancellationToken)
                .ConfigureAwait(false)
        );

    public Task<PropertyObject> UpdateAsync(
        string id,
        PropertyObject oldOutputs,
        PropertyObject oldInputs,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => ApplyAsync(id, oldOutputs, inputs, resumes: InputDiff.Compare(resource.Spec, oldInputs, inputs).IsEmpty, cancellationToken);

    public async Task<PropertyObject?> ReadAsync(
        string id,
        PropertyObject inputs,
        PropertyObject outputs,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var reading = new RuleListReading(await resource.ListedAsync(session, cancellationToken).ConfigureAwait(false));
            if (inputs.Members.Count == 0)
                return reading.Import(id);
            var owned = new OwnedRules(session.Journal, urn, outputs);
            var (live, findings) = reading.Refresh(DeclaredRules.Of(inputs), owned);
            if (findings.Count > 0)
                await session
                    .Log.WriteAsync(
                        LogSeverity.Info,
                        urn,
                        $"The {resource.Spec.Noun} are not as the state has them: {string.Join("; ", findings)}.",
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            return live;
        }
        catch (ApiException e)
        {
            throw Failures.ToRpc(e, resource.Spec, "reading", name);
        }
    }

    public async Task DeleteAsync(string id, PropertyObject state, CancellationToken cancellationToken)
    {
        var owned = new OwnedRules(session.Journal, urn, state);
        var apply = new RuleListApply(session, resource.Rules, urn, Bound, owned, DeclaredRules.None);
        await session.RuleLists.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await apply.RunAsync(resumes: false, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw RpcErrors.Create(Failures.Code(e.Type), $"deleting {resource.Spec.Noun} '{name}': {Say(apply, e.Message)}");
        }
        catch (RuleListException e)
        {
            throw RpcErrors.Create(StatusCode.Aborted, $"deleting {resource.Spec.Noun} '{name}': {e.Message}");
        }
        finally
        {
            session.RuleLists.Release();
        }
    }

    private async Task<PropertyObject> ApplyAsync(
        string id,
        PropertyObject outputs,
        PropertyObject inputs,
        bool resumes,
        CancellationToken cancellationToken
    )
    {
        var owned = new OwnedRules(session.Journal, urn, outputs);
        var declared = DeclaredRules.Of(inputs);
        var apply = new RuleListApply(session, resource.Rules, urn, Bound, owned, declared);
        var began = session.Time.GetTimestamp();

        // A failure is kept in the state where something was done, and where nothing but it would tell the next run that something is left to do.
        try
        {
            await BringIntoOrderAsync(apply, owned, declared, resumes, cancellationToken).ConfigureAwait(false);
            var left = Bound - session.Time.GetElapsedTime(began);
            if (apply.Calls > 0 && session.Options.Readiness == Readiness.Effective && left > TimeSpan.Zero)
                await session.Waits.DelayAsync(left, cancellationToken).ConfigureAwait(false);
            return Outputs(owned, inputs);
        }
        catch (ApiException e)
        {
            var said = Say(apply, Failures.Translate(resource.Rules.Spec, e.Message));
            throw apply.Calls > 0 || resumes
                ? NotReady(id, owned, inputs, said)
                : RpcErrors.Create(Failures.Code(e.Type), $"writing {resource.Spec.Noun} '{name}': {said}");
        }
        catch (RuleListException e)
        {
            throw apply.Calls > 0 || resumes
                ? NotReady(id, owned, inputs, e.Message)
                : RpcErrors.Create(StatusCode.FailedPrecondition, $"writing {resource.Spec.Noun} '{name}': {e.Message}");
        }
        catch (RpcException e) when (apply.Calls > 0 || resumes)
        {
            throw NotReady(id, owned, inputs, e.Status.Detail);
        }
        catch (OperationCanceledException) when (apply.Calls > 0 || resumes)
        {
            throw NotReady(
                id,
                owned,
                inputs,
                session.Cancelled.IsCancellationRequested ? "the run was cancelled" : "the operation's time ran out"
            );
        }
    }

    private async Task BringIntoOrderAsync(
        RuleListApply apply,
        OwnedRules owned,
        DeclaredRules declared,
        bool resumes,
        CancellationToken cancellationToken
    )
    {
        await session.RuleLists.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (declared.Placement == Placement.Last)
                await session.RuleOwners.WhenAppended().WaitAsync(cancellationToken).ConfigureAwait(false);
            var listing = await apply.RunAsync(resumes, cancellationToken).ConfigureAwait(false);
            if (declared.Placement == Placement.Last)
                session.RuleOwners.NoteLast();
            session.RuleOwners.NoteRules(urn, [.. declared.Rules.Select(r => owned.Ids[r.Key])]);
            foreach (var rule in apply.KeptInAnotherForm)
                await session
                    .Log.WriteAsync(
                        LogSeverity.Warning,
                        urn,
                        $"LiveChat keeps rule {listing.Name(rule)} in a form of its own. Write into the program what LiveChat keeps, or a refresh will show a difference.",
                        cancellationToken
                    )
                    .ConfigureAwait(false);
        }
        finally
        {
            session.RuleLists.Release();
        }
    }

    private static string Say(RuleListApply apply, string message) =>
        apply.Current.Length > 0 ? $"the call that {apply.Current} failed: {message}" : message;

    private PropertyObject Outputs(OwnedRules owned, PropertyObject inputs) =>
        LiveState.Outputs(resource.Spec, PropertyObject.Of(("ruleIds", owned.ToOutput())), inputs);

    /// <summary>What was done is kept in the state: the next run goes on from the list as it is then.</summary>
    private RpcException NotReady(string id, OwnedRules owned, PropertyObject inputs, string reason)
    {
        var detail = new ErrorResourceInitFailed { Id = id, Properties = StructCodec.Write(Outputs(owned, inputs)) };
        detail.Reasons.Add(
            $"{resource.Spec.Noun} '{name}' were not brought into order: {reason}. What was done is kept in the state; the next up goes on from there and does nothing twice."
        );
        return RpcErrors.InitFailed(detail);
    }
}
