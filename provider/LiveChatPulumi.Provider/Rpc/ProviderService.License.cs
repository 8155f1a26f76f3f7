using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

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
        var owner = await Catalog.LicenseOf(run, cancellationToken);
        var isAnother = HasMoved(run, mark) || (mark is not null && owner is not null && LicenseMark.IsOfAnother(mark, owner));
        if (!isAnother || run.Options.AcceptLicense)
            return owner is null ? mark : LicenseMark.Of(owner, NumberOf(run));
        throw RpcErrors.Create(
            StatusCode.FailedPrecondition,
            "This state is of another license than the one to which the credential leads: the owner or the number is another. "
                + "Nothing is written, deleted or refreshed there. Take back the change of livechat:accessToken, "
                + "livechat:personalAccessToken or livechat:apiUrl. To move the stack to the other license, "
                + "change livechat:licenseId along with them, or start a new stack. "
                + "If it is the same license and somebody else owns it now, set livechat:acceptLicense to true and run refresh once."
        );
    }

    /// <summary>
    /// Waits until no other run of this machine applies to the license. It is told from others by what the configuration calls it, and by
    /// its owner: two stacks may have tokens of their own.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="urn">The resource that is to be written.</param>
    /// <param name="seconds">The operation's time in seconds, or 0 for the run's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">Another run still had it at the end of the time.</exception>
    private static async Task TakeTurnAsync(ProviderRun run, string urn, double seconds, CancellationToken cancellationToken)
    {
        if (run.Turn is not { IsTaken: false } turn)
            return;
        using var operation = run.Begin("Wait", urn, seconds, cancellationToken);
        await operation.RunAsync(async token =>
        {
            await TakeAsync(run.Journal.License, token);
            if (run.Options.MarksLicense && await Catalog.LicenseOf(run, token) is { } owner)
                await TakeAsync("owner " + owner, token);
            turn.MarkTaken();
            return true;
        });

        // The operation's own end would not say who is in the way.
        Task TakeAsync(string license, CancellationToken token) =>
            turn.TakeAsync(license, urn, text => run.Log.WriteAsync(LogSeverity.Info, urn, text, token), operation.Time * 0.95, token);
    }

    private static string? NumberOf(ProviderRun run) => run.Options.Defaults.Text("licenseId");

    private static bool HasMoved(ProviderRun run, string? mark) =>
        run.Options is { MarksLicense: true, AcceptLicense: false } && LicenseMark.HasMoved(mark, NumberOf(run));

    /// <summary>
    /// The answer for an object that an engine's replacement of the provider has not come to: it is made anew on the new license, and the
    /// engine has its old provider delete it on the old one. Null where the stack has not moved.
    /// </summary>
    private static async Task<DiffResponse?> MovedAsync(
        ManagedResource resource,
        ProviderRun? run,
        DiffRequest request,
        PropertyObject olds,
        CancellationToken cancellationToken
    )
    {
        if (run is null || !HasMoved(run, LicenseMark.Of(request.Olds)))
            return null;
        var text =
            $"The {resource.Spec.Noun} '{request.Id}' is on another license than {NumberOf(run)}, which livechat:licenseId names: "
            + "it is made anew on this one, and deleted there.";
        await run.Log.WriteAsync(LogSeverity.Warning, request.Urn, text, cancellationToken);
        return InputDiff.Replacement(resource.Spec, olds, deleteFirst: false);
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
