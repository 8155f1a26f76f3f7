using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using LocalEngine_Tests;
using PluginHarness_;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
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
            return await AnswerAsync(plugin, call);
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

    private static async Task<IEnumerable<string>> AnswerAsync(PluginHarness plugin, TraceCall call)
    {
        var client = plugin.Client;
        return call.Method switch
        {
            "Handshake" => await HandshakeAsync(client, call),
            "GetPluginInfo" => Compare(
                ("version", true, System.Version.TryParse((await client.GetPluginInfoAsync(default)).Version, out _))
            ),
            "Cancel" => [],
            "Configure" => await ConfigureAsync(plugin),
            "CheckConfig" => await CheckConfigAsync(client, call),
            "DiffConfig" => await DiffConfigAsync(client, call),
            "Check" => await CheckAsync(client, call),
            "Diff" => await DiffAsync(client, call),
            "Create" => await CreateAsync(client, call),
            "Read" => await ReadAsync(client, call),
            "Update" => await UpdateAsync(client, call),
            "Delete" => await DeleteAsync(client, call),
            _ => ["is a method that this test does not know"],
        };
    }

    private static async Task<IEnumerable<string>> HandshakeAsync(ResourceProviderClient client, TraceCall call)
    {
        var actual = await client.HandshakeAsync(Request<ProviderHandshakeRequest>(call, r => r.EngineAddress = ""), default);
        return Compare(("acceptSecrets", true, actual.AcceptSecrets), ("acceptResources", true, actual.AcceptResources));
    }

    /// <summary>The recorded addresses and tokens are of another license; what arrives and when is what counts.</summary>
    private static async Task<IEnumerable<string>> ConfigureAsync(PluginHarness plugin)
    {
        await plugin.ConfigureAsync(
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accessToken", "dal:emulator-token"),
            ("licenseId", "100"),
            // The recorded provider waits until reads show what was written, and minds no object that is just like the new one.
            ("readiness", "visible"),
            ("allowTwins", "true")
        );
        return [];
    }

    private static async Task<IEnumerable<string>> CheckConfigAsync(ResourceProviderClient client, TraceCall call)
    {
        var actual = await client.CheckConfigAsync(Request<CheckRequest>(call, r => Unplace(r.News)), default);
        return Compare(("failures", 0, actual.Failures.Count));
    }

    private static async Task<IEnumerable<string>> DiffConfigAsync(ResourceProviderClient client, TraceCall call)
    {
        var (actual, expected) = (await client.DiffConfigAsync(Request<DiffRequest>(call), default), Recorded<DiffResponse>(call));
        return Compare(("changes", expected.Changes, actual.Changes), ("replaces", 0, actual.Replaces.Count));
    }

    private static async Task<IEnumerable<string>> CheckAsync(ResourceProviderClient client, TraceCall call)
    {
        var (actual, expected) = (await client.CheckAsync(Request<CheckRequest>(call), default), Recorded<CheckResponse>(call));
        return Compare(
            ("failures", expected.Failures.Count, actual.Failures.Count),
            (
                "inputs",
                expected.Failures.Count > 0 ? null : StructCodec.Read(expected.Inputs),
                expected.Failures.Count > 0 ? null : StructCodec.Read(actual.Inputs)
            )
        );
    }

    private static async Task<IEnumerable<string>> DiffAsync(ResourceProviderClient client, TraceCall call)
    {
        var (actual, expected) = (await client.DiffAsync(Request<DiffRequest>(call), default), Recorded<DiffResponse>(call));
        return Compare(
            ("changes", expected.Changes, actual.Changes),
            ("replaces", string.Join(",", expected.Replaces.Order()), string.Join(",", actual.Replaces.Order())),
            ("diffs", string.Join(",", expected.Diffs.Order()), string.Join(",", actual.Diffs.Order())),
            ("deleteBeforeReplace", expected.DeleteBeforeReplace, actual.DeleteBeforeReplace && actual.Replaces.Count > 0)
        );
    }

    private static async Task<IEnumerable<string>> CreateAsync(ResourceProviderClient client, TraceCall call)
    {
        var (actual, expected) = (await client.CreateAsync(Request<CreateRequest>(call), default), Recorded<CreateResponse>(call));
        return Compare(("error", call.Error, null), ("id", expected.Id, actual.Id)).Concat(Covers(expected.Properties, actual.Properties));
    }

    /// <summary>Inputs that were read for an import carry a mark, which the check that follows takes off.</summary>
    private static async Task<IEnumerable<string>> ReadAsync(ResourceProviderClient client, TraceCall call)
    {
        var (actual, expected) = (await client.ReadAsync(Request<ReadRequest>(call), default), Recorded<ReadResponse>(call));
        return Compare(
                ("id", expected.Id, actual.Id),
                (
                    "inputs",
                    expected.Inputs is null ? null : StructCodec.Read(expected.Inputs),
                    actual.Inputs is null ? null : StructCodec.Read(actual.Inputs).Without("__imported")
                ),
                ("exists", expected.Properties is not null, actual.Properties is not null)
            )
            .Concat(Covers(expected.Properties, actual.Properties));
    }

    private static async Task<IEnumerable<string>> UpdateAsync(ResourceProviderClient client, TraceCall call)
    {
        var (actual, expected) = (await client.UpdateAsync(Request<UpdateRequest>(call), default), Recorded<UpdateResponse>(call));
        return Compare(("error", call.Error, null)).Concat(Covers(expected.Properties, actual.Properties));
    }

    private static async Task<IEnumerable<string>> DeleteAsync(ResourceProviderClient client, TraceCall call)
    {
        await client.DeleteAsync(Request<DeleteRequest>(call), default);
        return Compare(("error", call.Error, null));
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

    private static T Recorded<T>(TraceCall call)
        where T : IMessage, new() => Parser.Parse<T>(call.Response?.ToJsonString() ?? "{}");

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
                    groups.Add(GroupSeed(id, value!));
                    break;
                case "Tag":
                    tags.Add(new JsonObject { ["name"] = id, ["group_ids"] = value!["groupIds"]?.DeepClone() ?? new JsonArray() });
                    break;
                case "Agent":
                    agents.Add(AgentSeed(id, value!));
                    break;
            }
        }

        var seed = new JsonObject
        {
            ["groups"] = groups,
            ["agents"] = agents,
            ["tags"] = tags,
        };
        if (FirstCreatedGroup(trace) is { } next)
            seed["next_group_id"] = next;
        return seed.ToJsonString();
    }

    private static JsonObject GroupSeed(string id, JsonNode value) =>
        new()
        {
            ["id"] = int.Parse(id),
            ["name"] = value["name"]!.DeepClone(),
            ["language_code"] = value["languageCode"]?.DeepClone() ?? "en",
        };

    private static JsonObject AgentSeed(string id, JsonNode value)
    {
        var memberships = (value["groups"] as JsonArray ?? []).Select(g =>
            (JsonNode)new JsonObject { ["id"] = g!["groupId"]!.DeepClone(), ["priority"] = g["priority"]!.DeepClone() }
        );
        return new()
        {
            ["id"] = id,
            ["name"] = value["name"]!.DeepClone(),
            ["groups"] = new JsonArray([.. memberships]),
        };
    }

    /// <summary>The id of the first group that the recorded step made, or null.</summary>
    private static int? FirstCreatedGroup(Trace trace) =>
        trace
            .Calls.Where(c => c.Method == "Create" && (string?)c.Request["type"] == "livechat:index:Group" && c.Response?["id"] is not null)
            .OrderBy(c => c.Began)
            .Select(c => (int?)int.Parse((string)c.Response!["id"]!))
            .FirstOrDefault();
}
