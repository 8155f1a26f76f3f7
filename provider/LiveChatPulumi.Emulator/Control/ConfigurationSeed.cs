using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Methods;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Control;

/// <summary>
/// Reads and writes the part of a seed that is not people: templates, rules, properties, webhooks and the license itself.
/// </summary>
internal static class ConfigurationSeed
{
    public static LicenseState Read(LicenseState state, JsonObject json)
    {
        foreach (var template in Objects(json, "bot_templates"))
            state = state.WithTemplate(ReadTemplate(template));
        foreach (var rule in Objects(json, "auto_accesses"))
            state = state.WithRule(ReadRule(rule));
        foreach (var property in PropertyMethods.Test.Concat(Objects(json, "properties").Select(ReadProperty)))
            state = state.WithProperty(property);
        return state with
        {
            Values = state.Values.SetItems(Objects(json, "property_values").Select(ReadValue)),
            Webhooks = state.Webhooks.AddRange(Objects(json, "webhooks").Select(ReadWebhook).Select(w => KeyValuePair.Create(w.Id, w))),
            DisabledWebhooks = [.. Texts(json, "disabled_webhooks")],
            Company = Json.Of(json["company"]) ?? state.Company,
            OrganizationId = Text(json, "organization_id"),
            ForeignClients = [.. Texts(json, "foreign_client_ids")],
            RuleLimit = json["auto_access_limit"]?.GetValue<int>(),
            LicenseId = json["license_id"]?.GetValue<int>() ?? state.LicenseId,
            Channels = Json.Of(json["channels"]) ?? state.Channels,
            ProductSource = Json.Of(json["product_source"]) ?? state.ProductSource,
            ProductLimits = Json.Of(json["product_limits"]) ?? state.ProductLimits,
        };
    }

    public static void Write(LicenseState state, JsonObject json)
    {
        json["bot_templates"] = new JsonArray([.. state.Templates.Values.Select(WriteTemplate)]);
        json["auto_accesses"] = new JsonArray([.. state.RulesInOrder().Select(AutoAccessMethods.Show)]);
        json["properties"] = new JsonArray([.. state.Properties.Where(p => p.OwnerClientId != "test").Select(WriteProperty)]);
        json["property_values"] = new JsonArray([
            .. state.Values.OrderBy(v => (v.Key.Group ?? -1, v.Key.Namespace, v.Key.Name)).Select(v => WriteValue(v.Key, v.Value)),
        ]);
        json["webhooks"] = new JsonArray([.. state.Webhooks.Values.Select(w => WebhookMethods.Show(w, all: true))]);
        json["disabled_webhooks"] = new JsonArray([.. state.DisabledWebhooks.Select(c => (JsonNode)c)]);
        json["company"] = state.Company.Node;
        json["organization_id"] = state.OrganizationId;
        json["foreign_client_ids"] = new JsonArray([.. state.ForeignClients.Select(c => (JsonNode)c)]);
        json["auto_access_limit"] = state.RuleLimit;
        json["license_id"] = state.LicenseId;
        json["channels"] = state.Channels.Node;
        json["product_source"] = state.ProductSource.Node;
        json["product_limits"] = state.ProductLimits.Node;
    }

    private static TemplateRecord ReadTemplate(JsonObject t) =>
        new()
        {
            Id = Text(t, "id")!,
            OwnerClientId = Text(t, "owner_client_id")!,
            Name = Text(t, "name")!,
            Secret = Text(t, "secret") ?? Guid.NewGuid().ToString("N"),
            Avatar = Text(t, "avatar") ?? "",
            MaxChatsCount = t["max_chats_count"]?.GetValue<int>() ?? 6,
            DefaultGroupPriority = Text(t, "default_group_priority") ?? "first",
            JobTitle = Text(t, "job_title") ?? "",
        };

    private static RuleRecord ReadRule(JsonObject r) =>
        new(
            Text(r, "id")!,
            Text(r, "description") ?? "",
            [.. r["access"]!["groups"]!.AsArray().Select(g => g!.GetValue<int>())],
            Json.Of(r["conditions"])!,
            Text(r, "next_id") ?? ""
        );

    private static PropertyRecord ReadProperty(JsonObject p) =>
        new(
            Text(p, "owner_client_id")!,
            Text(p, "name")!,
            Text(p, "type")!,
            Text(p, "description") ?? "",
            Json.Of(p["access"])!,
            Json.Of(p["domain"]),
            Json.Of(p["range"]),
            Json.Of(p["default_value"]),
            [.. Texts(p, "public_access")]
        );

    private static KeyValuePair<ValueKey, Json> ReadValue(JsonObject v) =>
        KeyValuePair.Create(new ValueKey(v["group_id"]?.GetValue<int>(), Text(v, "namespace")!, Text(v, "name")!), Json.Of(v["value"])!);

    private static WebhookRecord ReadWebhook(JsonObject w) =>
        new(
            Text(w, "id")!,
            Text(w, "action")!,
            Text(w, "secret_key") ?? "",
            Text(w, "url")!,
            Text(w, "owner_client_id")!,
            Text(w, "type") ?? "license",
            Text(w, "description") ?? "",
            Json.Of(w["filters"]),
            [.. Texts(w, "additional_data")]
        );

    private static JsonObject WriteTemplate(TemplateRecord t) =>
        new()
        {
            ["id"] = t.Id,
            ["owner_client_id"] = t.OwnerClientId,
            ["name"] = t.Name,
            ["secret"] = t.Secret,
            ["avatar"] = t.Avatar,
            ["max_chats_count"] = t.MaxChatsCount,
            ["default_group_priority"] = t.DefaultGroupPriority,
            ["job_title"] = t.JobTitle,
        };

    private static JsonObject WriteProperty(PropertyRecord property)
    {
        var json = PropertyMethods.Show(property);
        json["owner_client_id"] = property.OwnerClientId;
        json["name"] = property.Name;
        return json;
    }

    private static JsonObject WriteValue(ValueKey key, Json value)
    {
        var json = new JsonObject
        {
            ["namespace"] = key.Namespace,
            ["name"] = key.Name,
            ["value"] = value.Node,
        };
        if (key.Group is { } group)
            json["group_id"] = group;
        return json;
    }

    private static IEnumerable<JsonObject> Objects(JsonObject json, string name) => (json[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    private static ImmutableArray<string> Texts(JsonObject json, string name) =>
        [.. (json[name] as JsonArray)?.Select(n => n!.GetValue<string>()) ?? []];

    private static string? Text(JsonObject json, string name) => json[name]?.GetValue<string>();
}
