using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using LiveChatPulumi.Api;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Provider.Configuration;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Rpc;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using TestSupport;

namespace PluginHarness_;

/// <summary>The plugin over real gRPC, an emulated license behind real HTTP, and a test that plays the engine.</summary>
internal sealed class PluginHarness : IAsyncDisposable
{
    private readonly List<TemporaryFolder> _homes = [new()];
    private readonly List<ProviderService> _services = [];
    private (string Key, string Value)[] _configuration = [];
    private readonly ConcurrentDictionary<string, PropertyObject> _outputs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);
    private GrpcServer? _server;
    private GrpcServer? _engine;
    private GrpcChannel? _channel;

    /// <summary>The folder in which the plugin keeps its journal.</summary>
    public string Home => _homes[^1].Path;

    public EmulatorServer Emulator { get; private set; } = null!;

    public ResourceProviderClient Client { get; set; } = null!;

    /// <summary>True where the plugin knows its engine by the command line, and so the other plugin processes of the run.</summary>
    private bool SharesRun { get; init; }

    /// <summary>Where the plugin listens.</summary>
    public string Address => _server!.Address;

    public JumpingTime Time { get; } = new();

    /// <summary>Lines that the plugin had for the user.</summary>
    public List<LogRequest> Logs { get; } = [];

    /// <summary>Debug events of the plugin.</summary>
    public List<LogRequest> Events { get; } = [];

    public IReadOnlyList<string> EventTexts
    {
        get
        {
            lock (Events)
                return [.. Events.Select(e => e.Message)];
        }
    }

    /// <summary>
    /// Most tests count the calls of one operation, and do without the list by which a run tells its license, and without those of names.
    /// </summary>
    public RunOptions Options { get; set; } = new() { MarksLicense = false, ChecksNames = false };

    /// <summary>When a change counts as done, as the configuration has it.</summary>
    private string Readiness { get; init; } = "accepted";

    public static async Task<PluginHarness> StartAsync(
        string? seed = null,
        bool configure = true,
        string readiness = "accepted",
        bool sharesRun = false
    )
    {
        var harness = new PluginHarness
        {
            Emulator = await EmulatorServer.StartAsync(),
            Readiness = readiness,
            SharesRun = sharesRun,
        };
        if (seed is not null)
            harness.Emulator.Control("seed", (JsonObject)JsonNode.Parse(seed)!);
        harness._engine = await GrpcServer.StartAsync(
            new ServiceMethods().Unary(
                EngineMethods.Log,
                (r, _) =>
                {
                    var lines = r.Severity == LogSeverity.Debug ? harness.Events : harness.Logs;
                    lock (lines)
                        lines.Add(r);
                    return Task.FromResult(new Google.Protobuf.WellKnownTypes.Empty());
                }
            )
        );
        await harness.RestartAsync(configure);
        return harness;
    }

    /// <summary>A new plugin process, as far as it can tell: same home folder, same license.</summary>
    public async Task RestartAsync(bool configure = true)
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _channel?.Dispose();
        _server = await GrpcServer.StartAsync(Service().Bind());
        _channel = GrpcChannels.Open(_server.Address);
        Client = new ResourceProviderClient(_channel);
        if (configure)
            await ConfigureAsync(
                ("apiUrl", Emulator.Url.ToString()),
                ("accessToken", "dal:emulator-token"),
                ("licenseId", "100"),
                ("readiness", Readiness)
            );
    }

    /// <summary>Another plugin process of the same run, as a second provider resource has one. Calls go to it from now on.</summary>
    public async Task<IAsyncDisposable> AnotherProcessAsync()
    {
        var server = await GrpcServer.StartAsync(Service().Bind());
        Client = new ResourceProviderClient(GrpcChannels.Open(server.Address));
        await ConfigureAsync();
        return server;
    }

    private ProviderService Service()
    {
        var log = SharesRun ? new EngineLog(_engine!.Address) : new EngineLog();
        log.Attach(_engine!.Address);
        var service = new ProviderService(
            log,
            (config, l) =>
                new ProviderRun(
                    new ConfigurationApi(
                        new ApiOptions
                        {
                            Url = config.ApiUrl,
                            Credential = config.Credential,
                            Region = config.Region,
                            RetryDelay = TimeSpan.FromMilliseconds(1),
                            MaxRetries = 3,
                        },
                        log: l
                    ),
                    config.OpenJournal(Home, Time),
                    Time,
                    l,
                    Configured(config)
                ),
            _ => null
        );
        _services.Add(service);
        return service;
    }

    /// <summary>
    /// A plugin that waits for the license as long as the test takes: the usual bounds are over in no time by a clock that jumps.
    /// </summary>
    public Task BePatientAsync()
    {
        Options = Options with { PropagationBound = TimeSpan.FromDays(30), OperationTimeout = TimeSpan.FromDays(30) };
        return RestartAsync();
    }

    /// <summary>What the engine does for the next command: the same configuration, for a provider that has read nothing yet.</summary>
    public Task NextRunAsync() => ConfigureAsync(_configuration);

    /// <summary>The end of a run in order, and the next: the engine says Cancel when it has no more to ask.</summary>
    public async Task EndRunAsync()
    {
        await Client.CancelAsync(TimeSpan.FromSeconds(30), default);
        await NextRunAsync();
    }

    public Task<ConfigureResponse> ConfigureAsync(params (string Key, string Value)[] values)
    {
        _configuration = values;
        return ConfigureAsync();
    }

    private async Task<ConfigureResponse> ConfigureAsync()
    {
        _created.Clear();
        return await Client.ConfigureAsync(
            new ConfigureRequest
            {
                Args = StructCodec.Write(PropertyObject.Of([.. _configuration.Select(v => (v.Key, PropertyValue.Of(v.Value)))])),
            },
            default
        );
    }

    /// <summary>The configuration's bounds where it sets them, else the test's.</summary>
    private RunOptions Configured(ProviderConfig config) =>
        config.Apply(Options) with
        {
            PropagationBound = _configuration.Any(c => c.Key == "propagationSeconds") ? config.PropagationBound : Options.PropagationBound,
        };

    public static string Urn(string type, string name = "it") => $"urn:pulumi:dev::shop::livechat:index:{type}::{name}";

    public static PropertyObject Parse(string json) =>
        new CheckpointCodec(null).ReadObject(System.Text.Json.JsonDocument.Parse(json).RootElement);

    public async Task<IReadOnlyList<CheckFailure>> FailuresAsync(string type, string news, string olds = "{}", string name = "it") =>
        (
            await Client.CheckAsync(
                new CheckRequest
                {
                    Urn = Urn(type, name),
                    Type = $"livechat:index:{type}",
                    News = StructCodec.Write(Parse(news)),
                    Olds = StructCodec.Write(Parse(olds)),
                },
                default
            )
        ).Failures;

    /// <summary>The property of a failure: the input that an engine shows, or the path in the text.</summary>
    public static string PathOf(CheckFailure failure) =>
        failure.Property.Length > 0 ? failure.Property
        : failure.Reason.StartsWith("property ", StringComparison.Ordinal) ? failure.Reason.Split(' ')[1]
        : "";

    public async Task<CreateResponse> CreateAsync(string type, string inputs, string name = "it", bool preview = false)
    {
        var response = await Client.CreateAsync(
            new CreateRequest
            {
                Urn = Urn(type, name),
                Type = $"livechat:index:{type}",
                Name = name,
                Properties = StructCodec.Write(Parse(inputs)),
                Preview = preview,
            },
            default
        );
        if (!preview)
        {
            _outputs[Urn(type, name)] = StructCodec.Read(response.Properties);
            lock (_created)
                _created.Add(Urn(type, name));
        }

        return response;
    }

    /// <summary>
    /// A state as the engine has it after the last create or update of a resource: what that answered, and over it what a test says.
    /// </summary>
    private Google.Protobuf.WellKnownTypes.Struct State(string type, string name, string says) =>
        StructCodec.Write(
            Parse(says)
                .Members.Aggregate(
                    _outputs.GetValueOrDefault(Urn(type, name)) ?? PropertyObject.Empty,
                    (state, m) => state.With(m.Key, m.Value)
                )
        );

    public Task<DiffResponse> DiffAsync(string type, string id, string olds, string news, string name = "it") =>
        Client.DiffAsync(
            new DiffRequest
            {
                Urn = Urn(type, name),
                Id = id,
                Type = $"livechat:index:{type}",
                OldInputs = StructCodec.Write(Parse(olds)),
                Olds = State(type, name, olds),
                News = StructCodec.Write(Parse(news)),
            },
            default
        );

    public async Task<UpdateResponse> UpdateAsync(
        string type,
        string id,
        string oldInputs,
        string news,
        bool preview = false,
        string name = "it"
    )
    {
        var response = await Client.UpdateAsync(
            new UpdateRequest
            {
                Urn = Urn(type, name),
                Id = id,
                Type = $"livechat:index:{type}",
                Olds = State(type, name, oldInputs),
                OldInputs = StructCodec.Write(Parse(oldInputs)),
                News = StructCodec.Write(Parse(news)),
                Preview = preview,
            },
            default
        );
        if (!preview)
            _outputs[Urn(type, name)] = StructCodec.Read(response.Properties);
        return response;
    }

    public Task<ReadResponse> ReadAsync(string type, string id, string? inputs = null, string name = "it")
    {
        var request = new ReadRequest
        {
            Urn = Urn(type, name),
            Id = id,
            Type = $"livechat:index:{type}",
        };
        if (inputs is not null)
            (request.Inputs, request.Properties) = (StructCodec.Write(Parse(inputs)), State(type, name, inputs));
        return Client.ReadAsync(request, default);
    }

    /// <summary>
    /// Deletes an object in the state. An engine deletes what a run created in a later run; where it does so in the same one, it
    /// means the object that the created one replaces.
    /// </summary>
    public async Task DeleteAsync(string type, string id, string name = "it", string state = "{}", bool inSameRun = false)
    {
        if (!inSameRun && _created.Contains(Urn(type, name)))
            await NextRunAsync();
        await Client.DeleteAsync(
            new DeleteRequest
            {
                Urn = Urn(type, name),
                Id = id,
                Type = $"livechat:index:{type}",
                Properties = State(type, name, state),
            },
            default
        );
    }

    /// <summary>The next process has a home folder that is empty, as on another machine.</summary>
    public void LoseHome() => _homes.Add(new());

    /// <summary>Another license in the same emulator, and a provider that knows nothing of the one before.</summary>
    public async Task ResetAsync(string seed)
    {
        Emulator.Control("faults/clear");
        Emulator.Control("seed", (JsonObject)JsonNode.Parse(seed)!);
        Emulator.Control("log/clear");
        lock (Logs)
            Logs.Clear();
        _outputs.Clear();
        LoseHome();
        await ResetConfigurationAsync();
    }

    /// <summary>A provider that knows nothing of the runs before but what the disk has, configured for any resource.</summary>
    public Task ResetConfigurationAsync() =>
        ConfigureAsync(
            ("apiUrl", Emulator.Url.ToString()),
            ("accessToken", "dal:emulator-token"),
            ("licenseId", "100"),
            ("ownerClientId", "emulator-client"),
            ("readiness", Readiness)
        );

    public async Task<IReadOnlyList<string>> ListAsync(string type)
    {
        var ids = new List<string>();
        await foreach (var item in Client.ListAsync(new ListRequest { Token = $"livechat:index:{type}" }, default))
            ids.Add(item.Result.Id);
        return ids;
    }

    public static string Text(PropertyObject value) => new CheckpointCodec(null).WriteText(value);

    public void Fault(string json) => Emulator.Control("faults", (JsonObject)JsonNode.Parse(json)!);

    public JsonObject Dump() => (JsonObject)Emulator.Control("dump");

    public int Writes =>
        Emulator.Log.Calls.Count(c =>
            !c.Method.StartsWith("get_", StringComparison.Ordinal) && !c.Method.StartsWith("list_", StringComparison.Ordinal)
        );

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();

        // A call that was cut off may have left a line of the journal to be written.
        foreach (var service in _services)
            await service.LeaveAsync();
        if (_engine is not null)
            await _engine.DisposeAsync();
        await Emulator.DisposeAsync();
        foreach (var home in _homes)
            home.Dispose();
    }
}
