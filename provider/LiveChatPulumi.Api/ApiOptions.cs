using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Pacing;

namespace LiveChatPulumi.Api;

/// <summary>Settings of a client.</summary>
public sealed record ApiOptions
{
    /// <summary>The public address of the API.</summary>
    public const string DefaultUrl = "https://api.livechatinc.com";

    /// <summary>Scheme and host, without the API's path.</summary>
    public Uri Url { get; init; } = new(DefaultUrl);

    /// <summary>The credential that authorizes calls.</summary>
    public required Credential Credential { get; init; }

    /// <summary><c>dal</c> or <c>fra</c>; null takes the region that the token or a misdirected_request names.</summary>
    public string? Region { get; init; }

    /// <summary>Limits of the pace.</summary>
    public PaceOptions Pace { get; init; } = new();

    /// <summary>Settings of batches.</summary>
    public BatchOptions Batching { get; init; } = new();

    /// <summary>Time for one try.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Tries after the first.</summary>
    public int MaxRetries { get; init; } = 6;

    /// <summary>The first wait between tries. It doubles with each try, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Name and version of the caller, for the User-Agent header.</summary>
    public string UserAgent { get; init; } = "livechat-pulumi";
}
