using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Configuration;

/// <summary>What is wrong with the settings, whether the configuration or the environment gives them.</summary>
internal static class SettingRules
{
    private static readonly string[] Credentials = ["accessToken", "accountId", "personalAccessToken"];

    /// <summary>Checks all settings.</summary>
    /// <param name="arguments">The configuration as the engine gives it.</param>
    /// <param name="environment">Reads a variable.</param>
    public static ImmutableArray<InputFailure> Failures(PropertyObject arguments, Func<string, string?> environment)
    {
        var given = ProviderConfig.Typed(arguments);
        var failures = InputCheck.Check(ProviderConfig.Properties, given).ToBuilder();
        foreach (var property in ProviderConfig.Properties)
        {
            var isGiven = given[property.Name] is not null;
            var value = given[property.Name] ?? ProviderConfig.OfEnvironment(property, environment);
            if (value is null or { ContainsUnknown: true })
                continue;
            var found = isGiven ? [] : InputCheck.Check([property], PropertyObject.Of((property.Name, value)));
            failures.AddRange(found.Select(f => OfVariable(f, property)));
            if (Credentials.Contains(property.Name) && Credential.Refusal(value.Plain().ToString()) is { } reason)
            {
                var failure = new InputFailure(PropertyPath.Root.Member(property.Name), reason, IsSecret: true);
                failures.Add(isGiven ? failure : OfVariable(failure, property));
            }
        }

        if (AddressRules.Refusal(arguments, environment) is { } refusal)
            failures.Add(new InputFailure(PropertyPath.Root.Member("apiUrl"), refusal, IsSecret: false));
        return failures.ToImmutable();
    }

    private static InputFailure OfVariable(InputFailure failure, PropertySpec property) =>
        failure with
        {
            Reason = $"(from {ProviderConfig.VariableOf(property.Name)}) {failure.Reason}",
        };
}
