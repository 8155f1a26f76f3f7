using System.Text;
using System.Text.Json;
using LiveChatPulumi.Export.Model;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Export;

/// <summary>The file that <c>pulumi import --file</c> takes.</summary>
internal static class ImportFile
{
    public static string Of(ExportedLicense license)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Json.Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("resources");
            foreach (var exported in license.Objects)
            {
                json.WriteStartObject();
                json.WriteString("type", exported.Type);
                json.WriteString("name", exported.Name);
                json.WriteString("id", exported.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
