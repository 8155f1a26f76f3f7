using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Cli.Seeds;

/// <summary>Objects as lists answer them, and as a seed takes them.</summary>
internal static class SeedObjects
{
    /// <summary>Lists have older names of two fields.</summary>
    private static readonly (string Old, string New)[] Names = [("avatar_path", "avatar"), ("summaries", "email_subscriptions")];

    /// <summary>The namespace whose properties every license has.</summary>
    private const string Test = "test";

    /// <summary>The member of that name where it is a text; null elsewhere.</summary>
    public static string? Text(this JsonObject json, string name) =>
        json[name] is JsonValue v && v.TryGetValue<string>(out var s) ? s : null;

    public static JsonObject Agent(JsonObject listed) => WithHours(Renamed(listed));

    /// <summary>A bot's time zone may stand beside its working hours.</summary>
    public static JsonObject Bot(JsonObject read)
    {
        var bot = WithHours(Renamed(read));
        if (bot["work_scheduler"] is JsonObject hours && bot.Text("timezone") is { } zone && hours.Text("timezone") is null or "")
            hours["timezone"] = zone;
        bot.Remove("timezone");
        return bot;
    }

    public static JsonObject Rule(JsonObject listed)
    {
        var rule = listed.DeepClone().AsObject();
        if (rule["conditions"] is not JsonObject)
            rule["conditions"] = new JsonObject();
        if (rule["access"]?["groups"] is not JsonArray)
            rule["access"] = new JsonObject { ["groups"] = new JsonArray() };
        return rule;
    }

    public static JsonObject Renamed(JsonObject listed)
    {
        var json = listed.DeepClone().AsObject();
        foreach (var (old, name) in Names.Where(n => json.ContainsKey(n.Old)))
        {
            var value = json[old]?.DeepClone();
            json.Remove(old);
            json[name] = value;
        }

        return json;
    }

    public static JsonObject Definition(string name, JsonNode listed)
    {
        var definition = listed.DeepClone().AsObject();
        definition["name"] = name;
        if (definition["access"] is not JsonObject)
            definition["access"] = new JsonObject();
        return definition;
    }

    /// <summary>Adds objects of a client id, each with the client id.</summary>
    public static void AddOwned(JsonArray all, string owner, IEnumerable<JsonObject> objects)
    {
        foreach (var o in objects.Where(_ => owner != Test))
        {
            o["owner_client_id"] = owner;
            all.Add((JsonNode)o);
        }
    }

    /// <summary>Adds the values of the license, or of a group.</summary>
    public static void AddValues(JsonArray values, JsonNode? group, JsonObject? spaces)
    {
        foreach (var (space, names) in spaces ?? [])
        {
            foreach (var (name, value) in (names as JsonObject ?? []).Where(v => v.Value is not null))
            {
                var json = new JsonObject
                {
                    ["namespace"] = space,
                    ["name"] = name,
                    ["value"] = value!.DeepClone(),
                };
                if (group is not null)
                    json["group_id"] = group.DeepClone();
                values.Add((JsonNode)json);
            }
        }
    }

    /// <summary>
    /// Lists show defaults like values: those are left out. A value whose definition cannot be seen gets one that shows the same.
    /// </summary>
    public static IEnumerable<string> SettleValues(JsonArray values, JsonArray definitions)
    {
        var known = definitions.OfType<JsonObject>().ToDictionary(d => (d.Text("owner_client_id")!, d.Text("name")!), d => d);
        var problems = new List<string>();
        foreach (var value in values.OfType<JsonObject>().ToList())
        {
            var key = (value.Text("namespace")!, value.Text("name")!);
            if (key.Item1 == Test)
                continue;
            if (!known.TryGetValue(key, out var definition))
            {
                known[key] = definition = MadeUp(key, value["value"]!);
                definitions.Add((JsonNode)definition);
                problems.Add($"The definition of property {key.Item2} of {key.Item1} cannot be read: the seed has one made up.");
            }

            if (definition["default_value"] is { } standard && JsonNode.DeepEquals(standard, value["value"]))
                values.Remove(value);
        }

        return problems;
    }

    private static JsonObject MadeUp((string Space, string Name) key, JsonNode value)
    {
        JsonObject Rights() => new() { ["agent"] = new JsonArray("read", "write"), ["customer"] = new JsonArray("read") };
        return new JsonObject
        {
            ["owner_client_id"] = key.Space,
            ["name"] = key.Name,
            ["type"] = value.GetValueKind() switch
            {
                JsonValueKind.Number => "int",
                JsonValueKind.True or JsonValueKind.False => "bool",
                _ => "string",
            },
            ["access"] = new JsonObject { ["license"] = Rights(), ["group"] = Rights() },
            ["public_access"] = new JsonArray("read"),
        };
    }

    /// <summary>Working hours without a schedule are none.</summary>
    private static JsonObject WithHours(JsonObject member)
    {
        if (member["work_scheduler"]?["schedule"] is not JsonArray)
            member.Remove("work_scheduler");
        return member;
    }
}
