using LiveChatPulumi.Api;
using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>
/// Opens the license for commands that call the API without the plugin. The stack's configuration wins over the provider's environment
/// variables.
/// </summary>
internal static class LicenseAccess
{
    public static ConfigurationApi Open(CommandContext context, Workspace? workspace = null) => new(Options(context, workspace));

    /// <summary>A setting of the stack or of the environment; null for none.</summary>
    public static string? Setting(CommandContext context, Workspace? workspace, string name, string variable) =>
        Configured(workspace, name) is { } set ? set
        : context.Environment.GetValueOrDefault(variable)?.Trim() is { Length: > 0 } value ? value
        : null;

    /// <summary>How calls are made.</summary>
    /// <exception cref="EngineException">There is no credential, or a setting cannot be.</exception>
    public static ApiOptions Options(CommandContext context, Workspace? workspace)
    {
        string? Get(string name, string variable) => Setting(context, workspace, name, variable);
        string? GetPart(string name, string variable) =>
            Get(name, variable) is not { } part ? null
            : Credential.Refusal(part) is { } reason ? throw new EngineException($"livechat:{name} (or {variable}) {reason}")
            : part;
        Credential credential = (
            GetPart("accountId", "LIVECHAT_ACCOUNT_ID"),
            GetPart("personalAccessToken", "LIVECHAT_PERSONAL_ACCESS_TOKEN"),
            GetPart("accessToken", "LIVECHAT_ACCESS_TOKEN")
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
        return new ApiOptions
        {
            Credential = credential,
            Url = Address(context, workspace, credential.IsPersonalAccessToken ? "personalAccessToken" : "accessToken"),
            Region =
                Get("region", "LIVECHAT_REGION") is not { } region ? null
                : region is "dal" or "fra" ? region
                : throw new EngineException("livechat:region (or LIVECHAT_REGION) must be one of: dal, fra"),
        };
    }

    /// <summary>
    /// The address. A credential of the environment goes to no other one that the stack's file names: whoever writes that must not get it.
    /// </summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="workspace">The stack; null for none.</param>
    /// <param name="secret">The setting of the credential that is sent.</param>
    /// <exception cref="EngineException">The address cannot be used, or not with that credential.</exception>
    public static Uri Address(CommandContext context, Workspace? workspace, string secret)
    {
        var configured = Configured(workspace, "apiUrl");
        var inEnvironment = context.Environment.GetValueOrDefault("LIVECHAT_API_URL");
        var allowHttp = Setting(context, workspace, "allowHttp", "LIVECHAT_ALLOW_HTTP");
        var refusal = CredentialAddress.Refusal(
            configured,
            inEnvironment,
            "true".Equals(allowHttp, StringComparison.OrdinalIgnoreCase),
            Configured(workspace, secret) is null
        );
        return refusal is null
            ? new Uri(Setting(context, workspace, "apiUrl", "LIVECHAT_API_URL") ?? ApiOptions.DefaultUrl)
            : throw new EngineException(
                $"livechat:apiUrl{(configured is null ? " (or LIVECHAT_API_URL)" : "")} {refusal}. The credential is livechat:{secret}."
            );
    }

    private static string? Configured(Workspace? workspace, string name) =>
        workspace?.Target().Config.GetValueOrDefault("livechat:" + name)?.Trim() is { Length: > 0 } set ? set : null;
}
