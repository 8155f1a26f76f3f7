using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>What the license and the rest of the program say against a change, before anything is written.</summary>
internal sealed partial class ProviderService
{
    private async Task<ImmutableArray<InputFailure>> GuardAsync(
        ManagedResource resource,
        string urn,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        var result = await AskLicenseAsync<ImmutableArray<InputFailure>?>(
                resource.Spec,
                urn,
                async token => await resource.GuardAsync(Session, urn, olds, news, token).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        return result ?? [];
    }

    /// <summary>Guards ask the license; where it cannot be reached, a preview goes on with a warning.</summary>
    private async Task<T?> AskLicenseAsync<T>(
        ResourceSpec spec,
        string urn,
        Func<CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        using var time = Begin("Guard", urn, 0, cancellationToken);
        try
        {
            return await ask(time.Token).ConfigureAwait(false);
        }
        catch (Api.ApiException e)
        {
            await Session
                .Log.WriteAsync(
                    LogSeverity.Warning,
                    urn,
                    $"The license could not be asked whether it allows this change of the {spec.Noun}: {e.Message}",
                    cancellationToken
                )
                .ConfigureAwait(false);
            return default;
        }
    }

    /// <summary>
    /// Where the server gives ids, an object that is just what a new resource would make may be the result of a create
    /// whose run was lost on another machine. It is shown, with the way to keep it and the way to be rid of it; what to
    /// do is for people to say.
    /// </summary>
    private async Task WarnOfOrphansAsync(ManagedResource created, string urn, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (
            created is not ObjectResource resource
            || resource.Spec.Identity != Identity.ServerId
            || inputs.ContainsUnknown
            || Session.Journal.Find(urn) is not null
        )
            return;
        await AskLicenseAsync(
                resource.Spec,
                urn,
                async token =>
                {
                    var key = resource.CreateKey((PropertyObject)inputs.Plain());
                    var alike = (await Session.Lists.GetAsync(resource, inputs, 0, token).ConfigureAwait(false)).Objects.Values.Where(o =>
                        resource.CanBe(o, key) && !Session.IsOwned(resource.Spec.Token, o.Id)
                    );
                    foreach (var orphan in alike)
                        await Session
                            .Log.WriteAsync(
                                LogSeverity.Warning,
                                urn,
                                $"The license already has a {resource.Spec.Noun} like this one, '{orphan.Name}' (id {orphan.Id}), which is in no state that this run has seen so far: perhaps the remains of a run that was cut off. To keep it: pulumi import {resource.Spec.Token} {Urn.Parse(urn).Name} '{orphan.Id}'. Otherwise delete it in LiveChat; this apply would make another.",
                                token
                            )
                            .ConfigureAwait(false);
                    return true;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task PreviewAsync(
        ManagedResource resource,
        string urn,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (_session is null)
            return;
        await AskLicenseAsync(
                resource.Spec,
                urn,
                async token =>
                {
                    await resource.PreviewAsync(_session, urn, state, inputs, token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Notes what a resource declares that only one resource of a program may declare.</summary>
    private void Claim(ManagedResource resource, string urn, string id, PropertyObject state, PropertyObject inputs, bool refuse = true)
    {
        if (_session is null)
            return;
        var rules = resource.ClaimRules(urn, id, state, inputs) is { } claim ? _session.RuleOwners.Claim(claim) : null;
        if (rules is not null && refuse)
            throw RpcErrors.Create(StatusCode.FailedPrecondition, rules);
        if (
            _session.Memberships.Claim(urn, resource.Spec.Token, resource.Memberships(id, (PropertyObject)inputs.Plain()))
                is not { } conflict
            || !refuse
        )
            return;
        throw RpcErrors.Create(
            StatusCode.FailedPrecondition,
            $"The membership of {conflict.Member} in group {conflict.Group} is declared twice: by {resource.Spec.Noun} '{Urn.Parse(urn).Name}' and by {Urn.Parse(conflict.Urn).Type.Split(':')[^1]} '{Urn.Parse(conflict.Urn).Name}'. Each apply would undo the other's. Keep it either in the group's agentPriorities, or in the groups of the agent or bot."
        );
    }
}
