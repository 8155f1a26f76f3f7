using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using LocalEngine;
using LocalEngine.Plugins;
using LocalEngine.Programs;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace Benchmarks;

/// <summary>A provider, over real gRPC, that agrees with everything.</summary>
internal sealed class IdleProvider : ResourceProviderService, IProviderHost
{
    public async Task<IProviderPlugin> StartAsync(
        string package,
        string version,
        string engineAddress,
        CancellationToken cancellationToken
    ) => new Plugin(await GrpcServer.StartAsync(Bind(), cancellationToken));

    public override Task<CheckResponse> CheckConfigAsync(CheckRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new CheckResponse { Inputs = request.News });

    public override Task<DiffResponse> DiffConfigAsync(DiffRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffNone });

    public override Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new ConfigureResponse());

    public override Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new CheckResponse { Inputs = request.News });

    public override Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffNone, HasDetailedDiff = true });

    public override Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new CreateResponse { Id = request.Name, Properties = request.Properties });

    public override Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(
            new ReadResponse
            {
                Id = request.Id,
                Inputs = request.Inputs,
                Properties = request.Properties,
            }
        );

    public override Task<Empty> DeleteAsync(DeleteRequest request, CancellationToken cancellationToken) => Task.FromResult(new Empty());

    public override Task<Empty> CancelAsync(Empty request, CancellationToken cancellationToken) => Task.FromResult(new Empty());

    private sealed class Plugin(GrpcServer server) : IProviderPlugin
    {
        private readonly GrpcChannel _channel = GrpcChannels.Open(server.Address);

        public ResourceProviderClient Client => field ??= new ResourceProviderClient(_channel);

        public async ValueTask DisposeAsync()
        {
            _channel.Dispose();
            await server.DisposeAsync();
        }
    }
}

/// <summary>A program that registers many resources at once.</summary>
internal sealed class ManyResources(int count) : IProgram
{
    public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannels.Open(run.MonitorAddress);
        var stack = await RegisterAsync(
            channel,
            new RegisterResourceRequest
            {
                Type = "pulumi:pulumi:Stack",
                Name = "bench-dev",
                Object = new Struct(),
            }
        );
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => RegisterAsync(channel, Thing(i, stack.Urn))));
        return null;
    }

    private static RegisterResourceRequest Thing(int i, string stack)
    {
        var group = PropertyObject.Of(("groupId", PropertyValue.Of(i)), ("priority", PropertyValue.Of("first")));
        var inputs = PropertyObject.Of(("name", PropertyValue.Of($"Thing {i}")), ("groups", PropertyValue.List([group])));
        return new RegisterResourceRequest
        {
            Type = "idle:index:Thing",
            Name = $"thing-{i}",
            Custom = true,
            Parent = stack,
            Object = StructCodec.Write(inputs),
        };
    }

    private static Task<RegisterResourceResponse> RegisterAsync(GrpcChannel channel, RegisterResourceRequest request) =>
        channel.UnaryAsync(ResourceMonitorMethods.RegisterResource, request);
}

/// <summary>Shows nothing.</summary>
internal sealed class SilentObserver : IEngineObserver
{
    public void StepStarted(Step step) { }

    public void StepFinished(Step step, TimeSpan took, string? error) { }

    public void Diagnostic(LogSeverity severity, string urn, string message) => Console.Error.WriteLine(message);

    public void ProgramOutput(string line) { }
}
