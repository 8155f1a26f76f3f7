using LiveChatPulumi.Api;
using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>
/// Opens the license for commands that call the API without the plugin. The stack's configuration wins over the provider's environment
/// variables.
/// </summary>
internal static class LicenseAccess
{
    public static ConfigurationApi Open(CommandContext context, Workspace? workspace = null)
    {
        var config = workspace?.Target().Config;
        string? Get(string name, string variable) =>
            config?.GetValueOrDefault("livechat:" + name) is { Length: > 0 } set ? set
            : context.Environment.GetValueOrDefault(variable) is { Length: > 0 } value ? value
            : null;
        Credential credential = (
            Get("accountId", "LIVECHAT_ACCOUNT_ID"),
            Get("personalAccessToken", "LIVECHAT_PERSONAL_ACCESS_TOKEN"),
            Get("accessToken", "LIVECHAT_ACCESS_TOKEN")
        ) switch
        {
            ({ } account, { } token, _) => new Credential.PersonalAccessToken(account, new SecretText(token)),
            (_, _, { } token) => new Credential.Bearer(new SecretText(token)),
            _ => throw new EngineException(
                "there is no credential: set LIVECHAT_ACCESS_TOKEN, or LIVECHAT_ACCOUNT_ID with LIVECHAT_PERSONAL_ACCESS_TOKEN"
            ),
        };
        foreach (var secret in credential.RevealSecrets())
            context.Filter.Learn(secret);
        return new ConfigurationApi(
            new ApiOptions
            {
                Credential = credential,
                Url = new Uri(Get("apiUrl", "LIVECHAT_API_URL") ?? ApiOptions.DefaultUrl),
                Region = Get("region", "LIVECHAT_REGION"),
            }
        );
    }
}
