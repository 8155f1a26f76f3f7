using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>
/// The life of an object that the program names: a second create is refused, and an object that is there already may be adopted.
/// </summary>
internal sealed class NaturalKeyLifecycle(ObjectResource resource, ResourceContext context) : CreatedObjectLifecycle(resource, context)
{
    /// <summary>
    /// What the new object replaces is the resource's to delete, or to take back, until a run has deleted it. And an object of the same
    /// key that this run deleted has to be gone from the lists first: they would show it as the new one.
    /// </summary>
    protected override async Task BeforeCreateAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        var key = Resource.CreateKey(inputs);
        if (
            Run.HandedOut.Before(Context.Urn) is { } before
            && !Spec.IdComparer.Equals(before, key)
            && !Run.Ledger.WasDeleted(Spec.Token, before)
        )
            await Run.Journal.OweDeleteAsync(Context.Urn, Spec.Token, before);
        if (!Run.Ledger.WasDeleted(Spec.Token, key))
            return;
        await Run.Get<Remade>().RecordAsync(Spec, key);
        var poll = Run.Waiting.Poll(Context.Bound);
        while (
            (await Run.Collections.GetAsync(Resource, inputs, Run.Collections.Newest, cancellationToken)).Objects.ContainsKey(key)
            && await poll.NextAsync(cancellationToken)
        ) { }
    }

    protected override async Task<(string Id, PropertyObject Outputs)> RefusedAsync(
        ApiException refusal,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (refusal.Type != ErrorTypes.AlreadyExists)
            return await base.RefusedAsync(refusal, inputs, cancellationToken);
        var key = Resource.CreateKey(inputs);
        if (await TakeBackAsync(key, inputs, cancellationToken) is { } own)
            return (key, own);
        if (await AdoptAsync(key, inputs, cancellationToken) is { } adopted)
            return (key, adopted);
        var found = await InTheWayAsync(key, inputs, cancellationToken);
        var other = found == key ? "" : $"Letter case makes no difference to LiveChat here: write '{found}' into the program. ";
        throw RpcErrors.Create(
            StatusCode.AlreadyExists,
            $"creating {Spec.Noun} '{Context.Name}': the license already has the {Spec.Noun} '{found}'. {other}"
                + $"{AliasText.Of(Context.Urn)} "
                + "If another stack has it, as after pulumi state move, leave it there. "
                + $"Otherwise import it (pulumi import {Spec.Token} {Context.Name} '{found}'), "
                + "set livechat:adoptExisting, or remove it in LiveChat first."
        );
    }

    /// <summary>
    /// Takes over an object that an earlier run replaced under this name and has not deleted, or was cut off deleting: it is this
    /// resource's own, whatever the configuration says of others'. Null where there was no such object.
    /// </summary>
    private async Task<PropertyObject?> TakeBackAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (Run.Journal.FindDelete(Context.Urn, id) is not { IsAnswered: false } delete)
            return null;
        var left = delete.IsSent ? "was cut off while it deleted" : "was to delete";
        var text = $"An earlier run {left} the {Spec.Noun} '{id}' under this name; it is there, and taken over.";
        await Run.Log.WriteAsync(LogSeverity.Info, Context.Urn, text, cancellationToken);
        try
        {
            return await TakeOverAsync(id, inputs, cancellationToken);
        }
        catch (ApiException e)
        {
            throw RpcFailures.ToRpc(e, Spec, "taking over", Context.Name);
        }
    }

    /// <summary>
    /// Takes over an object that is there already, where the configuration says so;
    /// null where it does not, or the object is not as declared.
    /// </summary>
    private async Task<PropertyObject?> AdoptAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var adoption = Run.Options.Adoption;
        if (adoption == Adoption.Never)
            return null;
        try
        {
            var live = await Resource.ReadAsync(Run, id, inputs, Run.Collections.Newest, cancellationToken);
            if (live is null || (adoption == Adoption.Matching && LiveState.Differences(Spec, inputs, live).Any()))
                return null;
            var text = $"The license already has the {Spec.Noun} '{id}'; it is taken over, as livechat:adoptExisting says.";
            await Run.Log.WriteAsync(LogSeverity.Info, Context.Urn, text, cancellationToken);
            await TellKeptAsync(id, inputs, live, cancellationToken);
            return await TakeOverAsync(id, inputs, cancellationToken);
        }
        catch (ApiException e)
        {
            throw RpcFailures.ToRpc(e, Spec, "taking over", Context.Name);
        }
    }

    /// <summary>Tells what an object that is taken over keeps, where a new one would be otherwise and the program says nothing.</summary>
    private async Task TellKeptAsync(string id, PropertyObject inputs, PropertyObject live, CancellationToken cancellationToken)
    {
        var kept = Spec.Inputs.Where(p =>
            p is { IsObservable: true, OmittedOnImport: false, Default: not null, Secret: false }
            && inputs[p.Name] is null or { IsNull: true }
            && live[p.Name] is { } value
            && !ValueEquality.AreEqual(p with { Required = false }, value, null)
        );
        var words = string.Join(", ", kept.Select(p => $"{p.Name}: {live[p.Name]}"));
        if (words.Length == 0)
            return;
        var text = $"The {Spec.Noun} '{id}' keeps what the program does not say: {words}. Declare it to have it otherwise.";
        await Run.Log.WriteAsync(LogSeverity.Warning, Context.Urn, text, cancellationToken);
    }

    /// <summary>The id of the object in the way: a create may ignore letter case where the calls that name an object do not.</summary>
    private async Task<string> InTheWayAsync(string key, PropertyObject inputs, CancellationToken cancellationToken)
    {
        try
        {
            var list = await Run.Collections.GetAsync(Resource, inputs, Run.Collections.Newest, cancellationToken);
            return list.Objects.ContainsKey(key)
                ? key
                : list.Objects.Keys.FirstOrDefault(id => string.Equals(id, key, StringComparison.OrdinalIgnoreCase)) ?? key;
        }
        catch (ApiException)
        {
            return key;
        }
    }
}
