using System.Net;

namespace LiveChatPulumi.Api;

/// <summary>Where a credential may be sent: by the plugin, and by commands that call the API without it.</summary>
public static class CredentialAddress
{
    /// <summary>The reason why an address cannot be used, to follow its name; null when it can.</summary>
    /// <param name="configured">The address of the configuration, which wins; null for none.</param>
    /// <param name="inEnvironment">The address of the environment; null for none, which is LiveChat's own.</param>
    /// <param name="allowsHttp">True where a credential may travel unencrypted.</param>
    /// <param name="isOfEnvironment">True where the secret part of the credential that is sent comes from the environment.</param>
    public static string? Refusal(string? configured, string? inEnvironment, bool allowsHttp, bool isOfEnvironment)
    {
        var meant = inEnvironment?.Trim() is { Length: > 0 } set ? set : ApiOptions.DefaultUrl;
        if (!Uri.TryCreate(configured ?? meant, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return $"must be an absolute address such as {ApiOptions.DefaultUrl}";
        if (url.UserInfo.Length > 0)
            return "holds a name or a password; credentials have settings of their own";
        if (url.Scheme == "http" && !IsThisMachine(url) && !allowsHttp)
            return "begins with http://, so the credential would travel unencrypted: write https://, or set livechat:allowHttp to true";
        if (configured is null || !isOfEnvironment || IsSameHost(url, meant))
            return null;
        return "is in the configuration, and the credential is in the environment, which was not meant for that address: "
            + "set the credential in the configuration too, or the address in LIVECHAT_API_URL";
    }

    private static bool IsThisMachine(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host, out var ip) && IPAddress.IsLoopback(ip));

    private static bool IsSameHost(Uri url, string other) =>
        Uri.TryCreate(other, UriKind.Absolute, out var set) && set.Authority == url.Authority;
}
