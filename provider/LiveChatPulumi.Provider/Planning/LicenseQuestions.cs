using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>
/// Asks the license at preview. Where the license cannot be asked, the preview goes on with a warning, and the API has the last word.
/// </summary>
internal static class LicenseQuestions
{
    /// <summary>Asks; the default where the license could not be asked.</summary>
    public static async Task<T?> AskAsync<T>(
        ResourceContext context,
        ResourceSpec spec,
        Func<CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        using var operation = context.Run.Begin("Guard", context.Urn, 0, cancellationToken);
        try
        {
            return await ask(operation.Token);
        }
        catch (ApiException e)
        {
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
