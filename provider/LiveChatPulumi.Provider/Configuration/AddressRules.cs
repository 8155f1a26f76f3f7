using System.Net;
using LiveChatPulumi.Api;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Configuration;

/// <summary>Where a credential may be sent.</summary>
internal static class AddressRules
{
    private static readonly (string Setting, string Variable)[] Credentials =
    [
        ("accessToken", "LIVECHAT_ACCESS_TOKEN"),
        ("personalAccessToken", "LIVECHAT_PERSONAL_ACCESS_TOKEN"),
    ];

    /// <summary>The reason why the address cannot be used; null when it can.</summary>
    /// <param name="arguments">The configuration as the engine gives it.</param>
    /// <param name="environment">Reads a variable.</param>
    public static string? Refusal(PropertyObject arguments, Func<string, string?> environment)
    {
        var values = ProviderConfig.Typed(arguments);
        if (values["apiUrl"]?.ContainsUnknown == true)
            return null;
        var configured = values.Text("apiUrl");
        var inEnvironment = environment("LIVECHAT_API_URL")?.Trim() is { Length: > 0 } set ? set : ApiOptions.DefaultUrl;
        if (!Uri.TryCreate(configured ?? inEnvironment, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return "must be an absolute address such as https://api.livechatinc.com";
        if (url.UserInfo.Length > 0)
            return "holds a name or a password; credentials have settings of their own";
        var allowHttp = values["allowHttp"]?.Plain().ToString() ?? environment("LIVECHAT_ALLOW_HTTP")?.Trim();
        var allowsHttp = "true".Equals(allowHttp, StringComparison.OrdinalIgnoreCase);
        if (url.Scheme == "http" && !IsThisMachine(url) && !allowsHttp)
            return "begins with http://, so the credential would travel unencrypted: write https://, or set livechat:allowHttp to true";
        var isInEnvironment = Credentials.Any(c => environment(c.Variable) is { Length: > 0 });
        if (configured is null || !isInEnvironment || Credentials.Any(c => values[c.Setting] is not null) || IsSameHost(url, inEnvironment))
            return null;
        return "is in the configuration, and the credential is in the environment, which was not meant for that address: "
            + "set the credential in the configuration too, or the address in LIVECHAT_API_URL";
    }

    private static bool IsThisMachine(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host, out var ip) && IPAddress.IsLoopback(ip));

    private static bool IsSameHost(Uri url, string other) =>
        Uri.TryCreate(other, UriKind.Absolute, out var set) && set.Authority == url.Authority;
}
