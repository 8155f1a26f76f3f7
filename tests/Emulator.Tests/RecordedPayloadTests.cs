using System.Text.Json;
using System.Text.Json.Nodes;
using TestSupport;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>The API document's own samples, and requests that other people's tests and documents assert, against the emulator.</summary>
public class RecordedPayloadTests
{
    private const string Client = "0805e283233042b37f460ed8fbf22160";

    private const string MoreRules = """
        , { "id": "pqi8oasdjahuakndw9nsad9na", "access": { "groups": [ 1 ] },
            "conditions": { "url": { "values": [ { "value": "x" } ] } }, "next_id": "foo" }
        , { "id": "foo", "access": { "groups": [ 1 ] }, "conditions": { "url": { "values": [ { "value": "y" } ] } }, "next_id": "" }
        """;

    /// <summary>A license in which every sample finds what it names.</summary>
    private const string License = $$$"""
        {
          "groups": [
            { "id": 1, "name": "One" }, { "id": 2, "name": "Two" }, { "id": 5, "name": "Five" }, { "id": 6, "name": "Six" },
            { "id": 11, "name": "Eleven" }, { "id": 19, "name": "Sports" }, { "id": 42, "name": "Docs" }, { "id": 420, "name": "Go" },
            { "id": 10, "name": "Ten" }
          ],
          "agents": [
            { "id": "smith@example.com", "name": "Smith", "last_logout": "2022-08-23T14:31:21.000000Z" },
            { "id": "brown@example.com", "name": "Brown" },
            { "id": "agent1@example.com", "name": "A", "groups": [ { "id": 19, "priority": "normal" } ] },
            { "id": "agent2@example.com", "name": "B", "groups": [ { "id": 19, "priority": "normal" } ] },
            { "id": "agent3@example.com", "name": "C", "groups": [ { "id": 19, "priority": "normal" } ] },
            { "id": "foo", "name": "Foo" }, { "id": "bar", "name": "Bar" }, { "id": "agent_id", "name": "Go" }
          ],
          "bots": [
            { "id": "5c9871d5372c824cbf22d860a707a578", "name": "Bot", "owner_client_id": "238ac5c3c3628210aca289c6d700d2c1",
              "secret": "641e2ae6d997d2009a3ac92a05f37fc3", "groups": [ { "id": 0, "priority": "normal" } ] },
            { "id": "ce54714e3d2b53adbfff09dbdbdd56e9", "name": "Bot" }, { "id": "pqi8oasdjahuakndw9nsad9na", "name": "Bot" },
            { "id": "505591fc9fc2d6e92798bed7d9d8f079", "name": "Bot" },
            { "id": "own", "name": "Own", "owner_client_id": "{{{Client}}}" }
          ],
          "tags": [ { "name": "docs_feedback", "group_ids": [ 0, 42 ] }, { "name": "tageroo", "group_ids": [ 0 ] } ],
          "bot_templates": [ { "id": "5c9871d5372c824cbf22d860a707a578", "owner_client_id": "{{{Client}}}", "name": "T" } ],
          "auto_accesses": [
            { "id": "1faad6f5f1d6e8fdf27e8af9839783b7", "access": { "groups": [ 0 ] },
              "conditions": {
                "domain": { "values": [ { "value": "livechat.com", "exact_match": true } ] },
                "geolocation": { "values": [ { "country": "United States", "country_code": "US" } ] }
              },
              "next_id": "pqi8oasdjahuakndw9nsad9na" }{{{MoreRules}}}
          ],
          "properties": [
            { "owner_client_id": "{{{Client}}}", "name": "string_property", "type": "string",
              "access": { "license": { "agent": [ "read", "write" ] }, "group": { "agent": [ "read", "write" ] } } },
            { "owner_client_id": "dummy_client_id", "name": "dummy_property", "type": "string",
              "access": { "chat": { "agent": [ "read" ] } } }
          ],
          "property_values": [
            { "namespace": "{{{Client}}}", "name": "string_property", "value": "string value" },
            { "group_id": 0, "namespace": "{{{Client}}}", "name": "string_property", "value": "zero" },
            { "group_id": 1, "namespace": "{{{Client}}}", "name": "string_property", "value": "one" }
          ],
          "webhooks": [
            { "id": "pqi8oasdjahuakndw9nsad9na", "action": "chat_deactivated", "url": "http://myservice.com/webhooks",
              "owner_client_id": "{{{Client}}}", "description": "Test webhook", "secret_key": "k",
              "filters": { "chat_presence": { "user_ids": { "values": [ "johndoe@mail.com" ] }, "my_bots": true } } },
            { "id": "webhookID", "action": "tag_created", "url": "http://x", "owner_client_id": "dummy_client_id" }
          ],
          "channels": [ { "channel_type": "code", "channel_subtype": "", "first_activity_timestamp": "2017-10-12T13:56:16Z" } ],
          "product_source": {
            "source_id": "create_account_link", "source_type": "accounts", "source_url": "https://accounts.livechat.com"
          },
          "product_limits": {
            "starter": [
              { "resource": "groups", "limit_balance": 1 },
              { "resource": "groups_per_agent", "limit_balance": 2, "id": "user@example.com" }
            ]
          },
          "credentials": [ { "token": "dal:emulator-token", "clientId": "{{{Client}}}" } ]
        }
        """;

    /// <summary>Requests that the API document itself refuses: what the emulator answers, and the rule.</summary>
    private static readonly Dictionary<string, (string Type, string Rule)> RefusedByTheDocument = new()
    {
        ["livechat-docs-v3.6__update_agent.request.json"] = (
            "validation",
            "Update Agent points to Create Agent, where work_scheduler.schedule is required; the sample is older than v3.5"
        ),
        ["livechat-docs-v3.6__create_bot_template.request.json"] = ("validation", "owner_client_id is required"),
        ["livechat-docs-v3.6__update_bot_template.request.json"] = ("validation", "owner_client_id is required"),
        ["livechat-docs-v3.6__delete_bot_template.request.json"] = ("validation", "owner_client_id is required"),
        ["livechat-docs-v3.6__list_bot_templates.request.json"] = ("validation", "owner_client_id is required"),
        ["livechat-docs-v3.6__reset_bot_template_secret.request.json"] = ("validation", "owner_client_id is required"),
        ["livechat-docs-v3.6__register_property.request.json"] = (
            "validation",
            "default_value is possible only with access in license or group (footnote 2)"
        ),
        ["lc-sdk-go__list_webhooks.request-derived.json"] = ("validation", "owner_client_id is required"),
        ["lc-sdk-go__unregister_webhook.request-derived.json"] = ("validation", "owner_client_id is required"),
        ["lc-sdk-go__register_webhook.request-derived.json"] = ("validation", "owner_client_id is required"),
        ["lc-sdk-go__update_group_properties.request-derived.json"] = ("validation", "the parameter is group_id, not id"),
        ["lc-sdk-go__register_property.request-derived.json"] = (
            "validation",
            "default_value is possible only with access in license or group (footnote 2)"
        ),
        ["lc-sdk-go__add_auto_access__only_required_fields.request.json"] = (
            "validation",
            "conditions must have at least one of url, domain, geolocation (footnote 1)"
        ),
        ["lc-sdk-go__add_auto_access__required_and_optional_fields.request.json"] = (
            "validation",
            "conditions must have at least one of url, domain, geolocation (footnote 1)"
        ),
        ["lc-sdk-go__update_auto_access__all_optional_fields.request.json"] = (
            "validation",
            "conditions must have at least one of url, domain, geolocation (footnote 1)"
        ),
    };

    public static TheoryData<int, string> Samples
    {
        get
        {
            var data = new TheoryData<int, string>();
            var samples = Repo.Json("document-samples.json").AsArray();
            for (var i = 0; i < samples.Count; i++)
                data.Add(i, (string)samples[i]!["method"]!);
            return data;
        }
    }

    public static TheoryData<string> Requests => [.. RequestFiles];

    private static IEnumerable<string> RequestFiles =>
        Directory.EnumerateFiles(Repo.Data("payloads"), "*.request*.json").Select(f => Path.GetFileName(f)!).Order();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task DocumentSample_IsAnsweredInTheDocumentedShapeOrRefusedByTheDocumentsRule(int index, string method)
    {
        var sample = Repo.Json("document-samples.json")[index]!.AsObject();
        await using var emulator = await StartAsync(method);
        var answer = await emulator.CallAsync(method, sample["text"] is { } text ? (string)text! : sample["body"]!.ToJsonString());
        var type = (string?)(answer as JsonObject)?["error"]?["type"];
        if (sample["text"] is not null || RefusedByTheDocument.ContainsKey($"livechat-docs-v3.6__{method}.request.json"))
        {
            Assert.Equal("validation", type);
            return;
        }

        Assert.True(type is null, answer.ToJsonString());
        if (sample["response"] is { } expected)
            AssertShape(method, expected, answer, method);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task RecordedRequest_IsAcceptedOrRefusedForADocumentedReason(string file)
    {
        var method = file.Split("__")[1].Split('.')[0];
        await using var emulator = await StartAsync(method);
        var type = await emulator.ErrorOfAsync(method, await File.ReadAllTextAsync(Repo.Data("payloads", file)));
        var expected =
            RefusedByTheDocument.TryGetValue(file, out var refusal) ? refusal.Type
            : Known.Contains(method) ? null
            : "not_found";
        Assert.Equal(expected, type);
    }

    [Fact]
    public void RecordedRequests_OfMethodsThatTheDocumentLacks_AreThese() =>
        Assert.Equal(
            [
                "create_greeting",
                "delete_greeting",
                "get_greeting",
                "list_customer_bans",
                "list_greetings",
                "unban_customer",
                "update_greeting",
            ],
            RequestFiles.Select(f => f.Split("__")[1].Split('.')[0]).Distinct().Where(m => !Known.Contains(m)).Order()
        );

    private static HashSet<string> Known => [.. LiveChatPulumi.Emulator.EmulatorServer.MethodNames];

    private static async Task<EmulatorClient> StartAsync(string method)
    {
        var license = (JsonObject)JsonNode.Parse(License)!;
        if (method is "create_agent")
            license.Remove("agents");
        if (method is "create_tag")
            license.Remove("tags");
        if (method is "register_property")
            license.Remove("properties");
        if (method is "request_agent_unsuspension")
            license["agents"]!.AsArray().Add(JsonNode.Parse("""{"id":"owner@example.com","name":"O","role":"owner","suspended":true}"""));
        if (method is "reset_bot_secret")
            license["bots"]![0]!["owner_client_id"] = Client;
        if (method is "list_auto_accesses")
            ((JsonArray)license["auto_accesses"]!).RemoveRange(1, 2);
        if (method is "list_agents")
            license["agents"] = new JsonArray([
                .. ((JsonArray)license["agents"]!)
                    .Take(2)
                    .Select(a => With(a!, "email_subscriptions", "daily_summary"))
                    .Append(
                        With(
                            new JsonObject
                            {
                                ["id"] = "owner@example.com",
                                ["name"] = "Owner",
                                ["role"] = "owner",
                            },
                            "email_subscriptions",
                            "daily_summary"
                        )
                    ),
            ]);
        return await EmulatorClient.StartAsync(license.ToJsonString());
    }

    private static JsonObject With(JsonNode node, string name, string value)
    {
        var json = (JsonObject)node.DeepClone();
        json[name] = new JsonArray(value);
        json["groups"] = new JsonArray(new JsonObject { ["id"] = 1, ["priority"] = "normal" });
        return json;
    }

    /// <summary>Every member of the documented answer is there, with the same kind of value. Names differ where a switch says so.</summary>
    private static void AssertShape(string at, JsonNode expected, JsonNode? actual, string method)
    {
        Assert.True(actual is not null, $"{at} is missing");
        if (expected is JsonArray wanted)
        {
            var list = Assert.IsType<JsonArray>(actual);
            Assert.True(wanted.Count == 0 || list.Count > 0, $"{at} is empty");
            if (method == "batch_delete_agents")
                Assert.Equal(wanted.Count, list.Count);
            foreach (var item in list)
                AssertShapeOfAny(at + "[]", wanted, item, method);
            return;
        }

        if (expected is JsonObject map)
        {
            var json = Assert.IsType<JsonObject>(actual);
            foreach (var (key, value) in map.Where(m => !Unasked.Contains((method, m.Key))))
                AssertShape($"{at}.{key}", value!, json[key], method);
            return;
        }

        Assert.Equal(Kind(expected), Kind(actual));
    }

    private static void AssertShapeOfAny(string at, JsonArray wanted, JsonNode? item, string method)
    {
        var failures = new List<Exception>();
        foreach (var candidate in wanted)
        {
            try
            {
                AssertShape(at, candidate!, item, method);
                return;
            }
            catch (Exception e) when (e is Xunit.Sdk.XunitException)
            {
                failures.Add(e);
            }
        }

        if (wanted.Count > 0)
            throw new AggregateException(failures);
    }

    /// <summary>
    /// Members that samples show without the request asking for them, against the parameter tables (switch unaskedFields),
    /// or only where a value is set.
    /// </summary>
    private static readonly HashSet<(string, string)> Unasked =
    [
        ("get_bot", "max_chats_count"),
        ("get_bot", "groups"),
        ("list_groups", "routing_status"),
        ("list_agents", "last_logout"),
        ("list_webhooks", "filters"),
        ("list_webhook_names", "additional_data"),
        ("list_properties", "public_access"),
        ("list_properties", "thread"),
        ("list_properties", "chat"),
        ("list_groups_properties", Client),
    ];

    private static string Kind(JsonNode node) =>
        node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "bool" : node.GetValueKind().ToString();
}
