using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>
/// Makes the calls of a recorded engine, in their order, of a plugin. Ids, inputs and outputs are what this plugin answered to the same
/// calls before, as an engine would have them in its state.
/// </summary>
internal sealed class RecordedCalls(PluginHarness plugin)
{
    /// <summary>Id and outputs by URN and recorded id: what the plugin answered where the recording has that id.</summary>
    private readonly Dictionary<(string Urn, string Id), (string Id, Struct Outputs)> _made = [];

    private readonly Dictionary<string, Struct> _checked = [];

    /// <summary>The resource of which the plugin refused a call.</summary>
    public string RefusedType { get; private set; } = "";

    /// <summary>How a step ended.</summary>
    internal enum End
    {
        /// <summary>As the recorded one.</summary>
        Whole,

        /// <summary>The engine was killed before the end.</summary>
        Killed,

        /// <summary>The plugin refused a call that the recorded one answered: an engine ends there.</summary>
        Refused,
    }

    public async Task<End> PlayAsync(IEnumerable<string> lines)
    {
        var end = End.Killed;
        var calls = lines
            .Select(l => JsonNode.Parse(l)!)
            .Where(c => c["between"]!.GetValue<string>() == "engine -> provider")
            .OrderBy(c => c["began"]!.GetValue<int>());
        foreach (var call in calls)
        {
            var method = call["method"]!.GetValue<string>().Split('/')[^1];
            if (method == "Cancel")
                end = End.Whole;
            try
            {
                if (!await CallAsync(method, call["request"]!, call["response"]))
                    end = End.Refused;
            }
            catch (RpcException)
            {
                end = End.Refused;
            }

            if (end == End.Refused)
            {
                RefusedType = Text(call["request"]!, "type").Split(':')[2];
                await plugin.Client.CancelAsync(TimeSpan.FromSeconds(10), default);
                return end;
            }
        }

        return end;
    }

    private async Task<bool> CallAsync(string method, JsonNode request, JsonNode? response)
    {
        switch (method)
        {
            case "Check":
                return await CheckAsync(request);
            case "Create":
                await CreateAsync(request, response);
                return true;
            case "Diff":
                return (await DiffAsync(request)).Changes == DiffResponse.Types.DiffChanges.DiffNone;
            case "Read":
                return (await ReadAsync(request)).Id.Length > 0;
            case "Delete":
                await DeleteAsync(request);
                return true;
            case "Cancel":
                await plugin.Client.CancelAsync(TimeSpan.FromSeconds(10), default);
                return true;
            case "Handshake" or "GetPluginInfo" or "CheckConfig" or "DiffConfig" or "Configure":
                return true;
            default:
                throw new InvalidOperationException($"The recording has a call of {method}, which is not played.");
        }
    }

    private async Task<bool> CheckAsync(JsonNode request)
    {
        var urn = Text(request, "urn");
        var olds = request["oldOutputs"] is JsonObject { Count: > 0 } ? _made.Last(m => m.Key.Urn == urn).Value.Outputs : new Struct();
        var answer = await plugin.Client.CheckAsync(
            new CheckRequest
            {
                Urn = urn,
                Type = Text(request, "type"),
                Name = Text(request, "name"),
                Olds = Values(request["olds"]),
                News = Values(request["news"]),
                OldOutputs = olds,
            },
            default
        );
        _checked[urn] = answer.Inputs;
        return answer.Failures.Count == 0;
    }

    private async Task CreateAsync(JsonNode request, JsonNode? recorded)
    {
        var urn = Text(request, "urn");
        var preview = request["preview"]?.GetValue<bool>() ?? false;
        var answer = await plugin.Client.CreateAsync(
            new CreateRequest
            {
                Urn = urn,
                Type = Text(request, "type"),
                Name = Text(request, "name"),
                Properties = _checked[urn],
                Preview = preview,
            },
            default
        );
        // An engine that was killed has no answer.
        if (!preview && recorded is not null)
            _made[(urn, Text(recorded, "id"))] = (answer.Id, answer.Properties);
    }

    private Task<DiffResponse> DiffAsync(JsonNode request)
    {
        var (id, outputs) = Made(request);
        return plugin.Client.DiffAsync(
            new DiffRequest
            {
                Urn = Text(request, "urn"),
                Id = id,
                Type = Text(request, "type"),
                Olds = outputs,
                OldInputs = Values(request["oldInputs"]),
                News = Values(request["news"]),
            },
            default
        );
    }

    private Task<ReadResponse> ReadAsync(JsonNode request)
    {
        var (id, outputs) = Made(request);
        return plugin.Client.ReadAsync(
            new ReadRequest
            {
                Urn = Text(request, "urn"),
                Id = id,
                Type = Text(request, "type"),
                Properties = outputs,
                Inputs = Values(request["inputs"]),
            },
            default
        );
    }

    private Task DeleteAsync(JsonNode request)
    {
        var (id, outputs) = Made(request);
        return plugin.Client.DeleteAsync(
            new DeleteRequest
            {
                Urn = Text(request, "urn"),
                Id = id,
                Type = Text(request, "type"),
                Properties = outputs,
                OldInputs = Values(request["oldInputs"]),
            },
            default
        );
    }

    private (string Id, Struct Outputs) Made(JsonNode request) => _made[(Text(request, "urn"), Text(request, "id"))];

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private static Struct Values(JsonNode? node) => StructCodec.Write(PluginHarness.Parse(node?.ToJsonString() ?? "{}"));
}
