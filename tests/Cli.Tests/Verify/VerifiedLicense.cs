using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Verify;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.Emulator;
using LocalEngine.State;
using Microsoft.Extensions.Time.Testing;
using PluginProtocol.Text;
using TestSupport;

namespace Cli_Tests.Verify;

/// <summary>An emulated license that is as it should be, with the checks that say so. Its time is emulated.</summary>
internal sealed class VerifiedLicense : IAsyncDisposable
{
    public const string Secret = "the secret of the webhook";

    /// <summary>A Monday, ten o'clock.</summary>
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    public const string Checks = """
        checks:
          - { visit: vip pricing, page: "https://example.com/pricing/vip", expect: { group: 3, status: online, agent: bot1, bot: true } }
          - { visit: pricing, page: "https://example.com/pricing", expect: { group: 1, agent: ann@example.com, bot: false } }
          - { visit: pricing page with a query, page: "https://example.com/pricing?a=1", expect: { group: 1 } }
          - visit: help
            page: https://help.example.com/
            expect: { group: 2, status: online, agent: [cat@example.com, dan@example.com] }
          - { visit: contact, page: "https://example.com/contact", expect: { group: 2 } }
          - { visit: contact in another folder, page: "https://example.com/contact/us", expect: { group: 0 } }
          - { visit: elsewhere, page: "https://example.org/", expect: { group: 0, status: online } }
          - { visit: the page of the night, page: "https://example.org/", group: 4, expect: { group: 4, status: offline, nobody: true } }
          - visit: form of sales
            page: https://example.com/pricing
            expect: { form: { fields: [header, name, email] } }
          - visit: form of anybody
            page: https://example.org/
            expect: { form: { fields: [name, group_chooser], groups: [Sales, Support] } }
          - { visit: form after help, page: "https://help.example.com/", expect: { form: { type: postchat, enabled: false } } }
          - { property: tier, namespace: emulator-client, expect: { value: gold } }
          - { property: motto, namespace: emulator-client, group: 1, expect: { value: We sell } }
          - { property: hidden, namespace: emulator-client, expect: { visible: false } }
          - { group: 1, expect: { status: online } }
          - { group: 2, expect: { status: online } }
          - { group: 3, expect: { exists: true } }
          - { group: 9, expect: { exists: false } }
        """;

    /// <summary>A chat with all that can be expected of one.</summary>
    public const string Chat = """

          - chat: a chat
            page: https://example.com/pricing
            name: Vera
            properties: { emulator-client: { note: from the page } }
            expect:
              group: 1
              joinedBy: ann@example.com
              within: 20
              properties: { emulator-client: { note: from the page } }
              webhook: { action: incoming_chat, secret: the secret of the webhook }
        """;

    private readonly HttpClient _http = new();
    private HookReceiver _receiver = null!;

    public EmulatorServer Emulator { get; private set; } = null!;

    public EmulatedTime Time { get; private set; } = null!;

    /// <summary>All that was shown, in its order.</summary>
    public List<CheckResult> Shown { get; } = [];

    public List<string> Warnings { get; } = [];

    public static async Task<VerifiedLicense> StartAsync(int lagSeconds = 0)
    {
        var license = new VerifiedLicense
        {
            Emulator = await EmulatorServer.StartAsync(time: new FakeTimeProvider(Start)),
            _receiver = await HookReceiver.StartAsync(0, TimeProvider.System, default),
        };
        license.Time = new EmulatedTime(license.Emulator, Start);
        license.Emulator.Control("clock", new JsonObject { ["scale"] = 0 });
        license.Emulator.Control("seed", license.RightSeed());
        license.Emulator.Control("options", new JsonObject { ["customerLagSeconds"] = lagSeconds, ["webhookRetries"] = "0" });
        return license;
    }

    /// <summary>Sets forms: no call of the API does.</summary>
    public void SeedForms(string forms)
    {
        var seed = RightSeed();
        seed["forms"] = JsonNode.Parse(forms);
        Emulator.Control("seed", seed);
    }

    private JsonObject RightSeed() => (JsonObject)JsonNode.Parse(Right.Replace("RECEIVER", HookAddress, StringComparison.Ordinal))!;

    /// <summary>Calls the Configuration API, as an administrator who makes a mistake.</summary>
    public async Task<JsonNode> CallAsync(string method, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Emulator.Url, $"/v3.6/configuration/action/{method}"));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer dal:emulator-token");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{method} {body} was refused: {text}");
    }

    /// <summary>The id of the webhook of chats.</summary>
    public async Task<string> WebhookAsync() =>
        (string)(await CallAsync("list_webhooks", """{"owner_client_id":"emulator-client"}"""))[0]!["id"]!;

    public string HookAddress => $"http://{_receiver.Address}/hook";

    /// <summary>Verifies right after something was changed.</summary>
    public async Task<IReadOnlyList<CheckResult>> VerifyAsync(
        string checks,
        bool allowChats = false,
        bool quick = false,
        bool receives = true,
        CustomerTokens? tokens = null,
        string? only = null,
        CancellationToken cancellationToken = default
    )
    {
        using var eye = new CustomerEye(
            new CustomerApiOptions { LicenseId = 100, Url = Emulator.Url },
            tokens ?? new CustomerTokens.Configured(new CustomerToken("emulator-customer")),
            new EyePace(8, 0),
            Time,
            connectionTime: TimeProvider.System
        );
        var plan = new VerifyPlan(Time.GetUtcNow() + TimeSpan.FromSeconds(120), quick, allowChats);
        var verification = new Verification(eye, plan, Time, Show) { Receiver = receives ? _receiver : null, Warn = Warnings.Add };
        return await verification.RunAsync([.. Read(checks).Where(c => only is null || c.Name == only)], cancellationToken).InTimeAsync();
    }

    public static IReadOnlyList<Check> Read(string checks, Snapshot? snapshot = null)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(VerifyFile.DefaultName), checks);
        return VerifyFile.Load(folder.File(VerifyFile.DefaultName), new VerifyNames(snapshot ?? Snapshot.Empty, new MessageFilter()));
    }

    /// <summary>The chats, as the license's side has them.</summary>
    public JsonArray Chats => Emulator.Control("chats").AsArray();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Emulator.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    private void Show(CheckResult result)
    {
        lock (Shown)
            Shown.Add(result);
    }

    private const string Right = """
        {"groups":[{"id":0,"name":"General"},{"id":1,"name":"Sales"},{"id":2,"name":"Support"},
          {"id":3,"name":"VIP"},{"id":4,"name":"Night"}],
         "agents":[
          {"id":"owner@example.com","name":"Olga","role":"owner","login_status":"accepting chats","groups":[{"id":0,"priority":"normal"}]},
          {"id":"ann@example.com","name":"Ann","login_status":"accepting chats","groups":[{"id":1,"priority":"first"}]},
          {"id":"ben@example.com","name":"Ben","login_status":"accepting chats","groups":[{"id":1,"priority":"normal"}]},
          {"id":"cat@example.com","name":"Cat","login_status":"accepting chats","groups":[{"id":2,"priority":"first"}]},
          {"id":"dan@example.com","name":"Dan","groups":[{"id":2,"priority":"last"}]},
          {"id":"sue@example.com","name":"Sue","login_status":"accepting chats","groups":[{"id":2,"priority":"supervisor"}]},
          {"id":"eve@example.com","name":"Eve","login_status":"accepting chats","groups":[{"id":3,"priority":"normal"}]},
          {"id":"nia@example.com","name":"Nia","login_status":"accepting chats","groups":[{"id":4,"priority":"normal"}],
           "work_scheduler":{"timezone":"UTC","schedule":[{"day":"monday","enabled":true,"start":"20:00","end":"23:00"}]}}],
         "bots":[{"id":"bot1","name":"Bot","owner_client_id":"emulator-client","groups":[{"id":3,"priority":"first"}]}],
         "auto_accesses":[
          {"id":"r1","access":{"groups":[3]},"conditions":{"url":{"values":[{"value":"/pricing/vip"}]}},"next_id":"r2"},
          {"id":"r2","access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"/pricing"}]}},"next_id":"r3"},
          {"id":"r3","access":{"groups":[2]},
           "conditions":{"domain":{"values":[{"value":"help.example.com","exact_match":true}]}},"next_id":"r4"},
          {"id":"r4","access":{"groups":[2]},
           "conditions":{"url":{"values":[{"value":"https://example.com/contact","exact_match":true}]}},"next_id":""}],
         "properties":[
          {"owner_client_id":"emulator-client","name":"tier","type":"string",
           "access":{"license":{"customer":["read"],"agent":["read","write"]}}},
          {"owner_client_id":"emulator-client","name":"motto","type":"string",
           "access":{"group":{"customer":["read"],"agent":["read","write"]}}},
          {"owner_client_id":"emulator-client","name":"hidden","type":"string","access":{"license":{"agent":["read","write"]}}},
          {"owner_client_id":"emulator-client","name":"note","type":"string","access":{"chat":{"customer":["read","write"]}}}],
         "property_values":[
          {"namespace":"emulator-client","name":"tier","value":"gold"},
          {"namespace":"emulator-client","name":"hidden","value":"x"},
          {"group_id":1,"namespace":"emulator-client","name":"motto","value":"We sell"}],
         "webhooks":[{"id":"w1","action":"incoming_chat","secret_key":"the secret of the webhook","url":"RECEIVER",
           "owner_client_id":"emulator-client","type":"license"}],
         "routing_statuses":{"bot1":"accepting chats"},
         "forms":[
          {"group_id":1,"type":"prechat","form":{"id":"f1","fields":[
            {"id":"a","type":"header","label":"Welcome"},
            {"id":"b","type":"name","label":"Name"},{"id":"c","type":"email","label":"E-mail"}]}},
          {"group_id":0,"type":"prechat","form":{"id":"f0","fields":[{"id":"a","type":"name","label":"Name"},
            {"id":"b","type":"group_chooser","label":"Team","options":[{"value":"Sales"},{"value":"Support"}]}]}}]}
        """;
}
