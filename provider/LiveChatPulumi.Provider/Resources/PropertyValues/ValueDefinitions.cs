using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources.Property;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.PropertyValues;

/// <summary>
/// The definitions of a namespace, as far as the token may read them: other organizations' may not be listed, and a property that
/// this program registers is not there yet. Of what is not known, LiveChat decides.
/// </summary>
internal sealed class ValueDefinitions
{
    private static readonly PropertyResource Properties = new();
    private readonly IReadOnlyDictionary<string, PropertyObject> _byName;

    private ValueDefinitions(IReadOnlyDictionary<string, PropertyObject> byName) => _byName = byName;

    /// <summary>The definitions that a client id owns; none where they may not be read.</summary>
    public static async Task<ValueDefinitions> OfAsync(ProviderRun run, string owner, CancellationToken cancellationToken)
    {
        try
        {
            var scope = PropertyObject.Of(("ownerClientId", PropertyValue.Of(owner)));
            var list = await run.Collections.RecallAsync(Properties, scope, cancellationToken);
            return new ValueDefinitions(list.Objects.Values.ToDictionary(o => o.Name, o => o.Live, StringComparer.Ordinal));
        }
        catch (ApiException)
        {
            return new ValueDefinitions(new Dictionary<string, PropertyObject>());
        }
    }

    /// <summary>The reason why a property cannot have a value there, or null.</summary>
    public string? Refusal(string name, PropertyValue value, string location) =>
        _byName.TryGetValue(name, out var definition) ? Refusal(definition, value, location) : null;

    /// <summary>The reason why a property of that definition cannot have a value there, or null.</summary>
    public static string? Refusal(PropertyObject definition, PropertyValue value, string location)
    {
        if (definition["access"] is PropertyUnknown)
            return null;
        if ((definition["access"] as PropertyObject)?[location] is not PropertyObject users)
            return $"cannot be set on a {location}: the property has no access there";
        if (!Has(users, "write"))
            return $"cannot be set: agents and integrations may not write the property on a {location}";
        return PropertyDefinition.Misfit(definition, value);
    }

    /// <summary>True for a property that agents may write and not read.</summary>
    public bool IsWriteOnly(string name, string location) =>
        _byName.TryGetValue(name, out var definition)
        && (definition["access"] as PropertyObject)?[location] is PropertyObject users
        && Has(users, "write")
        && !Has(users, "read");

    private static bool Has(PropertyObject users, string right) =>
        users["agent"] is PropertyArray rights && rights.Items.Contains(PropertyValue.Of(right));
}
