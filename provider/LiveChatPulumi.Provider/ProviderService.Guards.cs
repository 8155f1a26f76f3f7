using System.Collections.Immutable;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Grpc;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>What the license and the rest of the program say against a change, before anything is written.</summary>
internal sealed partial class ProviderService
{
    private async Task<ImmutableArray<InputFailure>> GuardAsync(ManagedResource resource, string urn, PropertyObject olds, PropertyObject news, CancellationToken cancellationToken)
    {
        var result = await AskLicenseAsync<ImmutableArray<InputFailure>?>(resource.Spec, urn, async token => await resource.GuardAsync(Session, urn, olds, news, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return result ?? [];
    }

    /// <summary>Guards ask the license; where it cannot be reached, a preview goes on with a warning.</summary>
    private async Task<T?> AskLicenseAsync<T>(ResourceSpec spec, string urn, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var time = Operation(0, cancellationToken);
        try
        {
            return await ask(time.Token).ConfigureAwait(false);
        }
        catch (Api.ApiException e)
        {
            await Session.Log.WriteAsync(LogSeverity.Warning, urn, $"The license could not be asked whether it allows this change of the {spec.Noun}: {e.Message}", cancellationToken).ConfigureAwait(false);
            return default;
        }
    }

    private void ClaimMemberships(ManagedResource resource, string urn, string id, PropertyObject inputs, bool refuse = true)
    {
        if (_session?.Memberships.Claim(urn, resource.Spec.Token, resource.Memberships(id, (PropertyObject)inputs.Plain())) is not { } conflict || !refuse) return;
        throw new RpcException(StatusCode.FailedPrecondition, $"The membership of {conflict.Member} in group {conflict.Group} is declared twice: by {resource.Spec.Noun} '{Urn.Parse(urn).Name}' and by {Urn.Parse(conflict.Urn).Type.Split(':')[^1]} '{Urn.Parse(conflict.Urn).Name}'. Each apply would undo the other's. Keep it either in the group's agentPriorities, or in the groups of the agent or bot.");
    }
}
