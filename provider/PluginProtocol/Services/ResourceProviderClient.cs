using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PluginProtocol.Grpc;
using PluginProtocol.Messages;

namespace PluginProtocol.Services;

/// <summary>The engine side of <c>pulumirpc.ResourceProvider</c>. Every method may throw <see cref="RpcException"/>.</summary>
public sealed class ResourceProviderClient(GrpcChannel channel)
{
    /// <summary>See <see cref="ResourceProviderService.HandshakeAsync"/>; the engine allows 10 seconds.</summary>
    public Task<ProviderHandshakeResponse> HandshakeAsync(ProviderHandshakeRequest request, CancellationToken cancellationToken) =>
        channel.UnaryAsync(ResourceProviderService.Path + "Handshake", request, ProviderHandshakeResponse.Parser, TimeSpan.FromSeconds(10), cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.GetSchemaAsync"/>.</summary>
    public Task<GetSchemaResponse> GetSchemaAsync(GetSchemaRequest request, CancellationToken cancellationToken) => Call("GetSchema", request, GetSchemaResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.CheckConfigAsync"/>.</summary>
    public Task<CheckResponse> CheckConfigAsync(CheckRequest request, CancellationToken cancellationToken) => Call("CheckConfig", request, CheckResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.DiffConfigAsync"/>.</summary>
    public Task<DiffResponse> DiffConfigAsync(DiffRequest request, CancellationToken cancellationToken) => Call("DiffConfig", request, DiffResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.ConfigureAsync"/>.</summary>
    public Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken) => Call("Configure", request, ConfigureResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.InvokeAsync"/>.</summary>
    public Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken) => Call("Invoke", request, InvokeResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.CheckAsync"/>.</summary>
    public Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken) => Call("Check", request, CheckResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.DiffAsync"/>.</summary>
    public Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken) => Call("Diff", request, DiffResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.CreateAsync"/>.</summary>
    public Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken) => Call("Create", request, CreateResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.ReadAsync"/>.</summary>
    public Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => Call("Read", request, ReadResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.UpdateAsync"/>.</summary>
    public Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken) => Call("Update", request, UpdateResponse.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.DeleteAsync"/>.</summary>
    public Task<Empty> DeleteAsync(DeleteRequest request, CancellationToken cancellationToken) => Call("Delete", request, Empty.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.ListAsync"/>.</summary>
    public IAsyncEnumerable<ListResponse> ListAsync(ListRequest request, CancellationToken cancellationToken) =>
        channel.StreamAsync(ResourceProviderService.Path + "List", request, ListResponse.Parser, null, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.CancelAsync"/>.</summary>
    public Task<Empty> CancelAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        channel.UnaryAsync(ResourceProviderService.Path + "Cancel", new Empty(), Empty.Parser, timeout, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.GetPluginInfoAsync"/>.</summary>
    public Task<PluginInfo> GetPluginInfoAsync(CancellationToken cancellationToken) => Call("GetPluginInfo", new Empty(), PluginInfo.Parser, cancellationToken);

    /// <summary>See <see cref="ResourceProviderService.AttachAsync"/>.</summary>
    public Task<Empty> AttachAsync(PluginAttach request, CancellationToken cancellationToken) => Call("Attach", request, Empty.Parser, cancellationToken);

    private Task<T> Call<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : IMessage<T> => channel.UnaryAsync(ResourceProviderService.Path + method, request, parser, null, cancellationToken);
}
