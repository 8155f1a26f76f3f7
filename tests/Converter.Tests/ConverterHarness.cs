using System.Text.Json.Nodes;
using Grpc.Net.Client;
using LiveChatPulumi.Converter;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Export.Model;
using PluginHarness_;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using TestSupport;

namespace Converter_Tests;

/// <summary>The converter over real gRPC, an emulated license, and a test that plays Pulumi's command.</summary>
internal sealed class ConverterHarness : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private GrpcServer? _server;
    private GrpcChannel? _channel;

    public EmulatorServer Emulator { get; private set; } = null!;

    /// <summary>The variables of the converter and its plugin.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public PluginSource Source { get; private set; } = null!;

    /// <summary>The folder that the program is written to.</summary>
    public string Target => _folder.File("target");

    public static async Task<ConverterHarness> StartAsync(string seed)
    {
        var harness = new ConverterHarness { Emulator = await EmulatorServer.StartAsync() };
        harness.Emulator.Control("seed", (JsonObject)JsonNode.Parse(seed)!);
        harness.Environment["LIVECHAT_API_URL"] = harness.Emulator.Url.ToString();
        harness.Environment["LIVECHAT_ACCESS_TOKEN"] = "dal:emulator-token";
        harness.Environment["PULUMI_HOME"] = harness._folder.File("home");
        await harness.RestartAsync();
        return harness;
    }

    /// <summary>A converter that sees the variables as they are now.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        Source = new PluginSource(
            Environment,
            _folder.Path,
            processes => new PluginsHere(name => Environment.GetValueOrDefault(name), processes)
        );
        var service = new ConverterService(PluginSource.Version, Source.Filter, Source.ReadAsync);
        _server = await GrpcServer.StartAsync(service.Bind());
        _channel = GrpcChannels.Open(_server.Address);
    }

    /// <summary>What <c>pulumi import --from livechat -- ARGUMENTS</c> sends.</summary>
    public Task<ConvertStateResponse> ConvertStateAsync(params string[] arguments) =>
        _channel!.UnaryAsync(ConverterMethods.ConvertState, StateRequest(arguments));

    public static ConvertStateRequest StateRequest(params string[] arguments)
    {
        var request = new ConvertStateRequest { MapperTarget = "127.0.0.1:1" };
        request.Args.AddRange([.. arguments, "--non-interactive"]);
        return request;
    }

    /// <summary>What <c>pulumi convert --from livechat -- ARGUMENTS</c> sends. Nobody is there to answer as mapper or loader.</summary>
    public async Task<(ConvertProgramResponse Response, HclBody Program)> ConvertProgramAsync(params string[] arguments)
    {
        var request = new ConvertProgramRequest
        {
            SourceDirectory = _folder.Path,
            TargetDirectory = Target,
            MapperTarget = "127.0.0.1:1",
            LoaderTarget = "127.0.0.1:1",
            GeneratedProjectDirectory = _folder.File("generated"),
        };
        request.Args.AddRange([.. arguments, "--non-interactive"]);
        var response = await _channel!.UnaryAsync(ConverterMethods.ConvertProgram, request);
        var file = Assert.Single(Directory.GetFileSystemEntries(Target));
        Assert.Equal("main.pp", Path.GetFileName(file));
        return (response, HclReader.Read(await File.ReadAllTextAsync(file)));
    }

    /// <summary>The model, as the writers get it.</summary>
    public Task<ExportedLicense> ReadAsync(params string[] arguments) => Source.ReadAsync(ConverterOptions.Read(arguments), default);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Emulator.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StopAsync()
    {
        _channel?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
