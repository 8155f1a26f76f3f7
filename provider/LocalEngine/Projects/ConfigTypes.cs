using System.Globalization;
using System.Text.Json;
using PluginProtocol.Values;

namespace LocalEngine.Projects;

/// <summary>Turns the texts of a configuration into values of the types that a project declares.</summary>
internal static class ConfigTypes
{
    /// <summary>The types of <c>config</c>.</summary>
    public static IReadOnlyList<string> Declared { get; } = ["string", "integer", "boolean", "array", "object"];

    /// <summary>The types of <c>configuration</c>, its older name.</summary>
    public static IReadOnlyList<string> Older { get; } = ["String", "Number", "Boolean", "List<String>", "List<Number>", "List<Boolean>"];

    /// <summary>Reads a text as a type; null stands for text.</summary>
    /// <returns>The value, or null where the text is not of that type.</returns>
    public static PropertyValue? Read(string text, string? type) =>
        type switch
        {
            "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? PropertyValue.Of(whole)
                : null,
            "number" or "Number" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
                ? PropertyValue.Of(number)
                : null,
            "boolean" or "Boolean" => bool.TryParse(text, out var flag) ? PropertyValue.Of(flag) : null,
            null or "string" or "String" => PropertyValue.Of(text),
            "object" => Json(text) as PropertyObject,
            _ => Json(text) as PropertyArray,
        };

    /// <summary>Reads JSON; null for a text that is none.</summary>
    public static PropertyValue? Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return new CheckpointCodec(null).Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }
}
