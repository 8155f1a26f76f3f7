using System.Text.Json.Nodes;
using LiveChatPulumi.Routing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>Rules as programs declare them, read into the form in which the API shows them.</summary>
internal static class DeclaredRoute
{
    /// <summary>A rule of an AutoAccess or of an element of AutoAccessRules. What a preview does not know yet is left out.</summary>
    public static Route Read(string id, string owner, PropertyObject inputs)
    {
        var plain = (PropertyObject)inputs.Plain();
        var groups = (plain["groupIds"] as PropertyArray)?.Items.ToArray() ?? [];
        var rule = RoutingRule.Read(
            new JsonObject
            {
                ["id"] = id,
                ["description"] = plain.Text("description") ?? "",
                ["access"] = new JsonObject
                {
                    ["groups"] = new JsonArray([.. groups.OfType<PropertyNumber>().Select(g => (JsonNode)(long)g.Value)]),
                },
                ["conditions"] = Json(plain["conditions"]),
            }
        );
        return new Route(rule, Owner: owner, GroupsKnown: plain["groupIds"] is PropertyArray && groups.All(g => g is PropertyNumber));
    }

    private static JsonNode? Json(PropertyValue? value) =>
        value switch
        {
            PropertyObject o => new JsonObject(
                o.Members.Where(m => m.Value is not PropertyNull and not PropertyUnknown)
                    .Select(m => KeyValuePair.Create(Name(m.Key), Json(m.Value)))
            ),
            PropertyArray a => new JsonArray([.. a.Items.Where(i => i is not PropertyNull and not PropertyUnknown).Select(Json)]),
            PropertyString s => s.Value,
            PropertyBool b => b.Value,
            _ => null,
        };

    private static string Name(string property) =>
        string.Concat(property.Select(c => char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
}
