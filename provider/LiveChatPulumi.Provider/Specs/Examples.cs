using System.Text.Json;

namespace LiveChatPulumi.Provider.Specs;

/// <summary>Reads the example files of resources, which are embedded in this assembly.</summary>
internal static class Examples
{
    /// <summary>One part of a resource's example file, as JSON text.</summary>
    public static string Read(string resource, string part)
    {
        var file = $"{resource}.example.json";
        using var stream =
            typeof(Examples).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is missing in the resource's folder.");
        using var json = JsonDocument.Parse(stream);
        return json.RootElement.GetProperty(part).GetRawText();
    }
}
