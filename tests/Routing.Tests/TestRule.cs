using System.Text.Json.Nodes;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>Rules for tests.</summary>
internal static class TestRule
{
    public static RoutingRule Read(string conditions, string id = "r") =>
        RoutingRule.Read(new JsonObject { ["id"] = id, ["conditions"] = JsonNode.Parse(conditions) });

    /// <summary>A rule that differs from others by its description.</summary>
    public static RoutingRule Described(string id, string description) =>
        Read("""{"domain":{"values":[{"value":"a.com"}]}}""", id) with
        {
            Description = description,
        };
}
