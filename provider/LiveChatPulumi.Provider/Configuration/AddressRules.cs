using LiveChatPulumi.Api;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Configuration;

/// <summary>Where a credential may be sent.</summary>
internal static class AddressRules
{
    /// <summary>The reason why the address cannot be used; null when it can.</summary>
    /// <param name="arguments">The configuration as the engine gives it.</param>
    /// <param name="environment">Reads a variable.</param>
    public static string? Refusal(PropertyObject arguments, Func<string, string?> environment)
    {
        var values = ProviderConfig.Typed(arguments);
        if (values["apiUrl"]?.ContainsUnknown == true)
            return null;
        var allowHttp = values["allowHttp"]?.Plain().ToString() ?? environment("LIVECHAT_ALLOW_HTTP")?.Trim();
        return CredentialAddress.Refusal(
            values.Text("apiUrl"),
            environment("LIVECHAT_API_URL"),
            "true".Equals(allowHttp, StringComparison.OrdinalIgnoreCase),
            IsOfEnvironment()
        );

        // The pair wins over an access token, wherever its parts come from: an access token in the configuration does not make a pair of
        // the environment one of the configuration.
        bool IsOfEnvironment() =>
            IsGiven("accountId") && IsGiven("personalAccessToken")
                ? OnlyInEnvironment("personalAccessToken")
                : OnlyInEnvironment("accessToken");

        bool IsGiven(string name) =>
            values[name] is { } value ? value.ContainsUnknown || value.Plain().ToString().Trim().Length > 0 : OnlyInEnvironment(name);

        bool OnlyInEnvironment(string name) =>
            values[name] is null && environment(ProviderConfig.VariableOf(name))?.Trim() is { Length: > 0 };
    }
}
