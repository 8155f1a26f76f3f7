using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Provider.Rpc;

/// <summary>Keeps a state of one license from being applied to another, where its ids mean other objects.</summary>
internal sealed partial class ProviderService
{
    /// <summary>The mark of the run's license for a state, or the one that the state has where the license cannot be told.</summary>
    /// <param name="run">The run.</param>
    /// <param name="state">Outputs as the state has them; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">The state is of another license.</exception>
    private static async Task<string?> LicenseAsync(ProviderRun run, Struct? state, CancellationToken cancellationToken)
    {
        var mark = LicenseMark.Of(state);
        if (!run.Options.MarksLicense)
            return mark;
        var license = await Catalog.LicenseOf(run, cancellationToken);
        if (mark is null || license is null || mark == license || run.Options.AcceptLicense)
            return license ?? mark;
        throw RpcErrors.Create(
            StatusCode.FailedPrecondition,
            "This state is of another license than the one to which the credential leads: the owner is another. Nothing is written, "
                + "deleted or refreshed there. Take back the change of livechat:accessToken, livechat:personalAccessToken or "
                + "livechat:apiUrl. To move the stack to the other license, change livechat:licenseId along with them, "
                + "or start a new stack. "
                + "If it is the same license and somebody else owns it now, set livechat:acceptLicense to true and run refresh once."
        );
    }

    /// <summary>
    /// Refuses a change of an object of another license. A state without a mark, or one that does not change, asks nothing.
    /// </summary>
    private static async Task RefuseOtherLicenseAsync(ProviderRun? run, Struct? state, CancellationToken cancellationToken)
    {
        if (run is not null && LicenseMark.Of(state) is not null)
            await LicenseAsync(run, state, cancellationToken);
    }
}
