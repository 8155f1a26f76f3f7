using System.Globalization;
using LiveChatPulumi.CustomerApi;
using LocalEngine;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>The options of livechat verify.</summary>
internal sealed record VerifySettings
{
    /// <summary>The file of checks; null for the project's.</summary>
    public string? File { get; init; }

    /// <summary>True: the checks follow from the program.</summary>
    public bool Derive { get; init; }

    /// <summary>A command that prints a customer's token.</summary>
    public string? TokenCommand { get; init; }

    public bool AllowChats { get; init; }

    public bool Quick { get; init; }

    /// <summary>The port that receives webhooks; null for none.</summary>
    public int? Receive { get; init; }

    public string Format { get; init; } = "text";

    /// <summary>The file of the report; null for the output.</summary>
    public string? Out { get; init; }
}

/// <summary>What the configuration says to those who look with a customer's eye.</summary>
internal static class CustomerAccess
{
    private const int AtOnce = 8;

    /// <summary>The license, and where its API is.</summary>
    /// <exception cref="EngineException">The license is not named, or a setting cannot be.</exception>
    public static CustomerApiOptions Options(CommandContext context, Workspace workspace)
    {
        var license = LicenseAccess.Setting(context, workspace, "licenseId", "LIVECHAT_LICENSE_ID");
        if (license is null || !long.TryParse(license, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new EngineException(
                "customers reach a license by its number: set it with: livechat config set livechat:licenseId NUMBER "
                    + "(or LIVECHAT_LICENSE_ID)"
            );
        var address = LicenseAccess.Setting(context, workspace, "apiUrl", "LIVECHAT_API_URL") ?? CustomerApiOptions.DefaultUrl;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new EngineException(
                $"livechat:apiUrl (or LIVECHAT_API_URL) must be an absolute address such as {CustomerApiOptions.DefaultUrl}"
            );
        var mayBeRead =
            url.IsLoopback
            || url.Scheme == "https"
            || LicenseAccess.Setting(context, workspace, "allowHttp", "LIVECHAT_ALLOW_HTTP") == "true";
        return mayBeRead
            ? new CustomerApiOptions { LicenseId = number, Url = url }
            : throw new EngineException(
                "the customer's token would go unencrypted to another machine: use https, or set livechat:allowHttp to true"
            );
    }

    /// <summary>How fast the license may be asked: as fast as by the provider.</summary>
    public static EyePace Pace(CommandContext context, Workspace workspace)
    {
        return new EyePace(
            Number("maxConcurrency", "LIVECHAT_MAX_CONCURRENCY") ?? AtOnce,
            Number("requestsPerSecond", "LIVECHAT_REQUESTS_PER_SECOND") ?? 0
        );

        int? Number(string name, string variable) =>
            int.TryParse(
                LicenseAccess.Setting(context, workspace, name, variable),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null;
    }
}
