using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace PluginProtocol.Services;

/// <summary>The provider side of <c>pulumirpc.ResourceProvider</c>: override what you serve, the rest answers UNIMPLEMENTED.</summary>
public abstract class ResourceProviderService
{
    /// <summary>First call on a fresh plugin: who the engine is, what both can do.</summary>
    public virtual Task<ProviderHandshakeResponse> HandshakeAsync(ProviderHandshakeRequest request, CancellationToken cancellationToken) =>
        Missing<ProviderHandshakeResponse>("Handshake");

    /// <summary>Makes a package from parameters.</summary>
    public virtual Task<ParameterizeResponse> ParameterizeAsync(ParameterizeRequest request, CancellationToken cancellationToken) =>
        Missing<ParameterizeResponse>("Parameterize");

    /// <summary>The package schema as JSON text.</summary>
    public virtual Task<GetSchemaResponse> GetSchemaAsync(GetSchemaRequest request, CancellationToken cancellationToken) =>
        Missing<GetSchemaResponse>("GetSchema");

    /// <summary>Validates provider configuration; may hold unknowns.</summary>
    public virtual Task<CheckResponse> CheckConfigAsync(CheckRequest request, CancellationToken cancellationToken) =>
        Missing<CheckResponse>("CheckConfig");

    /// <summary>Says whether changed configuration takes effect, and whether it replaces the provider.</summary>
    public virtual Task<DiffResponse> DiffConfigAsync(DiffRequest request, CancellationToken cancellationToken) =>
        Missing<DiffResponse>("DiffConfig");

    /// <summary>Hands over the configuration.</summary>
    public virtual Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken) =>
        Missing<ConfigureResponse>("Configure");

    /// <summary>Calls a function.</summary>
    public virtual Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken) =>
        Missing<InvokeResponse>("Invoke");

    /// <summary>Calls a method of a resource.</summary>
    public virtual Task<CallResponse> CallAsync(CallRequest request, CancellationToken cancellationToken) => Missing<CallResponse>("Call");

    /// <summary>Validates inputs and fills in defaults.</summary>
    public virtual Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken) =>
        Missing<CheckResponse>("Check");

    /// <summary>Compares old with new inputs.</summary>
    public virtual Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken) => Missing<DiffResponse>("Diff");

    /// <summary>Creates a resource, or predicts its outputs.</summary>
    public virtual Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken) =>
        Missing<CreateResponse>("Create");

    /// <summary>Reads a resource: refresh, import, get.</summary>
    public virtual Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => Missing<ReadResponse>("Read");

    /// <summary>Updates a resource, or predicts its outputs.</summary>
    public virtual Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken) =>
        Missing<UpdateResponse>("Update");

    /// <summary>Deletes a resource; one that is gone is deleted.</summary>
    public virtual Task<Empty> DeleteAsync(DeleteRequest request, CancellationToken cancellationToken) => Missing<Empty>("Delete");

    /// <summary>Tells why a delete will be refused, and deletes nothing; see <see cref="ForesightMethods"/>.</summary>
    public virtual Task<CheckResponse> PreviewDeleteAsync(DeleteRequest request, CancellationToken cancellationToken) =>
        Missing<CheckResponse>("PreviewDelete");

    /// <summary>Enumerates the resources of a type.</summary>
    public virtual Task ListAsync(ListRequest request, IAsyncStreamWriter<ListResponse> writer, CancellationToken cancellationToken) =>
        Missing<Empty>("List");

    /// <summary>Creates a component.</summary>
    public virtual Task<ConstructResponse> ConstructAsync(ConstructRequest request, CancellationToken cancellationToken) =>
        Missing<ConstructResponse>("Construct");

    /// <summary>Asks operations in flight to come to an end; calls may still arrive afterwards.</summary>
    public virtual Task<Empty> CancelAsync(Empty request, CancellationToken cancellationToken) => Missing<Empty>("Cancel");

    /// <summary>The plugin's version.</summary>
    public virtual Task<PluginInfo> GetPluginInfoAsync(Empty request, CancellationToken cancellationToken) =>
        Missing<PluginInfo>("GetPluginInfo");

    /// <summary>Attaches a plugin that was started by hand to an engine.</summary>
    public virtual Task<Empty> AttachAsync(PluginAttach request, CancellationToken cancellationToken) => Missing<Empty>("Attach");

    /// <summary>A mapping from another ecosystem; none by default.</summary>
    public virtual Task<GetMappingResponse> GetMappingAsync(GetMappingRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new GetMappingResponse());

    /// <summary>The mappings there are; none by default.</summary>
    public virtual Task<GetMappingsResponse> GetMappingsAsync(GetMappingsRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new GetMappingsResponse());

    /// <summary>The methods with what answers them, for <see cref="GrpcServer"/>.</summary>
    public ServiceMethods Bind() =>
        new ServiceMethods { Failures = Tell }
            .Unary(ResourceProviderMethods.Handshake, HandshakeAsync)
            .Unary(ResourceProviderMethods.Parameterize, ParameterizeAsync)
            .Unary(ResourceProviderMethods.GetSchema, GetSchemaAsync)
            .Unary(ResourceProviderMethods.CheckConfig, CheckConfigAsync)
            .Unary(ResourceProviderMethods.DiffConfig, DiffConfigAsync)
            .Unary(ResourceProviderMethods.Configure, ConfigureAsync)
            .Unary(ResourceProviderMethods.Invoke, InvokeAsync)
            .Unary(ResourceProviderMethods.Call, CallAsync)
            .Unary(ResourceProviderMethods.Check, CheckAsync)
            .Unary(ResourceProviderMethods.Diff, DiffAsync)
            .Unary(ResourceProviderMethods.Create, CreateAsync)
            .Unary(ResourceProviderMethods.Read, ReadAsync)
            .Unary(ResourceProviderMethods.Update, UpdateAsync)
            .Unary(ResourceProviderMethods.Delete, DeleteAsync)
            .Unary(ForesightMethods.PreviewDelete, PreviewDeleteAsync)
            .ServerStreaming(ResourceProviderMethods.List, ListAsync)
            .Unary(ResourceProviderMethods.Construct, ConstructAsync)
            .Unary(ResourceProviderMethods.Cancel, CancelAsync)
            .Unary(ResourceProviderMethods.GetPluginInfo, GetPluginInfoAsync)
            .Unary(ResourceProviderMethods.Attach, AttachAsync)
            .Unary(ResourceProviderMethods.GetMapping, GetMappingAsync)
            .Unary(ResourceProviderMethods.GetMappings, GetMappingsAsync);

    /// <summary>A failure as the engine and people may see it.</summary>
    protected virtual RpcException Tell(RpcException failure) => failure;

    private static Task<T> Missing<T>(string method) =>
        throw RpcErrors.Create(StatusCode.Unimplemented, $"This provider does not implement {method}.");
}
