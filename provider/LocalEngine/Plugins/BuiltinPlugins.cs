using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LocalEngine.Plugins;

/// <summary>The engine's own provider, <c>pulumi</c>, beside those of plugins. It serves references to other stacks.</summary>
/// <param name="plugins">Starts all other providers.</param>
/// <param name="stacks">The stacks that are there.</param>
internal sealed class BuiltinPlugins(IProviderHost plugins, LocalStacks stacks) : IProviderHost
{
    /// <summary>The package of the engine's own resources.</summary>
    public const string Package = "pulumi";

    public async Task<IProviderPlugin> StartAsync(
        string package,
        string version,
        string engineAddress,
        CancellationToken cancellationToken
    ) =>
        package == Package
            ? new Served(await GrpcServer.StartAsync(new Provider(stacks).Bind(), cancellationToken).ConfigureAwait(false))
            : await plugins.StartAsync(package, version, engineAddress, cancellationToken).ConfigureAwait(false);

    private sealed class Served(GrpcServer server) : IProviderPlugin
    {
        private readonly Grpc.Net.Client.GrpcChannel _channel = GrpcChannels.Open(server.Address);

        public ResourceProviderClient Client => new(_channel);

        public async ValueTask DisposeAsync()
        {
            _channel.Dispose();
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class Provider(LocalStacks stacks) : ResourceProviderService
    {
        public override Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new ConfigureResponse { AcceptSecrets = true });

        /// <summary>A reference is what it reads: there is nothing to update.</summary>
        public override Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffNone });

        public override Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
        {
            var type = Urn.Parse(request.Urn).Type;
            if (type != ResourceState.StackReferenceType)
                throw RpcErrors.Create(
                    Grpc.Core.StatusCode.Unimplemented,
                    $"this engine does not support {type}; run the program with `pulumi up`."
                );
            var inputs = StructCodec.Read(request.Inputs);
            var outputs = OutputsOf(inputs.Text("name") ?? request.Id);
            var state = inputs
                .With("outputs", outputs)
                .With(
                    "secretOutputNames",
                    PropertyValue.List(outputs.Members.Where(m => m.Value.ContainsSecret).Select(m => PropertyValue.Of(m.Key)))
                );
            return Task.FromResult(
                new ReadResponse
                {
                    Id = request.Id,
                    Inputs = request.Inputs,
                    Properties = StructCodec.Write(state),
                }
            );
        }

        private PropertyObject OutputsOf(string stack)
        {
            try
            {
                return stacks.Outputs(stack);
            }
            catch (EngineException e)
            {
                throw RpcErrors.Create(Grpc.Core.StatusCode.FailedPrecondition, e.Message);
            }
        }
    }
}
