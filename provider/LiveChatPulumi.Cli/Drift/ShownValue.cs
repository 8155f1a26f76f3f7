using System.Globalization;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>Values in reports.</summary>
internal static class ShownValue
{
    /// <summary>A value as JSON, with secrets masked; null for none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="filter">Knows the secrets of the run, which may stand in other values as well.</param>
    public static string? Of(PropertyValue? value, MessageFilter filter) =>
        value is null or PropertyNull ? null : filter.Of(new CheckpointCodec(null).WriteText(Masked(value)));

    /// <summary>A value without its secrets.</summary>
    public static PropertyValue Masked(PropertyValue value) =>
        value switch
        {
            PropertySecret or PropertyOutput { IsSecret: true } => PropertyValue.Of("[secret]"),
            PropertyArray a => PropertyValue.List(a.Items.Select(Masked)),
            PropertyObject o => PropertyObject.From(o.Members.Select(m => KeyValuePair.Create(m.Key, Masked(m.Value)))),
            _ => value,
        };

    /// <summary>
    /// A text in which rules that say the same are equal: elements of lists in one order, and without members that say what their
    /// absence says.
    /// </summary>
    public static string Canonical(PropertyValue? value) =>
        value?.Plain() switch
        {
            PropertyArray a => "[" + string.Join(',', a.Items.Select(Canonical).Order(StringComparer.Ordinal)) + "]",
            PropertyObject o => "{"
                + string.Join(
                    ',',
                    o.Members.Select(m => (m.Key, Text: Canonical(m.Value)))
                        .Where(m => m.Text is not ("" or "false" or "[]" or "{}" or "\"\""))
                        .OrderBy(m => m.Key, StringComparer.Ordinal)
                        .Select(m => $"{m.Key}:{m.Text}")
                )
                + "}",
            PropertyString s => $"\"{s.Value}\"",
            PropertyBool b => b.Value ? "true" : "false",
            PropertyNumber n => n.Value.ToString(CultureInfo.InvariantCulture),
            _ => "",
        };
}
