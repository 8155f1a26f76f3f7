using System.CommandLine;
using LiveChatPulumi.Api;
using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>
/// livechat request-unsuspension: sends a suspended agent's request to be let in again, with that agent's own token. It is a command and no
/// resource, because it configures nothing.
/// </summary>
internal static class RequestUnsuspensionCommand
{
    public static Command Build(CommandContext context)
    {
        var command = new Command(
            "request-unsuspension",
            "Ask the owner and vice owners to end your suspension. Takes your own token, from the provider's environment variables."
        );
        command.SetAction((_, cancellationToken) => context.GuardAsync(() => RunAsync(context, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var api = LicenseAccess.Open(context);
        try
        {
            await api.CallAsync(ApiActions.RequestAgentUnsuspension, [], cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw new EngineException(e.Message);
        }

        await context.WriteLineAsync("The request was sent.").ConfigureAwait(false);
        return ExitCodes.Success;
    }
}
