using System.Text.Json.Nodes;

namespace Cli_Tests;

/// <summary>
/// Edits of a license as people make them: each says which finding it has to give, as class, resource or id, and property.
/// </summary>
/// <param name="license">The license, as the emulator dumps it.</param>
/// <param name="random">Chooses.</param>
internal sealed class HandEdits(JsonObject license, Random random)
{
    private const string List = "AutoAccessRules routing";

    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>The findings that the edits have to give.</summary>
    public SortedSet<string> Expected { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes edits of all kinds until there are as many as asked for.</summary>
    public void Make(int count)
    {
        Action[] kinds = [Leaf, Leaf, Leaf, Leaf, Remove, Add, Duplicate, Move, RuleLeaf];

        // Each kind comes; the rest is up to chance.
        foreach (var kind in kinds)
            kind();
        while (Expected.Count < count)
            kinds[random.Next(kinds.Length)]();
    }

    /// <summary>Every property of every kind that reads show: its place in the dump, its name in programs, another value.</summary>
    public static IReadOnlyList<(string Collection, string Kind, string Property, Action<JsonObject, int> Change)> Leaves { get; } =
    [
        ("agents", "Agent", "name", (a, n) => a["name"] = $"New {n}"),
        ("agents", "Agent", "role", (a, _) => a["role"] = "administrator"),
        ("agents", "Agent", "jobTitle", (a, n) => a["job_title"] = $"New {n}"),
        ("agents", "Agent", "mobile", (a, n) => a["mobile"] = $"+1 {n}"),
        ("agents", "Agent", "maxChatsCount", (a, _) => a["max_chats_count"] = 9),
        ("agents", "Agent", "loginStatus", (a, _) => a["login_status"] = "not accepting chats"),
        ("agents", "Agent", "suspended", (a, _) => a["suspended"] = true),
        ("agents", "Agent", "notifications", (a, _) => a["notifications"] = new JsonArray("ticket", "incoming_chat")),
        ("agents", "Agent", "emailSubscriptions", (a, _) => a["email_subscriptions"] = new JsonArray("weekly_summary")),
        ("agents", "Agent", "workScheduler", (a, _) => a["work_scheduler"]!["timezone"] = "Europe/Warsaw"),
        ("agents", "Agent", "workScheduler", (a, _) => a["work_scheduler"]!["schedule"]![0]!["end"] = "13:00"),
        ("agents", "Agent", "groups", (a, _) => a["groups"]![0]!["priority"] = "last"),
        ("agents", "Agent", "groups", (a, _) => a["groups"] = new JsonArray()),
        ("bots", "Bot", "name", (b, n) => b["name"] = $"New {n}"),
        ("bots", "Bot", "jobTitle", (b, n) => b["job_title"] = $"New {n}"),
        ("bots", "Bot", "maxChatsCount", (b, _) => b["max_chats_count"] = 11),
        ("bots", "Bot", "groups", (b, _) => b["groups"]![0]!["priority"] = "last"),
        ("groups", "Group", "name", (g, n) => g["name"] = $"New {n}"),
        ("groups", "Group", "languageCode", (g, _) => g["language_code"] = "pl"),
        ("tags", "Tag", "groupIds", (t, _) => t["group_ids"]!.AsArray().Add(0)),
        ("properties", "Property", "description", (p, n) => p["description"] = $"New {n}"),
        ("properties", "Property", "range", (p, _) => p["range"]!["to"] = 8),
        ("properties", "Property", "defaultValue", (p, _) => p["default_value"] = 5),
        ("properties", "Property", "access", (p, _) => p["access"]!["license"]!["agent"] = new JsonArray("read")),
        ("webhooks", "Webhook", "url", (w, n) => w["url"] = $"https://elsewhere.example.com/{n}"),
        ("webhooks", "Webhook", "description", (w, n) => w["description"] = $"New {n}"),
        ("bot_templates", "BotTemplate", "name", (t, n) => t["name"] = $"New {n}"),
        ("bot_templates", "BotTemplate", "maxChatsCount", (t, _) => t["max_chats_count"] = 21),
    ];

    private void Leaf()
    {
        var (collection, kind, property, change) = Leaves[random.Next(Leaves.Count)];
        var all = Of(collection);
        var o = all[random.Next(all.Count)];
        if (NameOf(collection, o) is not { } name || _touched.Contains(name) || !Expected.Add($"changed {kind} {name} {property}"))
            return;
        change(o, _made++);
    }

    private void RuleLeaf()
    {
        if (Rule(o => true) is not { } rule)
            return;
        var property = random.Next(3) switch
        {
            0 => "description",
            1 => "groupIds",
            _ => "conditions.url.values",
        };
        var (name, at) = NameOfRule(rule);
        if (
            _touched.Contains(name + at)
            || !Expected.Add(at.Length > 0 ? $"changed {List} {at}.{property}" : $"changed {name} {property.Replace(".url.values", "")}")
        )
            return;
        _touched.Add("edited " + name + at);
        if (property == "description")
            rule["description"] = (string)rule["description"]! + " now";
        else if (property == "groupIds")
            rule["access"]!["groups"]!.AsArray().Add(0);
        else
            rule["conditions"]!["url"]!["values"]!.AsArray().Add(new JsonObject { ["value"] = $"/new-{_made++}" });
    }

    private void Remove()
    {
        string[] collections = ["agents", "bots", "groups", "tags", "webhooks", "bot_templates", "auto_accesses"];
        var collection = collections[random.Next(collections.Length)];
        if (collection == "auto_accesses")
        {
            RemoveRule();
            return;
        }

        var all = Of(collection);
        var o = all[random.Next(all.Count)];
        if (NameOf(collection, o) is not { } name || !IsFree(name) || (collection == "groups" && !IsSpare(name)))
            return;
        all.Remove(o);
        license[collection]!.AsArray().Remove(o);
        _touched.Add(name);
        Expected.Add($"missing {KindOf(collection)} {name}");
    }

    private void RemoveRule()
    {
        if (Rule(IsFreeRule) is not { } rule)
            return;
        var order = Order();
        order.Remove(rule);
        Relink(order);
        var (name, at) = NameOfRule(rule);
        _touched.Add(name + at);
        Expected.Add(at.Length > 0 ? $"missing {List} {at}" : $"missing {name}");
    }

    private void Add()
    {
        var n = _made++;
        var (collection, kind, id, o) = random.Next(5) switch
        {
            0 => ("agents", "Agent", $"new{n}@example.com", new JsonObject { ["id"] = $"new{n}@example.com", ["name"] = $"New {n}" }),
            1 => ("groups", "Group", $"{5000 + n}", new JsonObject { ["id"] = 5000 + n, ["name"] = $"Fresh {n}" }),
            2 => ("tags", "Tag", $"new-{n}", new JsonObject { ["name"] = $"new-{n}", ["group_ids"] = new JsonArray() }),
            3 => ("bots", "Bot", $"bot{n}", new JsonObject { ["id"] = $"bot{n}", ["name"] = $"Fresh {n}" }),
            _ => ("properties", "Property", $"emulator-client/new{n}", NewProperty(n)),
        };
        license[collection]!.AsArray().Add(o);
        Expected.Add($"unmanaged {kind} {id}");
    }

    private void Duplicate()
    {
        string[] collections = ["groups", "bots", "webhooks", "bot_templates", "auto_accesses"];
        var collection = collections[random.Next(collections.Length)];
        var o = collection == "auto_accesses" ? Rule(IsFreeRule) : Of(collection)[random.Next(Of(collection).Count)];
        var name =
            o is null ? null
            : collection == "auto_accesses" ? string.Concat(NameOfRule(o).Name, NameOfRule(o).At)
            : NameOf(collection, o);
        if (name is null || !IsFree(name))
            return;
        _touched.Add(name);
        var twin = (JsonObject)o!.DeepClone();
        var n = _made++;
        twin["id"] = collection == "groups" ? 7000 + n : (JsonNode)$"twin{n}";
        license[collection]!.AsArray().Add(twin);
        if (collection == "auto_accesses")
            Relink([.. Order().Where(r => r != twin), twin]);
        var id = collection is "webhooks" or "bot_templates" ? $"emulator-client/twin{n}" : (string?)twin["id"]?.ToString();
        Expected.Add($"duplicate {KindOf(collection)} {id}");
    }

    /// <summary>Moves one rule far, so that it is clear which one has moved.</summary>
    private void Move()
    {
        if (_touched.Count(t => t.StartsWith("moved ", StringComparison.Ordinal)) >= 3)
            return;
        var order = Order();
        var listed = order.Where(r => NameOfRule(r).At.Length > 0).ToList();
        var from = random.Next(listed.Count);
        var to = (from + (listed.Count / 2)) % listed.Count;
        var rule = listed[from];
        var (name, at) = NameOfRule(rule);
        if (!_touched.Add("moved " + name + at))
            return;
        var target = order.IndexOf(listed[to]);
        order.Remove(rule);
        order.Insert(target, rule);
        Relink(order);
        Expected.Add($"order {List} {at}");
    }

    private bool IsFree(string name) => !_touched.Contains(name) && !Expected.Any(e => e.Contains($" {name} ", StringComparison.Ordinal));

    private bool IsFreeRule(JsonObject rule)
    {
        var (name, at) = NameOfRule(rule);
        return new[] { "", "edited ", "moved " }.All(p => !_touched.Contains(p + name + at));
    }

    private JsonObject? Rule(Func<JsonObject, bool> isMeant)
    {
        var rules = Of("auto_accesses").Where(r => !((string)r["id"]!).StartsWith("twin", StringComparison.Ordinal) && isMeant(r)).ToList();
        return rules.Count > 0 ? rules[random.Next(rules.Count)] : null;
    }

    /// <summary>The resource of a rule, and its place in the list's property.</summary>
    private static (string Name, string At) NameOfRule(JsonObject rule)
    {
        var words = ((string)rule["description"]!).Split(' ');
        return words[0] == "Rule" ? ("routing", $"rules[\"r{words[1]}\"]") : ($"AutoAccess s{words[1]}", "");
    }

    private List<JsonObject> Order()
    {
        var rules = Of("auto_accesses").ToDictionary(r => (string)r["id"]!, StringComparer.Ordinal);
        var later = rules.Values.Select(r => (string)r["next_id"]!).ToHashSet(StringComparer.Ordinal);
        List<JsonObject> order = [];
        for (var id = rules.Keys.First(k => !later.Contains(k)); id.Length > 0; id = (string)order[^1]["next_id"]!)
            order.Add(rules[id]);
        return order;
    }

    private void Relink(List<JsonObject> order)
    {
        var rules = license["auto_accesses"]!.AsArray();
        rules.Clear();
        for (var i = 0; i < order.Count; i++)
        {
            order[i]["next_id"] = i + 1 < order.Count ? (string)order[i + 1]["id"]! : "";
            rules.Add(order[i]);
        }
    }

    private List<JsonObject> Of(string collection) => [.. license[collection]!.AsArray().Select(o => o!.AsObject())];

    /// <summary>The resource of an object of the program; null for any other object, which by then somebody has added.</summary>
    private static string? NameOf(string collection, JsonObject o)
    {
        var id = o["id"]?.ToString() ?? "";
        if (
            id.StartsWith("twin", StringComparison.Ordinal)
            || id.StartsWith("new", StringComparison.Ordinal)
            || id.StartsWith("owner@", StringComparison.Ordinal)
        )
            return null;
        var text = collection switch
        {
            "agents" => id.Split('@')[0],
            "tags" => ((string)o["name"]!).Replace("tag-", "t", StringComparison.Ordinal),
            "properties" => (string)o["name"]!,
            "webhooks" => "w" + Number((string)o["url"]!, '/'),
            "bots" => "b" + Number((string)o["name"]!, ' '),
            "bot_templates" => "m" + Number((string)o["name"]!, ' '),
            _ => "g" + Number((string)o["name"]!, ' '),
        };
        var isOurs =
            o["name"] is not JsonValue name || !name.ToString().StartsWith("New", StringComparison.Ordinal) || collection == "agents";
        return isOurs && text[1..].All(char.IsAsciiDigit) && text.Length > 1 && !IsFresh(o) && !IsElsewhere(o) ? text : null;
    }

    private static bool IsFresh(JsonObject o) => ((string?)o["name"])?.StartsWith("Fresh", StringComparison.Ordinal) == true;

    private static bool IsElsewhere(JsonObject o) => ((string?)o["url"])?.Contains("elsewhere", StringComparison.Ordinal) == true;

    private static string Number(string text, char before) => text[(text.LastIndexOf(before) + 1)..];

    private static bool IsSpare(string group) =>
        int.Parse(group[1..], System.Globalization.CultureInfo.InvariantCulture) >= DriftLicense.Groups - DriftLicense.SpareGroups;

    private static string KindOf(string collection) =>
        collection switch
        {
            "agents" => "Agent",
            "bots" => "Bot",
            "groups" => "Group",
            "tags" => "Tag",
            "webhooks" => "Webhook",
            "bot_templates" => "BotTemplate",
            _ => "AutoAccess",
        };

    private static JsonObject NewProperty(int n) =>
        new()
        {
            ["name"] = $"new{n}",
            ["owner_client_id"] = "emulator-client",
            ["type"] = "string",
            ["description"] = "New",
            ["access"] = new JsonObject { ["license"] = new JsonObject { ["agent"] = new JsonArray("read") } },
        };
}
