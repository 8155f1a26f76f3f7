using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace PluginProtocol.Services;

/// <summary>The methods of <c>pulumirpc.ResourceProvider</c> (<c>provider.proto</c>).</summary>
public static class ResourceProviderMethods
{
    private const string Service = "pulumirpc.ResourceProvider";

    /// <summary>First call on a fresh plugin: who the engine is, what both can do.</summary>
    public static readonly Method<ProviderHandshakeRequest, ProviderHandshakeResponse> Handshake = RpcMethod.Unary(
        Service,
        "Handshake",
        ProviderHandshakeRequest.Parser,
        ProviderHandshakeResponse.Parser
    );

    /// <summary>Makes a package from parameters.</summary>
    public static readonly Method<ParameterizeRequest, ParameterizeResponse> Parameterize = RpcMethod.Unary(
        Service,
        "Parameterize",
        ParameterizeRequest.Parser,
        ParameterizeResponse.Parser
    );

    /// <summary>The package schema as JSON text.</summary>
    public static readonly Method<GetSchemaRequest, GetSchemaResponse> GetSchema = RpcMethod.Unary(
        Service,
        "GetSchema",
        GetSchemaRequest.Parser,
        GetSchemaResponse.Parser
    );

    /// <summary>Validates provider configuration.</summary>
    public static readonly Method<CheckRequest, CheckResponse> CheckConfig = RpcMethod.Unary(
        Service,
        "CheckConfig",
        CheckRequest.Parser,
        CheckResponse.Parser
    );

    /// <summary>Compares old with new provider configuration.</summary>
    public static readonly Method<DiffRequest, DiffResponse> DiffConfig = RpcMethod.Unary(
        Service,
        "DiffConfig",
        DiffRequest.Parser,
        DiffResponse.Parser
    );

    /// <summary>Hands over the configuration.</summary>
    public static readonly Method<ConfigureRequest, ConfigureResponse> Configure = RpcMethod.Unary(
        Service,
        "Configure",
        ConfigureRequest.Parser,
        ConfigureResponse.Parser
    );

    /// <summary>Calls a function.</summary>
    public static readonly Method<InvokeRequest, InvokeResponse> Invoke = RpcMethod.Unary(
        Service,
        "Invoke",
        InvokeRequest.Parser,
        InvokeResponse.Parser
    );

    /// <summary>Calls a method of a resource.</summary>
    public static readonly Method<CallRequest, CallResponse> Call = RpcMethod.Unary(
        Service,
        "Call",
        CallRequest.Parser,
        CallResponse.Parser
    );

    /// <summary>Validates inputs and fills in defaults.</summary>
    public static readonly Method<CheckRequest, CheckResponse> Check = RpcMethod.Unary(
        Service,
        "Check",
        CheckRequest.Parser,
        CheckResponse.Parser
    );

    /// <summary>Compares old with new inputs.</summary>
    public static readonly Method<DiffRequest, DiffResponse> Diff = RpcMethod.Unary(
        Service,
        "Diff",
        DiffRequest.Parser,
        DiffResponse.Parser
    );

    /// <summary>Creates a resource, or predicts its outputs.</summary>
    public static readonly Method<CreateRequest, CreateResponse> Create = RpcMethod.Unary(
        Service,
        "Create",
        CreateRequest.Parser,
        CreateResponse.Parser
    );

    /// <summary>Reads a resource: refresh, import, get.</summary>
    public static readonly Method<ReadRequest, ReadResponse> Read = RpcMethod.Unary(
        Service,
        "Read",
        ReadRequest.Parser,
        ReadResponse.Parser
    );

    /// <summary>Updates a resource, or predicts its outputs.</summary>
    public static readonly Method<UpdateRequest, UpdateResponse> Update = RpcMethod.Unary(
        Service,
        "Update",
        UpdateRequest.Parser,
        UpdateResponse.Parser
    );

    /// <summary>Deletes a resource.</summary>
    public static readonly Method<DeleteRequest, Empty> Delete = RpcMethod.Unary(Service, "Delete", DeleteRequest.Parser, Empty.Parser);

    /// <summary>Enumerates the resources of a type.</summary>
    public static readonly Method<ListRequest, ListResponse> List = RpcMethod.ServerStreaming(
        Service,
        "List",
        ListRequest.Parser,
        ListResponse.Parser
    );

    /// <summary>Creates a component.</summary>
    public static readonly Method<ConstructRequest, ConstructResponse> Construct = RpcMethod.Unary(
        Service,
        "Construct",
        ConstructRequest.Parser,
        ConstructResponse.Parser
    );

    /// <summary>Asks operations in flight to come to an end.</summary>
    public static readonly Method<Empty, Empty> Cancel = RpcMethod.Unary(Service, "Cancel", Empty.Parser, Empty.Parser);

    /// <summary>The plugin's version.</summary>
    public static readonly Method<Empty, PluginInfo> GetPluginInfo = RpcMethod.Unary(
        Service,
        "GetPluginInfo",
        Empty.Parser,
        PluginInfo.Parser
    );

    /// <summary>Attaches a plugin that was started by hand to an engine.</summary>
    public static readonly Method<PluginAttach, Empty> Attach = RpcMethod.Unary(Service, "Attach", PluginAttach.Parser, Empty.Parser);

    /// <summary>A mapping from another ecosystem.</summary>
    public static readonly Method<GetMappingRequest, GetMappingResponse> GetMapping = RpcMethod.Unary(
        Service,
        "GetMapping",
        GetMappingRequest.Parser,
        GetMappingResponse.Parser
    );

    /// <summary>The mappings there are.</summary>
    public static readonly Method<GetMappingsRequest, GetMappingsResponse> GetMappings = RpcMethod.Unary(
        Service,
        "GetMappings",
        GetMappingsRequest.Parser,
        GetMappingsResponse.Parser
    );
}
