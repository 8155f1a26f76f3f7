using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.CustomerApi.Json;

/// <summary>
/// Reads JSON as the documents write it: with comments, commas at the end, and numbers as names that nobody has quoted.
/// </summary>
internal static class LooseJson
{
    private static readonly JsonDocumentOptions Loose = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads an object.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Object(JsonNode.Parse(utf8, documentOptions: Loose));
        }
        catch (JsonException)
        {
            var text = Encoding.UTF8.GetString(utf8);
            var quoted = QuoteNumberNames(text);
            if (quoted.Length == text.Length)
                throw;
            return Object(JsonNode.Parse(quoted, documentOptions: Loose));
        }
    }

    private static JsonObject Object(JsonNode? json) => json as JsonObject ?? throw new JsonException("it is no object");

    /// <summary>Quotes bare digits that stand where a name does: before a colon, and outside of texts and comments.</summary>
    internal static string QuoteNumberNames(string json)
    {
        var result = new StringBuilder(json.Length + 16);
        for (var i = 0; i < json.Length; )
        {
            var end = EndOfToken(json, i);
            var token = json.AsSpan(i, end - i);
            if (char.IsAsciiDigit(token[0]) && IsBeforeColon(json, end))
                result.Append('"').Append(token).Append('"');
            else
                result.Append(token);
            i = end;
        }

        return result.ToString();
    }

    private static int EndOfToken(string json, int start)
    {
        var end = start + 1;
        if (json[start] == '"')
        {
            while (end < json.Length && json[end] != '"')
                end += json[end] == '\\' ? 2 : 1;
            end++;
        }
        else if (json[start] == '/' && end < json.Length && json[end] == '/')
        {
            while (end < json.Length && json[end] != '\n')
                end++;
        }
        else if (char.IsAsciiDigit(json[start]))
        {
            while (end < json.Length && char.IsAsciiDigit(json[end]))
                end++;
        }

        return Math.Min(end, json.Length);
    }

    private static bool IsBeforeColon(string json, int at)
    {
        while (at < json.Length && char.IsWhiteSpace(json[at]))
            at++;
        return at < json.Length && json[at] == ':';
    }
}
