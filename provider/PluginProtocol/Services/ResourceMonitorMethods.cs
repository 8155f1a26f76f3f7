using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace PluginProtocol.Services;

/// <summary>The methods of <c>pulumirpc.ResourceMonitor</c> that this project calls or serves (<c>resource.proto</c>).</summary>
public static class ResourceMonitorMethods
{
    private const string Service = "pulumirpc.ResourceMonitor";

    /// <summary>Whether the engine has a feature.</summary>
    public static readonly Method<SupportsFeatureRequest, SupportsFeatureResponse> SupportsFeature = RpcMethod.Unary(
        Service,
        "SupportsFeature",
        SupportsFeatureRequest.Parser,
        SupportsFeatureResponse.Parser
    );

    /// <summary>Project, stack and configuration of the run.</summary>
    public static readonly Method<Empty, DeploymentInfo> GetDeploymentInfo = RpcMethod.Unary(
        Service,
        "GetDeploymentInfo",
        Empty.Parser,
        DeploymentInfo.Parser
    );

    /// <summary>Calls a function.</summary>
    public static readonly Method<ResourceInvokeRequest, ResourceInvokeResponse> Invoke = RpcMethod.Unary(
        Service,
        "Invoke",
        ResourceInvokeRequest.Parser,
        ResourceInvokeResponse.Parser
    );

    /// <summary>Reads a resource that the program does not own.</summary>
    public static readonly Method<ReadResourceRequest, ReadResourceResponse> ReadResource = RpcMethod.Unary(
        Service,
        "ReadResource",
        ReadResourceRequest.Parser,
        ReadResourceResponse.Parser
    );

    /// <summary>Declares a resource.</summary>
    public static readonly Method<RegisterResourceRequest, RegisterResourceResponse> RegisterResource = RpcMethod.Unary(
        Service,
        "RegisterResource",
        RegisterResourceRequest.Parser,
        RegisterResourceResponse.Parser
    );

    /// <summary>Hands over the outputs of a component or of the stack.</summary>
    public static readonly Method<RegisterResourceOutputsRequest, Empty> RegisterResourceOutputs = RpcMethod.Unary(
        Service,
        "RegisterResourceOutputs",
        RegisterResourceOutputsRequest.Parser,
        Empty.Parser
    );

    /// <summary>Names a package that a provider makes from parameters.</summary>
    public static readonly Method<RegisterPackageRequest, RegisterPackageResponse> RegisterPackage = RpcMethod.Unary(
        Service,
        "RegisterPackage",
        RegisterPackageRequest.Parser,
        RegisterPackageResponse.Parser
    );

    /// <summary>The program has declared everything.</summary>
    public static readonly Method<Empty, Empty> SignalAndWaitForShutdown = RpcMethod.Unary(
        Service,
        "SignalAndWaitForShutdown",
        Empty.Parser,
        Empty.Parser
    );
}
