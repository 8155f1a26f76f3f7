using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace PluginProtocol.Services;

/// <summary>The engine side of <c>pulumirpc.ResourceProvider</c>. Every method may throw <see cref="RpcException"/>.</summary>
public sealed class ResourceProviderClient(GrpcChannel channel)
{
    /// <summary>See <see cref="ResourceProviderService.HandshakeAsync"/>; the engine allows 10 seconds.</summary>
    public Task<ProviderHandshakeResponse> HandshakeAsync(ProviderHandshakeRequest request, CancellationToken cancellationToken) =>
        channel.UnaryAsync(ResourceProviderMethods.Handshake, request, TimeSpan.FromSeconds(10), cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.GetSchemaAsync"/>.</summary>
    public Task<GetSchemaResponse> GetSchemaAsync(GetSchemaRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.GetSchema, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.CheckConfigAsync"/>.</summary>
    public Task<CheckResponse> CheckConfigAsync(CheckRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.CheckConfig, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.DiffConfigAsync"/>.</summary>
    public Task<DiffResponse> DiffConfigAsync(DiffRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.DiffConfig, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.ConfigureAsync"/>.</summary>
    public Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.Configure, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.InvokeAsync"/>.</summary>
    public Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.Invoke, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.CheckAsync"/>.</summary>
    public Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.Check, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.DiffAsync"/>.</summary>
    public Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.Diff, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.CreateAsync"/>.</summary>
    public Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.Create, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.ReadAsync"/>.</summary>
    public Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.Read, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.UpdateAsync"/>.</summary>
    public Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.Update, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.DeleteAsync"/>.</summary>
    public Task<Empty> DeleteAsync(DeleteRequest request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.Delete, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.PreviewDeleteAsync"/>.</summary>
    public Task<CheckResponse> PreviewDeleteAsync(DeleteRequest request, CancellationToken cancellationToken) =>
        CallAsync(ForesightMethods.PreviewDelete, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.ListAsync"/>.</summary>
    public IAsyncEnumerable<ListResponse> ListAsync(ListRequest request, CancellationToken cancellationToken) =>
        channel.StreamAsync(ResourceProviderMethods.List, request, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.CancelAsync"/>.</summary>
    public Task<Empty> CancelAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        channel.UnaryAsync(ResourceProviderMethods.Cancel, new Empty(), timeout, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.GetPluginInfoAsync"/>.</summary>
    public Task<PluginInfo> GetPluginInfoAsync(CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.GetPluginInfo, new Empty(), cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.AttachAsync"/>.</summary>
    public Task<Empty> AttachAsync(PluginAttach request, CancellationToken cancellationToken) =>
        CallAsync(ResourceProviderMethods.Attach, request, cancellationToken);

    private Task<TResponse> CallAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        TRequest request,
        CancellationToken cancellationToken
    )
        where TRequest : class
        where TResponse : class => channel.UnaryAsync(method, request, null, cancellationToken);
}
