using System.Globalization;
using System.Text.Json.Nodes;

namespace Cli_Tests.Export;

/// <summary>Random edits of a license, as people make them in its web pages.</summary>
/// <param name="license">The license, as the emulator dumps it.</param>
/// <param name="random">Chooses.</param>
internal sealed class LicenseEdits(JsonObject license, Random random)
{
    private int _made;

    /// <summary>Makes edits of all kinds.</summary>
    public void Make(int count)
    {
        Action[] kinds = [Change, Change, Change, Membership, Tag, Rule, RuleOrder, Value, Add, Add, Remove];
        for (var i = 0; i < count; i++)
            kinds[random.Next(kinds.Length)]();
    }

    private void Change()
    {
        (string Collection, string Member)[] texts =
        [
            ("agents", "name"),
            ("agents", "job_title"),
            ("agents", "mobile"),
            ("bots", "name"),
            ("bots", "job_title"),
            ("groups", "name"),
            ("properties", "description"),
            ("webhooks", "description"),
            ("webhooks", "url"),
            ("webhooks", "secret_key"),
            ("bot_templates", "name"),
            ("auto_accesses", "description"),
        ];
        var (collection, member) = texts[random.Next(texts.Length)];
        if (One(collection) is { } o)
            o[member] = member == "url" ? $"https://elsewhere.example.com/{Next()}" : $"Edited {Next()}";
    }

    private void Membership()
    {
        if (One(random.Next(3) == 0 ? "bots" : "agents") is not { } member)
            return;
        var groups = member["groups"]!.AsArray();
        if (groups.Count > 0 && random.Next(2) == 0)
            groups.RemoveAt(random.Next(groups.Count));
        else if (One("groups") is { } group && groups.All(g => (int)g!["id"]! != (int)group["id"]!))
            groups.Add((JsonNode)new JsonObject { ["id"] = (int)group["id"]!, ["priority"] = "last" });
    }

    private void Tag()
    {
        if (One("tags") is not { } tag)
            return;
        var groups = tag["group_ids"]!.AsArray();
        if (groups.Count > 0 && random.Next(2) == 0)
            groups.RemoveAt(random.Next(groups.Count));
        else if (One("groups") is { } group && groups.All(g => (int)g! != (int)group["id"]!))
            groups.Add((JsonNode)(int)group["id"]!);
    }

    private void Rule()
    {
        if (One("auto_accesses") is not { } rule)
            return;
        if (random.Next(2) == 0)
            rule["conditions"]!["url"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = $"/edited/{Next()}" }) };
        else
            rule["access"]!["groups"] = new JsonArray(0);
    }

    private void RuleOrder()
    {
        var rules = license["auto_accesses"]!.AsArray();
        var order = new List<JsonObject>();
        var byId = rules.ToDictionary(r => (string)r!["id"]!, r => r!.AsObject(), StringComparer.Ordinal);
        var later = byId.Values.Select(r => (string)r["next_id"]!).ToHashSet(StringComparer.Ordinal);
        for (var id = byId.Keys.First(k => !later.Contains(k)); id.Length > 0; id = (string)order[^1]["next_id"]!)
            order.Add(byId[id]);
        if (random.Next(4) == 0 && order.Count > 2)
            order.RemoveAt(random.Next(order.Count));
        else
            (order[0], order[^1]) = (order[^1], order[0]);
        rules.Clear();
        for (var i = 0; i < order.Count; i++)
        {
            order[i]["next_id"] = i + 1 < order.Count ? (string)order[i + 1]["id"]! : "";
            rules.Add((JsonNode)order[i]);
        }
    }

    private void Value()
    {
        if (One("property_values") is { } value && value["value"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number)
            value["value"] = random.Next(0, 101);
        else if (One("property_values") is { } text && text["value"]!.GetValueKind() == System.Text.Json.JsonValueKind.String)
            text["value"] = $"edited {Next()}";
    }

    private void Add()
    {
        var n = Next();
        var (collection, o) = random.Next(4) switch
        {
            0 => (
                "agents",
                new JsonObject
                {
                    ["id"] = $"new{n}@example.com",
                    ["name"] = $"New {n}",
                    ["groups"] = Memberships(),
                }
            ),
            1 => ("groups", new JsonObject { ["id"] = 5000 + int.Parse(n, CultureInfo.InvariantCulture), ["name"] = "Support" }),
            2 => ("tags", new JsonObject { ["name"] = $"new {n}", ["group_ids"] = new JsonArray(0) }),
            _ => (
                "bots",
                new JsonObject
                {
                    ["id"] = $"new-bot-{n}",
                    ["name"] = $"Bot {n}",
                    ["groups"] = Memberships(),
                }
            ),
        };
        if (collection == "bots")
            o["owner_client_id"] = "emulator-client";
        license[collection]!.AsArray().Add((JsonNode)o);
    }

    private void Remove()
    {
        string[] collections = ["tags", "webhooks", "agents", "bot_templates"];
        var collection = collections[random.Next(collections.Length)];
        if (One(collection) is not { } o || (string?)o["role"] is "owner" || (string?)o["id"] == "agent0@example.com")
            return;
        license[collection]!.AsArray().Remove(o);
    }

    private JsonArray Memberships() =>
        One("groups") is { } group ? [new JsonObject { ["id"] = (int)group["id"]!, ["priority"] = "first" }] : [];

    private string Next() => (++_made).ToString(CultureInfo.InvariantCulture);

    private JsonObject? One(string collection) =>
        license[collection] is JsonArray { Count: > 0 } all ? all[random.Next(all.Count)]!.AsObject() : null;
}
