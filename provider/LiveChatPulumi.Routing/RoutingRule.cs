using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Routing;

/// <summary>A routing rule as the API shows it (API document, List auto accesses).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Description">A text for people; may be empty.</param>
/// <param name="Groups">Ids of the groups that get the chats.</param>
/// <param name="Conditions">The conditions that a customer has to meet.</param>
/// <param name="NextId">Id of the rule that is evaluated next; empty for the last.</param>
public sealed record RoutingRule(string Id, string Description, ImmutableArray<long> Groups, RuleConditions Conditions, string NextId)
{
    /// <summary>The name by which people know the rule: its description, or its id where it has none.</summary>
    public string Name => Description.Length > 0 ? Description : Id;

    /// <summary>Reads a rule of the API's JSON; members that are missing are taken as empty.</summary>
    public static RoutingRule Read(JsonObject json) =>
        new(
            Text(json, "id") ?? "",
            Text(json, "description") ?? "",
            [.. Items(json["access"]?["groups"]).Select(g => g.GetValue<long>())],
            RuleConditions.Read(json["conditions"] as JsonObject ?? []),
            Text(json, "next_id") ?? ""
        );

    internal static IEnumerable<JsonNode> Items(JsonNode? json) => (json as JsonArray ?? []).OfType<JsonNode>();

    internal static string? Text(JsonNode json, string name) => (json as JsonObject)?[name]?.GetValue<string>();
}

/// <summary>The conditions of a rule. A customer has to meet all that are set (API document, Add auto access).</summary>
public sealed record RuleConditions(TextCondition? Url, TextCondition? Domain, ImmutableArray<RulePlace>? Places)
{
    internal static RuleConditions Read(JsonObject json) =>
        new(
            TextCondition.Read(json["url"]),
            TextCondition.Read(json["domain"]),
            json["geolocation"] is JsonObject places ? [.. RoutingRule.Items(places["values"]).Select(RulePlace.Read)] : null
        );
}

/// <summary>A condition on the address or the domain: one of the texts has to be found there, or none may be.</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Excludes">True when none of them may be found.</param>
public sealed record TextCondition(ImmutableArray<RuleText> Texts, bool Excludes)
{
    internal static TextCondition? Read(JsonNode? json)
    {
        if (json is not JsonObject o)
            return null;
        var excludes = o["exclude_values"] is JsonArray { Count: > 0 };
        return new TextCondition([.. RoutingRule.Items(o[excludes ? "exclude_values" : "values"]).Select(RuleText.Read)], excludes);
    }
}

/// <summary>A text to look for.</summary>
/// <param name="Value">The text.</param>
/// <param name="Exact">True when the text has to be the whole; false when it may occur anywhere.</param>
public sealed record RuleText(string Value, bool Exact)
{
    internal static RuleText Read(JsonNode json) =>
        new(RoutingRule.Text(json, "value") ?? "", json["exact_match"]?.GetValue<bool>() ?? false);
}

/// <summary>A place in a rule or of a customer. A field that is null is not set in a rule, and not known of a customer.</summary>
public sealed record RulePlace(string? Country, string? CountryCode, string? Region, string? City)
{
    internal static RulePlace Read(JsonNode json) =>
        new(
            RoutingRule.Text(json, "country"),
            RoutingRule.Text(json, "country_code"),
            RoutingRule.Text(json, "region"),
            RoutingRule.Text(json, "city")
        );
}
