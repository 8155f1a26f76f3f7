using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>Brings inputs into the form in which LiveChat keeps them, where the form means nothing.</summary>
internal static class InputForms
{
    /// <summary>Names without the white space at their ends: a key with it would never be found again.</summary>
    public static PropertyObject WithoutEnds(ResourceSpec spec, PropertyObject inputs) =>
        spec
            .Inputs.Where(p => p.Type is TextType { IgnoreEnds: true })
            .Aggregate(inputs, (o, p) => o[p.Name] is { } value && Trimmed(value) is { } trimmed ? o.With(p.Name, trimmed) : o);

    /// <summary>The text in its wrappers, trimmed; null where nothing changes.</summary>
    private static PropertyValue? Trimmed(PropertyValue value) =>
        value switch
        {
            PropertyString s when s.Value.Trim() is var text && text != s.Value => PropertyValue.Of(text),
            PropertySecret s => Trimmed(s.Value) is { } text ? PropertyValue.Secret(text) : null,
            PropertyOutput { Value: { } content } o => Trimmed(content) is { } text
                ? new PropertyOutput(text, o.IsSecret, o.Dependencies)
                : null,
            _ => null,
        };
}
