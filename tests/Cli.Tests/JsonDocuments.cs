using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cli_Tests;

/// <summary>Reads JSON documents that stand one after the other.</summary>
internal static class JsonDocuments
{
    public static List<JsonNode> Read(string text)
    {
        var documents = new List<JsonNode>();
        var rest = Encoding.UTF8.GetBytes(text.Trim()).AsSpan();
        while (rest.Length > 0)
        {
            var reader = new Utf8JsonReader(rest, isFinalBlock: true, default);
            Assert.True(reader.Read());
            reader.Skip();
            documents.Add(JsonNode.Parse(rest[..(int)reader.BytesConsumed])!);
            rest = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(rest[(int)reader.BytesConsumed..]).Trim());
        }

        return documents;
    }
}
