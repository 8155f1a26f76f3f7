namespace LiveChatPulumi.CustomerApi;

/// <summary>Settings of the clients.</summary>
public sealed record CustomerApiOptions
{
    /// <summary>The public address of the API.</summary>
    public const string DefaultUrl = "https://api.livechatinc.com";

    /// <summary>Scheme and host, without the API's path. Real-time messaging goes to the same host, by <c>ws</c> or <c>wss</c>.</summary>
    public Uri Url { get; init; } = new(DefaultUrl);

    /// <summary>The license: it stands in every address.</summary>
    public required long LicenseId { get; init; }

    /// <summary>The time for an answer. The server gives up at the same time.</summary>
    public TimeSpan RequestLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Name and version of the caller, for the User-Agent header.</summary>
    public string UserAgent { get; init; } = "livechat-pulumi";
}
