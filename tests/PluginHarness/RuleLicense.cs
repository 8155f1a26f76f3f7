using System.Text.Json.Nodes;
using PluginProtocol.Values;

namespace PluginHarness_;

/// <summary>Routing rules for tests: each has one letter, which is its key, its description and what its address holds.</summary>
internal static class RuleLicense
{
    /// <summary>A program with one list of rules, in this order.</summary>
    /// <param name="order">Keys, a letter each.</param>
    /// <param name="mode">The mode, or null.</param>
    /// <param name="placement">The placement as JSON, or null.</param>
    /// <param name="said">What rules say other than by their letter, by key.</param>
    public static List<Declared> Program(
        string order,
        string? mode = null,
        string? placement = null,
        IReadOnlyDictionary<char, string>? said = null
    )
    {
        var inputs = new JsonObject
        {
            ["rules"] = new JsonArray([.. order.Select(k => Rule(k, said?.GetValueOrDefault(k) ?? k.ToString()))]),
        };
        if (mode is not null)
            inputs["mode"] = mode;
        if (placement is not null)
            inputs["placement"] = JsonNode.Parse(placement);
        return [new Declared("AutoAccessRules", "routing", PluginHarness.Parse(inputs.ToJsonString()))];
    }

    /// <summary>The rules of the license in order, by their descriptions.</summary>
    public static string Order(EngineHarness engine) => string.Concat(Rules(engine).Select(r => (string)r["description"]!));

    /// <summary>The rules of the license in order.</summary>
    public static IEnumerable<JsonObject> Rules(EngineHarness engine) =>
        ((JsonArray)((JsonObject)engine.Emulator.Control("dump"))["auto_accesses"]!).Select(r => (JsonObject)r!);

    /// <summary>The id of the rule with that description.</summary>
    public static string Id(EngineHarness engine, char rule) =>
        (string)Rules(engine).Single(r => (string)r["description"]! == rule.ToString())["id"]!;

    /// <summary>Makes the license's list, as somebody did in the web app: ids are the letters.</summary>
    public static void Seed(EngineHarness engine, string order, int? limit = null) =>
        Seed(engine, order.Select((k, i) => (k, i + 1 < order.Length ? order[i + 1].ToString() : "")), limit);

    /// <summary>Makes a list with any links.</summary>
    public static void Seed(EngineHarness engine, IEnumerable<(char Rule, string Next)> links, int? limit = null)
    {
        var rules = links.Select(l =>
        {
            var rule = Api(l.Rule.ToString());
            (rule["id"], rule["next_id"]) = (l.Rule.ToString(), l.Next);
            return rule;
        });
        engine.Emulator.Control("seed", new JsonObject { ["auto_accesses"] = new JsonArray([.. rules]), ["auto_access_limit"] = limit });
    }

    /// <summary>What somebody else does.</summary>
    public static async Task CallAsync(EngineHarness engine, string method, JsonObject body)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "dal:emulator-token");
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(engine.Emulator.Url, "/v3.6/configuration/action/" + method), content);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(text);
    }

    /// <summary>Somebody else adds a rule.</summary>
    public static Task AddAsync(EngineHarness engine, char rule, string? next = null)
    {
        var body = Api(rule.ToString());
        if (next is not null)
            body["next_id"] = next;
        return CallAsync(engine, "add_auto_access", body);
    }

    /// <summary>Somebody else moves a rule before another one, or to the end.</summary>
    public static Task MoveAsync(EngineHarness engine, string id, string next) =>
        CallAsync(engine, "update_auto_access", new JsonObject { ["id"] = id, ["next_id"] = next });

    /// <summary>Calls since the log was cleared, reads apart.</summary>
    public static (int Writes, int Lists) Calls(EngineHarness engine) =>
        (
            engine.Emulator.Log.Calls.Count(c => c.Method != "list_auto_accesses"),
            engine.Emulator.Log.Calls.Count(c => c.Method == "list_auto_accesses")
        );

    private static JsonObject Rule(char key, string text) =>
        new()
        {
            ["key"] = key.ToString(),
            ["groupIds"] = new JsonArray(0),
            ["description"] = key.ToString(),
            ["conditions"] = new JsonObject
            {
                ["url"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = "/" + text }) },
            },
        };

    private static JsonObject Api(string rule) =>
        new()
        {
            ["description"] = rule,
            ["access"] = new JsonObject { ["groups"] = new JsonArray(0) },
            ["conditions"] = new JsonObject
            {
                ["url"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = "/" + rule }) },
            },
        };
}
