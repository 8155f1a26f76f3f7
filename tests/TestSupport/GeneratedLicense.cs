using System.Globalization;
using System.Text.Json.Nodes;

namespace TestSupport;

/// <summary>
/// A license that has been lived in for years, as a seed of the emulator: names in every script, duplicates, quotes, newlines, keywords,
/// and long ones. The same number gives the same license.
/// </summary>
public sealed class GeneratedLicense
{
    /// <summary>The client ids that own bots, templates, properties and webhooks.</summary>
    public static readonly string[] Owners = ["emulator-client", "client-two"];

    private static readonly string[] Words =
    [
        "Support",
        "support",
        "VIP",
        "Sprzedaż & zwroty",
        "Поддержка",
        "サポート",
        "客服中心",
        "الدعم الفني",
        "תמיכה",
        "ฝ่ายสนับสนุน",
        "सहायता",
        "class",
        "null",
        "true",
        "yes",
        "2024",
        "007",
        "~",
        "- item",
        "key: value",
        "# no comment",
        "a \"quoted\" one",
        "it's",
        "back\\slash",
        "two\nlines",
        "tab\tbed",
        "${injected.id}",
        "$${escaped}",
        "100%",
        "{ braces }",
        "[brackets]",
        "*star &anchor",
        "emoji 🎉 party",
        "🎉",
        "\u202Ereversed",
        "nul\u0000less"[..3],
        "trailing dot.",
        "<b>html</b>",
        "a/b/c",
        "fn::invoke",
        "return",
        "Ünïcödé",
        "ǅ title case",
        "new Group()",
        "0x1F",
        "1e3",
        "no",
        "=SUM(A1)",
        "@mention",
        "|",
        ">",
        "%TAG",
        "!!str x",
        "? q",
    ];

    private readonly Random _random;
    private readonly JsonObject _seed = [];
    private readonly List<int> _groups = [0];
    private readonly List<string> _members = [];

    private GeneratedLicense(int number) => _random = new Random(number);

    /// <summary>A license.</summary>
    /// <param name="number">Which one.</param>
    /// <param name="objects">About how many objects it has.</param>
    public static JsonObject Seed(int number, int objects)
    {
        var license = new GeneratedLicense(number);
        license.AddGroups(Math.Max(1, objects / 25));
        license.AddAgents(Math.Max(1, objects / 5));
        license.AddBots(Math.Max(1, objects / 50));
        license.AddTags(Math.Max(1, objects / 3));
        license.AddRules(Math.Max(1, objects / 5));
        license.AddTemplates();
        license.AddProperties(Math.Max(1, objects / 20));
        license.AddWebhooks(Math.Max(1, objects / 40));
        license._seed["disabled_webhooks"] = new JsonArray(Owners[1]);
        return license._seed;
    }

    private void AddGroups(int count)
    {
        var groups = new JsonArray(new JsonObject { ["id"] = 0, ["name"] = "General" });
        for (var i = 1; i <= count; i++)
        {
            groups.Add(
                new JsonObject
                {
                    ["id"] = i * 3,
                    ["name"] = Name(i, 180),
                    ["language_code"] = Pick("en", "pl", "no", "zh"),
                }
            );
            _groups.Add(i * 3);
        }

        _seed["groups"] = groups;
        _seed["next_group_id"] = (count + 1) * 3;
    }

    private void AddAgents(int count)
    {
        var agents = new JsonArray(Agent(0, "owner"));
        for (var i = 1; i <= count; i++)
            agents.Add(Agent(i, i == 1 ? "administrator" : Pick("normal", "normal", "administrator", "viceowner")));
        _seed["agents"] = agents;
    }

    private JsonObject Agent(int i, string role)
    {
        var email = string.Create(CultureInfo.InvariantCulture, $"agent{i}@example.com");
        _members.Add(email);
        var agent = new JsonObject
        {
            ["id"] = email,
            ["account_id"] = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{i:000000000000}"),
            ["name"] = Name(i, 200),
            ["role"] = role,
            ["login_status"] = Pick("accepting chats", "not accepting chats"),
            ["job_title"] = Chance() ? Word() : "",
            ["mobile"] = Chance() ? "+48 600 100 200" : "",
            ["max_chats_count"] = _random.Next(0, 21),
            ["suspended"] = role == "normal" && _random.Next(10) == 0,
            ["groups"] = Memberships(),
        };
        if (Chance())
            agent["notifications"] = new JsonArray("new_visitor", "ticket");
        if (Chance())
            agent["work_scheduler"] = Scheduler();
        return agent;
    }

    private void AddBots(int count)
    {
        var bots = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            var id = Id("b", i);
            _members.Add(id);
            bots.Add(
                new JsonObject
                {
                    ["id"] = id,
                    ["name"] = Name(i, 200),
                    ["owner_client_id"] = Pick(Owners),
                    ["job_title"] = Chance() ? Word() : "",
                    ["max_chats_count"] = _random.Next(0, 501),
                    ["default_group_priority"] = Pick("first", "normal", "last"),
                    ["groups"] = Memberships(),
                }
            );
        }

        _seed["bots"] = bots;
    }

    private void AddTags(int count)
    {
        var tags = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            // No two tags have the same name, letter case aside.
            var name = string.Create(CultureInfo.InvariantCulture, $"{Word().ToLowerInvariant()} {i}");
            tags.Add(
                new JsonObject
                {
                    ["name"] = name,
                    ["group_ids"] = Groups(),
                    ["author_id"] = "agent0@example.com",
                }
            );
        }

        _seed["tags"] = tags;
    }

    private void AddRules(int count)
    {
        var rules = new JsonArray();
        for (var i = 0; i < count; i++)
            rules.Add(
                new JsonObject
                {
                    ["id"] = Id("r", i),
                    ["description"] = Chance() ? Word() : "",
                    ["access"] = new JsonObject { ["groups"] = Groups(atLeast: 1) },
                    ["conditions"] = Conditions(i),
                    ["next_id"] = i + 1 < count ? Id("r", i + 1) : "",
                }
            );
        _seed["auto_accesses"] = rules;
    }

    private JsonObject Conditions(int i)
    {
        var conditions = new JsonObject
        {
            ["url"] = new JsonObject
            {
                [Pick("values", "exclude_values")] = new JsonArray(
                    new JsonObject { ["value"] = string.Create(CultureInfo.InvariantCulture, $"/{Word()}/{i}"), ["exact_match"] = Chance() }
                ),
            },
        };
        if (Chance())
            conditions["geolocation"] = new JsonObject
            {
                ["values"] = new JsonArray(new JsonObject { ["country_code"] = "PL", ["city"] = Word() }),
            };
        return conditions;
    }

    private void AddTemplates()
    {
        var templates = new JsonArray();
        foreach (var (owner, i) in Owners.Select((o, i) => (o, i)))
            templates.Add(
                new JsonObject
                {
                    ["id"] = Id("t", i),
                    ["owner_client_id"] = owner,
                    ["name"] = Name(i, 200),
                }
            );
        _seed["bot_templates"] = templates;
    }

    private void AddProperties(int count)
    {
        var (properties, values) = (new JsonArray(), new JsonArray());
        for (var i = 0; i < count; i++)
        {
            var (owner, name) = (Owners[i % 2], string.Create(CultureInfo.InvariantCulture, $"p{i}"));
            var type = Pick("int", "string", "bool");
            var property = new JsonObject
            {
                ["owner_client_id"] = owner,
                ["name"] = name,
                ["type"] = type,
                ["description"] = Chance() ? Word() : "",
                ["access"] = new JsonObject { ["license"] = Rights(), ["group"] = Rights() },
            };
            if (owner != Owners[0])
                property["public_access"] = new JsonArray("read", "write");
            if (type == "int")
                property["range"] = new JsonObject { ["from"] = 0, ["to"] = 100 };
            else if (Chance())
                property["default_value"] = Value(type);
            properties.Add(property);
            if (Chance())
                values.Add(
                    new JsonObject
                    {
                        ["namespace"] = owner,
                        ["name"] = name,
                        ["value"] = Value(type),
                    }
                );
            foreach (var group in _groups.Where(_ => _random.Next(6) == 0))
                values.Add(
                    new JsonObject
                    {
                        ["group_id"] = group,
                        ["namespace"] = owner,
                        ["name"] = name,
                        ["value"] = Value(type),
                    }
                );
        }

        (_seed["properties"], _seed["property_values"]) = (properties, values);
    }

    private void AddWebhooks(int count)
    {
        var webhooks = new JsonArray();
        for (var i = 0; i < count; i++)
            webhooks.Add(
                new JsonObject
                {
                    ["id"] = Id("w", i),
                    ["action"] = Pick("incoming_chat", "chat_deactivated", "tag_created", "agent_created"),
                    ["secret_key"] = string.Create(CultureInfo.InvariantCulture, $"webhook-secret-{i}"),
                    ["url"] = string.Create(CultureInfo.InvariantCulture, $"https://hooks.example.com/{i}?a=b&c={i}"),
                    ["owner_client_id"] = Owners[i % 2],
                    ["description"] = Chance() ? Word() : "",
                }
            );
        webhooks.Add(
            new JsonObject
            {
                ["id"] = Id("w", count),
                ["action"] = "routing_status_set",
                ["secret_key"] = "webhook-secret-of-members",
                ["url"] = "https://hooks.example.com/status",
                ["owner_client_id"] = Owners[0],
                ["filters"] = new JsonObject { ["agent_ids"] = new JsonObject { ["values"] = new JsonArray(_members[0], _members[^1]) } },
            }
        );
        _seed["webhooks"] = webhooks;
    }

    private static JsonObject Rights() => new() { ["agent"] = new JsonArray("read", "write") };

    private JsonNode Value(string type) =>
        type switch
        {
            "int" => _random.Next(0, 101),
            "bool" => Chance(),
            _ => Word(),
        };

    private static JsonObject Scheduler() =>
        new()
        {
            ["timezone"] = "Europe/Warsaw",
            ["schedule"] = new JsonArray([
                .. new[] { "monday", "tuesday", "wednesday" }.Select(d =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["day"] = d,
                            ["enabled"] = true,
                            ["start"] = "08:00",
                            ["end"] = "16:00",
                        }
                ),
            ]),
        };

    private JsonArray Memberships() =>
        new([
            .. Some(0).Select(g => (JsonNode)new JsonObject { ["id"] = g, ["priority"] = Pick("first", "normal", "last", "supervisor") }),
        ]);

    private JsonArray Groups(int atLeast = 0) => new([.. Some(atLeast).Select(g => (JsonNode)g)]);

    private IEnumerable<int> Some(int atLeast) =>
        _groups.OrderBy(_ => _random.Next()).Take(_random.Next(atLeast, Math.Min(4, _groups.Count) + 1)).Order();

    private static string Id(string kind, int i) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}c9871d5372c824cbf22d860a7{i:0000000}");

    /// <summary>A name; now and then as long as names may be.</summary>
    private string Name(int i, int longest)
    {
        var name = i % 11 == 10 ? string.Join(' ', Enumerable.Repeat(Word(), longest)) : Word();
        name = name.Length <= longest ? name : name[..longest];
        return (char.IsHighSurrogate(name[^1]) ? name[..^1] : name).Trim();
    }

    private string Word() => Words[_random.Next(Words.Length)];

    private bool Chance() => _random.Next(2) == 0;

    private string Pick(params string[] texts) => texts[_random.Next(texts.Length)];
}
