using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEngine.Plugins;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>A provider that answers as the recorded one did, and writes down what it was asked.</summary>
internal sealed partial class ReplayProvider(IEnumerable<TraceCall> calls, string behaviour, string? state)
    : ResourceProviderService,
        IProviderHost
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<TraceCall>> _answers = calls
        .Where(c => c.Between == "engine -> provider")
        .GroupBy(Key)
        .ToDictionary(g => g.Key, g => new Queue<TraceCall>(g));
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked, in order, in the form of the traces.</summary>
    public List<TraceCall> Asked { get; } = [];

    /// <summary>The schema that the plugin shows; empty for none.</summary>
    public string Schema { get; init; } = "";

    /// <summary>Completes when a slow create has begun.</summary>
    public TaskCompletionSource SlowCreateBegan { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<IProviderPlugin> StartAsync(
        string package,
        string version,
        string engineAddress,
        CancellationToken cancellationToken
    ) => new ServedPlugin(await GrpcServer.StartAsync(Bind()));

    public override Task<ProviderHandshakeResponse> HandshakeAsync(ProviderHandshakeRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(
            new ProviderHandshakeResponse
            {
                AcceptSecrets = true,
                AcceptResources = true,
                AcceptOutputs = true,
            }
        );

    public override Task<GetSchemaResponse> GetSchemaAsync(GetSchemaRequest request, CancellationToken cancellationToken) =>
        Schema.Length > 0
            ? Task.FromResult(new GetSchemaResponse { Schema = Schema })
            : throw RpcErrors.Create(StatusCode.Unimplemented, "no schema");

    public override Task<CheckResponse> CheckConfigAsync(CheckRequest request, CancellationToken cancellationToken) =>
        Answer("CheckConfig", request, new CheckResponse { Inputs = request.News });

    public override Task<DiffResponse> DiffConfigAsync(DiffRequest request, CancellationToken cancellationToken) =>
        Answer("DiffConfig", request, new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffNone });

    public override Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken) =>
        Answer("Configure", request, new ConfigureResponse { AcceptSecrets = true });

    public override Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken) =>
        Answer<CheckResponse>("Check", request, null);

    public override Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken) =>
        Answer<DiffResponse>("Diff", request, null);

    public override async Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken)
    {
        if (behaviour == "slow" && !request.Preview)
        {
            SlowCreateBegan.TrySetResult();
            await _cancelled.Task.InTimeAsync();
        }

        return await Answer<CreateResponse>("Create", request, null);
    }

    public override Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken) =>
        Answer<ReadResponse>("Read", request, null);

    public override Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken) =>
        Answer<UpdateResponse>("Update", request, null);

    public override Task<Empty> DeleteAsync(DeleteRequest request, CancellationToken cancellationToken) =>
        Answer<Empty>("Delete", request, null);

    public override Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken) =>
        Answer<InvokeResponse>("Invoke", request, null);

    public override Task<Empty> CancelAsync(Empty request, CancellationToken cancellationToken)
    {
        _cancelled.TrySetResult();
        return Task.FromResult(new Empty());
    }

    private static string Key(TraceCall call) => Key(call.Method, call.Request);

    private static string Key(string method, JsonObject request) =>
        $"{method} {request["urn"]} {request["tok"]} {(bool?)request["preview"] ?? false}";

    private Task<T> Answer<T>(string method, IMessage message, T? otherwise)
        where T : class, IMessage, new()
    {
        lock (_gate)
        {
            var request = (JsonObject)JsonNode.Parse(Formatter.Format(message))!;
            Asked.Add(new TraceCall(method, "engine -> provider", Asked.Count, Asked.Count, request, null, null));
            var queue = _answers.GetValueOrDefault(Key(method, request));
            var recorded =
                queue is null ? null
                : queue.Count > 1 ? queue.Dequeue()
                : queue.Peek();
            if (recorded is null)
                return otherwise is not null
                    ? Task.FromResult(otherwise)
                    : throw RpcErrors.Create(StatusCode.InvalidArgument, $"The recorded engine never asked {Key(method, request)}");
            if (recorded.Error is { } error)
                throw Failure(error, (string?)request["urn"] ?? "");
            return Task.FromResult(Parser.Parse<T>(recorded.Response!.ToJsonString()));
        }
    }

    /// <summary>The traces keep an error's text only; that a resource came to be all the same shows in the state.</summary>
    private RpcException Failure(string error, string urn)
    {
        var match = ErrorText().Match(error);
        var code = System.Enum.Parse<StatusCode>(match.Groups[1].Value);
        var message = match.Groups[2].Value;
        if (!behaviour.Contains("init-fails", StringComparison.Ordinal))
            return RpcErrors.Create(code, message);
        var resource = JsonNode.Parse(state!)!["deployment"]!["resources"]!.AsArray().First(r => (string)r!["urn"]! == urn)!;
        var detail = new ErrorResourceInitFailed
        {
            Id = (string)resource["id"]!,
            Properties = Parser.Parse<Struct>(resource["outputs"]!.ToJsonString()),
        };
        detail.Reasons.AddRange(resource["initErrors"]!.AsArray().Select(r => (string)r!));
        return RpcErrors.InitFailed(detail, code);
    }

    [GeneratedRegex("code = (\\w+) desc = (.*)$", RegexOptions.Singleline)]
    private static partial Regex ErrorText();
}
