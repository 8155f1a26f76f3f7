using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>
/// Asks the license at preview. Where it answers other questions and not this one, as with a token without the scope, the preview goes on
/// with a warning, and the API has the last word. Where it answers none, the run ends.
/// </summary>
internal static class LicenseQuestions
{
    /// <summary>Asks; the default where the license could not be asked.</summary>
    /// <exception cref="Grpc.Core.RpcException">The license is out of reach, or refuses the credential.</exception>
    public static async Task<T?> AskAsync<T>(
        ResourceContext context,
        ResourceSpec spec,
        Func<CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        var reach = context.Run.Get<LicenseReach>();
        if (reach.IsOffline)
            return default;
        using var operation = context.Run.Begin("Guard", context.Urn, 0, cancellationToken);
        try
        {
            return await ask(operation.Token);
        }
        catch (ApiException e)
        {
            if (await reach.JudgeAsync(e) is { } failure)
                throw failure;
            if (reach.IsOffline)
                return default;
            var text = $"The license could not be asked whether it allows this change of the {spec.Noun}: {e.Message}";
            await context.Run.Log.WriteAsync(LogSeverity.Warning, context.Urn, text, cancellationToken);
            return default;
        }
    }

    /// <inheritdoc cref="AskAsync{T}"/>
    public static Task AskAsync(
        ResourceContext context,
        ResourceSpec spec,
        Func<CancellationToken, Task> ask,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            context,
            spec,
            async token =>
            {
                await ask(token);
                return true;
            },
            cancellationToken
        );
}
