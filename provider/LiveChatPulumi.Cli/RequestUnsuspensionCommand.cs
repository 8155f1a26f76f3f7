using System.CommandLine;
using LiveChatPulumi.Api;
using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>request-unsuspension: the one method of the API that is nobody's configuration. A suspended agent calls it with a token of his own.</summary>
internal static class RequestUnsuspensionCommand
{
    public static Command Build(Shell shell)
    {
        var command = new Command("request-unsuspension", "Ask the license's administrators to end your suspension. Takes your own token, from the provider's environment variables.");
        command.SetAction((_, cancellationToken) => shell.GuardAsync(() => RunAsync(shell, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(Shell shell, CancellationToken cancellationToken)
    {
        using var api = new ConfigurationApi(new ApiOptions
        {
            Credential = Credential(shell.Environment),
            Url = new Uri(shell.Environment("LIVECHAT_API_URL") is { Length: > 0 } url ? url : ApiOptions.DefaultUrl),
            Region = shell.Environment("LIVECHAT_REGION") is { Length: > 0 } region ? region : null,
        });
        try
        {
            await api.CallAsync(ApiActions.RequestAgentUnsuspension, [], cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw new EngineException(e.Message);
        }

        await shell.Output.WriteLineAsync("The request was sent.").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static Credential Credential(Func<string, string?> environment)
    {
        if (environment("LIVECHAT_ACCOUNT_ID") is { Length: > 0 } account && environment("LIVECHAT_PERSONAL_ACCESS_TOKEN") is { Length: > 0 } pat) return new Credential.PersonalAccessToken(account, new SecretText(pat));
        return environment("LIVECHAT_ACCESS_TOKEN") is { Length: > 0 } token
            ? new Credential.Bearer(new SecretText(token))
            : throw new EngineException("there is no credential: set LIVECHAT_ACCESS_TOKEN, or LIVECHAT_ACCOUNT_ID with LIVECHAT_PERSONAL_ACCESS_TOKEN");
    }
}
