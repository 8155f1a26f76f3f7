using System.Text.Json.Nodes;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Values of checks as JSON, as the customer's side gives them: whole numbers without a fraction.</summary>
internal static class PropertyJson
{
    /// <summary>The value; null for null, and for what JSON has no form for.</summary>
    public static JsonNode? Of(PropertyValue value) =>
        value switch
        {
            PropertyString s => s.Value,
            PropertyNumber { Value: var n } when n % 1 == 0 && Math.Abs(n) < 1e15 => (long)n,
            PropertyNumber n => n.Value,
            PropertyBool b => b.Value,
            PropertyArray a => new JsonArray([.. a.Items.Select(Of)]),
            PropertyObject o => new JsonObject(o.Members.Select(m => KeyValuePair.Create(m.Key, Of(m.Value)))),
            _ => null,
        };
}
