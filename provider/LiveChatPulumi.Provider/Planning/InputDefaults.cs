using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>
/// Values for inputs that a program leaves out: from the provider's configuration, or a default that is to show in the state.
/// </summary>
internal static class InputDefaults
{
    /// <summary>Inputs with those values. <paramref name="options"/> is null before the provider is configured.</summary>
    public static PropertyObject Fill(IEnumerable<PropertySpec> inputs, PropertyObject news, RunOptions? options) =>
        inputs
            .Where(p => (p.FromConfig is not null || p.IsFilledIn) && news[p.Name] is null)
            .Aggregate(
                news,
                (n, p) => (p.IsFilledIn ? p.Default : options?.Defaults[p.FromConfig!]) is { } value ? n.With(p.Name, value) : n
            );

    /// <summary>Failures of inputs that neither the program nor the configuration gives, and the API needs.</summary>
    public static IEnumerable<InputFailure> Missing(IEnumerable<PropertySpec> inputs, PropertyObject news, RunOptions? options) =>
        options is null
            ? []
            : inputs
                .Where(p => p.FromConfig is not null && news[p.Name] is null && (p.AlwaysNeeded || options.IsPersonalAccessToken))
                .Select(p =>
                {
                    var condition = p.AlwaysNeeded ? "" : " with a personal access token";
                    var reason = $"is required{condition}; set it here, or livechat:{p.FromConfig} for all";
                    return new InputFailure(PropertyPath.Root.Member(p.Name), reason, false);
                });
}
