using Google.Protobuf.WellKnownTypes;
using PluginProtocol.Grpc;
using PluginProtocol.Messages;

namespace PluginProtocol.Services;

/// <summary>The provider side of <c>pulumirpc.ResourceProvider</c>: override what you serve, the rest answers UNIMPLEMENTED.</summary>
public abstract class ResourceProviderService
{
    /// <summary>The service's path prefix.</summary>
    public const string Path = "/pulumirpc.ResourceProvider/";

    /// <summary>First call on a fresh plugin: who the engine is, what both can do.</summary>
    public virtual Task<ProviderHandshakeResponse> HandshakeAsync(ProviderHandshakeRequest request, CancellationToken cancellationToken) => Missing<ProviderHandshakeResponse>("Handshake");

    /// <summary>Makes a package from parameters.</summary>
    public virtual Task<ParameterizeResponse> ParameterizeAsync(ParameterizeRequest request, CancellationToken cancellationToken) => Missing<ParameterizeResponse>("Parameterize");

    /// <summary>The package schema as JSON text.</summary>
    public virtual Task<GetSchemaResponse> GetSchemaAsync(GetSchemaRequest request, CancellationToken cancellationToken) => Missing<GetSchemaResponse>("GetSchema");

    /// <summary>Validates provider configuration; may hold unknowns.</summary>
    public virtual Task<CheckResponse> CheckConfigAsync(CheckRequest request, CancellationToken cancellationToken) => Missing<CheckResponse>("CheckConfig");

    /// <summary>Says whether changed configuration takes effect, and whether it replaces the provider.</summary>
    public virtual Task<DiffResponse> DiffConfigAsync(DiffRequest request, CancellationToken cancellationToken) => Missing<DiffResponse>("DiffConfig");

    /// <summary>Hands over the configuration.</summary>
    public virtual Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken) => Missing<ConfigureResponse>("Configure");

    /// <summary>Calls a function.</summary>
    public virtual Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken) => Missing<InvokeResponse>("Invoke");

    /// <summary>Calls a method of a resource.</summary>
    public virtual Task<CallResponse> CallAsync(CallRequest request, CancellationToken cancellationToken) => Missing<CallResponse>("Call");

    /// <summary>Validates inputs and fills in defaults.</summary>
    public virtual Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken) => Missing<CheckResponse>("Check");

    /// <summary>Compares old with new inputs.</summary>
    public virtual Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken) => Missing<DiffResponse>("Diff");

    /// <summary>Creates a resource, or predicts its outputs.</summary>
    public virtual Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken) => Missing<CreateResponse>("Create");

    /// <summary>Reads a resource: refresh, import, get.</summary>
    public virtual Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => Missing<ReadResponse>("Read");

    /// <summary>Updates a resource, or predicts its outputs.</summary>
    public virtual Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken) => Missing<UpdateResponse>("Update");

    /// <summary>Deletes a resource; one that is gone is deleted.</summary>
    public virtual Task<Empty> DeleteAsync(DeleteRequest request, CancellationToken cancellationToken) => Missing<Empty>("Delete");

    /// <summary>Enumerates the resources of a type.</summary>
    public virtual Task ListAsync(ListRequest request, StreamWriter<ListResponse> writeAsync, CancellationToken cancellationToken) => Missing<Empty>("List");

    /// <summary>Creates a component.</summary>
    public virtual Task<ConstructResponse> ConstructAsync(ConstructRequest request, CancellationToken cancellationToken) => Missing<ConstructResponse>("Construct");

    /// <summary>Asks operations in flight to come to an end; calls may still arrive afterwards.</summary>
    public virtual Task<Empty> CancelAsync(Empty request, CancellationToken cancellationToken) => Missing<Empty>("Cancel");

    /// <summary>The plugin's version.</summary>
    public virtual Task<PluginInfo> GetPluginInfoAsync(Empty request, CancellationToken cancellationToken) => Missing<PluginInfo>("GetPluginInfo");

    /// <summary>Attaches a plugin that was started by hand to an engine.</summary>
    public virtual Task<Empty> AttachAsync(PluginAttach request, CancellationToken cancellationToken) => Missing<Empty>("Attach");

    /// <summary>A mapping from another ecosystem; none by default.</summary>
    public virtual Task<GetMappingResponse> GetMappingAsync(GetMappingRequest request, CancellationToken cancellationToken) => Task.FromResult(new GetMappingResponse());

    /// <summary>The mappings there are; none by default.</summary>
    public virtual Task<GetMappingsResponse> GetMappingsAsync(GetMappingsRequest request, CancellationToken cancellationToken) => Task.FromResult(new GetMappingsResponse());

    /// <summary>The methods by path, for <see cref="GrpcServer"/>.</summary>
    public ServiceMethods Bind() => new ServiceMethods()
        .Unary(Path + "Handshake", ProviderHandshakeRequest.Parser, HandshakeAsync)
        .Unary(Path + "Parameterize", ParameterizeRequest.Parser, ParameterizeAsync)
        .Unary(Path + "GetSchema", GetSchemaRequest.Parser, GetSchemaAsync)
        .Unary(Path + "CheckConfig", CheckRequest.Parser, CheckConfigAsync)
        .Unary(Path + "DiffConfig", DiffRequest.Parser, DiffConfigAsync)
        .Unary(Path + "Configure", ConfigureRequest.Parser, ConfigureAsync)
        .Unary(Path + "Invoke", InvokeRequest.Parser, InvokeAsync)
        .Unary(Path + "Call", CallRequest.Parser, CallAsync)
        .Unary(Path + "Check", CheckRequest.Parser, CheckAsync)
        .Unary(Path + "Diff", DiffRequest.Parser, DiffAsync)
        .Unary(Path + "Create", CreateRequest.Parser, CreateAsync)
        .Unary(Path + "Read", ReadRequest.Parser, ReadAsync)
        .Unary(Path + "Update", UpdateRequest.Parser, UpdateAsync)
        .Unary(Path + "Delete", DeleteRequest.Parser, DeleteAsync)
        .ServerStreaming<ListRequest, ListResponse>(Path + "List", ListRequest.Parser, ListAsync)
        .Unary(Path + "Construct", ConstructRequest.Parser, ConstructAsync)
        .Unary(Path + "Cancel", Empty.Parser, CancelAsync)
        .Unary(Path + "GetPluginInfo", Empty.Parser, GetPluginInfoAsync)
        .Unary(Path + "Attach", PluginAttach.Parser, AttachAsync)
        .Unary(Path + "GetMapping", GetMappingRequest.Parser, GetMappingAsync)
        .Unary(Path + "GetMappings", GetMappingsRequest.Parser, GetMappingsAsync);

    private static Task<T> Missing<T>(string method) => throw new RpcException(StatusCode.Unimplemented, $"This provider does not implement {method}.");
}
