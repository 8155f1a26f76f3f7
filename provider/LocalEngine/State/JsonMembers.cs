using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LocalEngine.State;

/// <summary>Reads the members of a JSON object; a member that is absent or of another kind gives the empty value.</summary>
internal static class JsonMembers
{
    public static string Text(this JsonElement json, string name) => json.TryGetProperty(name, out var v) ? v.GetString() ?? "" : "";

    public static bool Flag(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.True;

    public static double Number(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetDouble() : 0;

    /// <exception cref="FormatException">The member is there and is no list.</exception>
    public static IEnumerable<JsonElement> Elements(this JsonElement json, string name) =>
        !json.TryGetProperty(name, out var v) || v.ValueKind == JsonValueKind.Null ? []
        : v.ValueKind == JsonValueKind.Array ? v.EnumerateArray().AsEnumerable()
        : throw new FormatException($"'{name}' is not a list.");

    public static ImmutableArray<string> Texts(this JsonElement json, string name) => [.. json.Elements(name).Select(t => t.GetString()!)];

    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var v) && DateTimeOffset.TryParse(v.GetString(), CultureInfo.InvariantCulture, out var time)
            ? time
            : null;
}
