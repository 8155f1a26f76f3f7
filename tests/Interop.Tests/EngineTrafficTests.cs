using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using LocalEngine_Tests;
using PluginHarness_;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace Interop_Tests;

/// <summary>
/// Plays a real engine's side of each recorded step to the plugin, with the emulator behind it in the state of that
/// step, and holds every answer against what the engine got from the recorded stand-in and went on with.
/// </summary>
public class EngineTrafficTests
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    private static readonly string[] Served = ["livechat:index:Group", "livechat:index:Agent", "livechat:index:Tag"];

    /// <summary>Where our answers differ from the stand-in's, and why. An entry that no longer differs fails the test.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["delete-before-replace/02-preview Diff vip: deleteBeforeReplace"] =
            "two tags of different names can exist side by side: the new one comes first, so that agents are never without",
        ["delete-before-replace/03-replace Diff vip: deleteBeforeReplace"] = "as in the preview",
        ["failures/01-check-failure-preview Check support: failures"] = "the stand-in forbids the name 'bad'; LiveChat does not",
        ["failures/02-check-failure-up Check support: failures"] = "as in the preview",
        ["provider-config/02-config-changed DiffConfig default: changes"] =
            "the stand-in hides a changed setting; ours reports it, or it would not take effect",
        ["provider-config/03-explicit-provider DiffConfig eu: changes"] = "as above: another token",
        ["provider-config/04-explicit-provider-secret-rotated DiffConfig eu: changes"] = "as above: the token was rotated",
    };

    public static TheoryData<string> Steps =>
        [
            .. new[]
            {
                "lifecycle",
                "drift",
                "import-command",
                "import-option",
                "failures",
                "update-not-ready",
                "options",
                "delete-before-replace",
                "provider-config",
                "cancel",
            }
                .SelectMany(Trace.All)
                .Select(t => $"{t.Scenario}/{t.Step}"),
        ];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Step_EnginesCalls_GetTheAnswersThatTheEngineNeeds(string name)
    {
        var trace = Trace.Load(name.Split('/')[0], name.Split('/')[1]);
        await using var plugin = await PluginHarness.StartAsync(Seed(trace), configure: false);
        plugin.Options = plugin.Options with { PropagationBound = TimeSpan.FromSeconds(30) };
        await plugin.RestartAsync();
        Misbehave(plugin, trace.Behaviour);
        var differences = new List<string>();
        foreach (var call in trace.Calls.Where(c => c.Between == "engine -> provider").OrderBy(c => c.Began))
        {
            if (
                call.Request["type"] is { } type
                && !Served.Contains((string)type!)
                && !((string)type!).StartsWith("pulumi:providers", StringComparison.Ordinal)
            )
                continue;
            differences.AddRange((await PlayAsync(plugin, call, trace)).Select(d => $"{name} {call.Method} {NameOf(call)}: {d}"));
        }

        Assert.Equal(
            Differences.Keys.Where(k => k.StartsWith(name + " ", StringComparison.Ordinal)).Order(),
            differences.Distinct().Order()
        );
    }

    private static async Task<IEnumerable<string>> PlayAsync(PluginHarness plugin, TraceCall call, Trace trace)
    {
        try
        {
            return await AnswerAsync(plugin, call, trace);
        }
        catch (RpcException e)
        {
            if (call.Error is null)
                return ["failed: " + e.Status.Detail];

            // What the engine needs of a failure: that it is one, and whether the object exists all the same.
            var ready =
                trace.Behaviour.Contains("init-fails", StringComparison.Ordinal) == (e.Detail<ErrorResourceInitFailed>() is not null);
            return ready && e.StatusCode is not (StatusCode.Unknown or StatusCode.Internal)
                ? []
                : [$"failed as {e.StatusCode}: {e.Status.Detail}"];
        }
    }

    private static async Task<IEnumerable<string>> AnswerAsync(PluginHarness plugin, TraceCall call, Trace trace)
    {
        var client = plugin.Client;
        var recorded = call.Response?.ToJsonString() ?? "{}";
        switch (call.Method)
        {
            case "Handshake":
                var handshake = await client.HandshakeAsync(Request<ProviderHandshakeRequest>(call, r => r.EngineAddress = ""), default);
                return Compare(("acceptSecrets", true, handshake.AcceptSecrets), ("acceptResources", true, handshake.AcceptResources));
            case "GetPluginInfo":
                return Compare(("version", true, System.Version.TryParse((await client.GetPluginInfoAsync(default)).Version, out _)));
            case "Cancel":
                return [];
            case "Configure":
                // The recorded addresses and tokens are of another license; what arrives and when is what counts.
                await plugin.ConfigureAsync(
                    ("apiUrl", plugin.Emulator.Url.ToString()),
                    ("accessToken", "dal:emulator-token"),
                    ("licenseId", "100"),
                    // The recorded provider waits until reads show what was written.
                    ("readiness", "visible")
                );
                return [];
            case "CheckConfig":
                var config = await client.CheckConfigAsync(Request<CheckRequest>(call, r => Unplace(r.News)), default);
                return Compare(("failures", 0, config.Failures.Count));
            case "DiffConfig":
                var configDiff = await client.DiffConfigAsync(Request<DiffRequest>(call), default);
                return Compare(
                    ("changes", Parser.Parse<DiffResponse>(recorded).Changes, configDiff.Changes),
                    ("replaces", 0, configDiff.Replaces.Count)
                );
            case "Check":
                var (check, expectedCheck) = (
                    await client.CheckAsync(Request<CheckRequest>(call), default),
                    Parser.Parse<CheckResponse>(recorded)
                );
                return Compare(
                    ("failures", expectedCheck.Failures.Count, check.Failures.Count),
                    (
                        "inputs",
                        expectedCheck.Failures.Count > 0 ? null : StructCodec.Read(expectedCheck.Inputs),
                        expectedCheck.Failures.Count > 0 ? null : StructCodec.Read(check.Inputs)
                    )
                );
            case "Diff":
                var (diff, expectedDiff) = (
                    await client.DiffAsync(Request<DiffRequest>(call), default),
                    Parser.Parse<DiffResponse>(recorded)
                );
                return Compare(
                    ("changes", expectedDiff.Changes, diff.Changes),
                    ("replaces", string.Join(",", expectedDiff.Replaces.Order()), string.Join(",", diff.Replaces.Order())),
                    ("diffs", string.Join(",", expectedDiff.Diffs.Order()), string.Join(",", diff.Diffs.Order())),
                    ("deleteBeforeReplace", expectedDiff.DeleteBeforeReplace, diff.DeleteBeforeReplace && diff.Replaces.Count > 0)
                );
            case "Create":
                var (created, expectedCreate) = (
                    await client.CreateAsync(Request<CreateRequest>(call), default),
                    Parser.Parse<CreateResponse>(recorded)
                );
                return Compare(("error", call.Error, null), ("id", expectedCreate.Id, created.Id))
                    .Concat(Covers(expectedCreate.Properties, created.Properties));
            case "Read":
                var (read, expectedRead) = (
                    await client.ReadAsync(Request<ReadRequest>(call), default),
                    Parser.Parse<ReadResponse>(recorded)
                );

                // Inputs that were read for an import carry a mark, which the check that follows takes off.
                return Compare(
                        ("id", expectedRead.Id, read.Id),
                        (
                            "inputs",
                            expectedRead.Inputs is null ? null : StructCodec.Read(expectedRead.Inputs),
                            read.Inputs is null ? null : StructCodec.Read(read.Inputs).Without("__imported")
                        ),
                        ("exists", expectedRead.Properties is not null, read.Properties is not null)
                    )
                    .Concat(Covers(expectedRead.Properties, read.Properties));
            case "Update":
                var (updated, expectedUpdate) = (
                    await client.UpdateAsync(Request<UpdateRequest>(call), default),
                    Parser.Parse<UpdateResponse>(recorded)
                );
                return Compare(("error", call.Error, null)).Concat(Covers(expectedUpdate.Properties, updated.Properties));
            case "Delete":
                await client.DeleteAsync(Request<DeleteRequest>(call), default);
                return Compare(("error", call.Error, null));
            default:
                return ["is a method that this test does not know"];
        }
    }

    private static List<string> Compare(params (string What, object? Expected, object? Actual)[] values) =>
        [.. values.Where(v => !Equals(v.Expected, v.Actual)).Select(v => v.What)];

    /// <summary>Everything that the engine was given has to come again; ids of accounts and times are each server's own.</summary>
    private static IEnumerable<string> Covers(
        Google.Protobuf.WellKnownTypes.Struct? expected,
        Google.Protobuf.WellKnownTypes.Struct? actual
    )
    {
        var values = StructCodec.Read(actual);
        return StructCodec
            .Read(expected)
            .Members.Where(m =>
                m.Key is not ("accountId" or "createdAt") && values[m.Key] is { } v && !v.Equals(m.Value)
                || (values[m.Key] is null && m.Key is not ("accountId" or "createdAt"))
            )
            .Select(m => $"output {m.Key}");
    }

    private static T Request<T>(TraceCall call, Action<T>? change = null)
        where T : IMessage, new()
    {
        var message = Parser.Parse<T>(call.Request.ToJsonString());
        change?.Invoke(message);
        return message;
    }

    /// <summary>Recordings have no ports.</summary>
    private static void Unplace(Google.Protobuf.WellKnownTypes.Struct? values)
    {
        if (values?.Fields.TryGetValue("apiUrl", out var url) == true)
            url.StringValue = url.StringValue.Replace("<port>", "80", StringComparison.Ordinal);
    }

    private static string NameOf(TraceCall call) => (string?)call.Request["name"] ?? "";

    private static void Misbehave(PluginHarness plugin, string behaviour)
    {
        switch (behaviour)
        {
            case "create-fails":
                plugin.Fault("""{"kind":"fail","method":"create_group","type":"limit_reached","count":1000}""");
                break;
            case "delete-fails":
                plugin.Fault("""{"kind":"fail","method":"delete_group","type":"internal","count":1000}""");
                break;
            case "read-fails":
                plugin.Fault("""{"kind":"fail","method":"list_groups","type":"internal","count":1000}""");
                break;
            case "init-fails" or "update-init-fails":
                plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
                plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(500);
                break;
        }
    }

    private static string Seed(Trace trace)
    {
        var (groups, agents, tags) = (new JsonArray(), new JsonArray(), new JsonArray());
        foreach (var (key, value) in trace.Given["objects before"]!.AsObject())
        {
            var (type, id) = (key[..key.LastIndexOf('/')].Split(':')[^1], key[(key.LastIndexOf('/') + 1)..]);
            switch (type)
            {
                case "Group":
                    groups.Add(
                        new JsonObject
                        {
                            ["id"] = int.Parse(id),
                            ["name"] = value!["name"]!.DeepClone(),
                            ["language_code"] = value["languageCode"]?.DeepClone() ?? "en",
                        }
                    );
                    break;
                case "Tag":
                    tags.Add(new JsonObject { ["name"] = id, ["group_ids"] = value!["groupIds"]?.DeepClone() ?? new JsonArray() });
                    break;
                case "Agent":
                    var memberships = (value!["groups"] as JsonArray ?? []).Select(g =>
                        (JsonNode)new JsonObject { ["id"] = g!["groupId"]!.DeepClone(), ["priority"] = g["priority"]!.DeepClone() }
                    );
                    agents.Add(
                        new JsonObject
                        {
                            ["id"] = id,
                            ["name"] = value["name"]!.DeepClone(),
                            ["groups"] = new JsonArray([.. memberships]),
                        }
                    );
                    break;
            }
        }

        var created = trace
            .Calls.Where(c => c.Method == "Create" && (string?)c.Request["type"] == "livechat:index:Group" && c.Response?["id"] is not null)
            .OrderBy(c => c.Began)
            .Select(c => int.Parse((string)c.Response!["id"]!))
            .ToList();
        var seed = new JsonObject
        {
            ["groups"] = groups,
            ["agents"] = agents,
            ["tags"] = tags,
        };
        if (created.Count > 0)
            seed["next_group_id"] = created[0];
        return seed.ToJsonString();
    }
}
