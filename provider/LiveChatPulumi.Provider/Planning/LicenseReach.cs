using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>
/// Whether the license of a run answers, and takes the credential: found out once, by the list of agents that a run which changes
/// anything needs anyway. A plan that nobody could carry out is refused before it is made.
/// </summary>
internal sealed class LicenseReach : IRunState<LicenseReach>
{
    /// <summary>How long the license may take before the user is told what is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ProviderRun _run;
    private readonly Lazy<Task<RpcException?>> _failure;

    private int _offline;

    private LicenseReach(ProviderRun run)
    {
        _run = run;
        _failure = new Lazy<Task<RpcException?>>(AskAsync);
    }

    /// <summary>True once the license was found to be out of reach, where the configuration allows to plan without it.</summary>
    public bool IsOffline => Volatile.Read(ref _offline) != 0;

    /// <inheritdoc/>
    public static LicenseReach Create(ProviderRun run) => new(run);

    /// <summary>Finds out, where nobody has yet.</summary>
    /// <exception cref="RpcException">The license is out of reach, or refuses the credential.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        // Where a state has no mark of its license, a run may do without any list.
        if (!_run.Options.MarksLicense)
            return;
        if (await _failure.Value.WaitAsync(cancellationToken) is { } failure)
            throw RpcErrors.Create(failure.StatusCode, failure.Status.Detail);
    }

    /// <summary>
    /// The failure of a run for which a question has no answer; null where only that question has none, or where the run may do without
    /// the license.
    /// </summary>
    public async Task<RpcException?> JudgeAsync(ApiException e)
    {
        if (e.Type == ErrorTypes.Authentication)
            return RpcErrors.Create(
                StatusCode.Unauthenticated,
                $"LiveChat refuses the credential. {e.Message} livechat doctor looks further."
            );
        if (!IsSilence(e))
            return null;
        if (!_run.Options.OfflinePreview)
            return RpcErrors.Create(
                StatusCode.Aborted,
                $"LiveChat does not answer. {e.Message.TrimEnd('.')}. Nothing can be planned or written without it: look at the network, "
                    + "the proxy and livechat:apiUrl. To preview all the same, set livechat:offlinePreview to true "
                    + "(LIVECHAT_OFFLINE_PREVIEW)."
            );
        if (Interlocked.Exchange(ref _offline, 1) == 0)
            await _run.Log.WriteAsync(
                LogSeverity.Warning,
                "",
                "LiveChat does not answer, and livechat:offlinePreview is set: what the license would refuse is not known. " + e.Message,
                CancellationToken.None
            );
        return null;
    }

    /// <summary>True where nothing was answered. An answer that cannot be read is one.</summary>
    private static bool IsSilence(ApiException e) =>
        e.Type == ErrorTypes.ServiceUnavailable
        || (
            e is { Type: ErrorTypes.Transport, HttpStatus: null }
            && e.InnerException is null or HttpRequestException or IOException or OperationCanceledException or TimeoutException
        );

    private async Task<RpcException?> AskAsync()
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(_run.Cancelled);
        var answer = Catalog.AskAsync(_run, asked.Token);
        if (await Task.WhenAny(answer, Task.Delay(Patience, _run.Time, asked.Token)) != answer)
            await _run.Log.WriteAsync(
                LogSeverity.Info,
                "",
                "Waiting for LiveChat to answer. It is asked again for about a minute before this is given up.",
                asked.Token
            );
        try
        {
            await answer;
            return null;
        }
        catch (ApiException e)
        {
            return await JudgeAsync(e);
        }
        finally
        {
            await asked.CancelAsync();
        }
    }
}
