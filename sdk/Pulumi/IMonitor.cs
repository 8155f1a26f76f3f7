using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using WirePackageRequest = PluginProtocol.Messages.RegisterPackageRequest;

namespace Pulumi;

/// <summary>What a run is connected to: an engine, or the mocks of a test.</summary>
internal interface IMonitor
{
    Task<RegisterResourceResponse> RegisterAsync(Resource resource, RegisterResourceRequest request);

    Task<ReadResourceResponse> ReadAsync(Resource resource, ReadResourceRequest request);

    Task RegisterOutputsAsync(RegisterResourceOutputsRequest request);

    Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request);

    Task<RegisterPackageResponse> RegisterPackageAsync(WirePackageRequest request);

    Task LogAsync(LogRequest request);

    /// <summary>Says that the program has declared everything.</summary>
    Task EndAsync();
}

/// <summary>The engine that started the program.</summary>
/// <param name="monitorAddress">Where it takes resources.</param>
/// <param name="engineAddress">Where it takes lines for the user.</param>
internal sealed class EngineMonitor(string monitorAddress, string engineAddress) : IMonitor
{
    private readonly GrpcChannel _monitor = GrpcChannels.Open(monitorAddress);
    private readonly EngineClient _engine = new(GrpcChannels.Open(engineAddress));

    public Task<RegisterResourceResponse> RegisterAsync(Resource resource, RegisterResourceRequest request) =>
        _monitor.UnaryAsync(ResourceMonitorMethods.RegisterResource, request);

    public Task<ReadResourceResponse> ReadAsync(Resource resource, ReadResourceRequest request) =>
        _monitor.UnaryAsync(ResourceMonitorMethods.ReadResource, request);

    public Task RegisterOutputsAsync(RegisterResourceOutputsRequest request) =>
        _monitor.UnaryAsync(ResourceMonitorMethods.RegisterResourceOutputs, request);

    public Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request) =>
        _monitor.UnaryAsync(ResourceMonitorMethods.Invoke, request);

    public Task<RegisterPackageResponse> RegisterPackageAsync(WirePackageRequest request) =>
        _monitor.UnaryAsync(ResourceMonitorMethods.RegisterPackage, request);

    public Task LogAsync(LogRequest request) => _engine.LogAsync(request, CancellationToken.None);

    public async Task EndAsync()
    {
        try
        {
            await _monitor.UnaryAsync(ResourceMonitorMethods.SignalAndWaitForShutdown, new Empty()).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unimplemented or StatusCode.Unavailable)
        {
            // An engine that does not wait for programs is finished with this one.
        }
    }
}
