using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using LocalEngine.Plugins;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LocalEngine_Tests.Yaml;

/// <summary>A provider with a schema that takes everything, as the one of the recordings did, and writes down what it was given.</summary>
internal sealed class StandInProvider : ResourceProviderService, IProviderHost
{
    public const string Schema = """
        {"name":"livechat","provider":{"inputProperties":{"maxConcurrency":{}},"properties":{}},
         "resources":{
          "livechat:index:Group":{"inputProperties":{"name":{},"languageCode":{}},
           "properties":{"name":{},"languageCode":{},"groupId":{},"routingStatus":{},"note":{}}},
          "livechat:index:Tag":{"inputProperties":{"name":{},"groupIds":{}},"properties":{"name":{},"groupIds":{}}}},
         "functions":{"livechat:index:getGroup":{"inputs":{"properties":{"id":{}}},"outputs":{"properties":{"name":{}}}}}}
        """;

    private int _id = 9;

    /// <summary>Inputs to check, by name, in the order in which they came.</summary>
    public ConcurrentQueue<(string Name, string Type, PropertyObject News)> Checked { get; } = new();

    /// <summary>What a check waits for.</summary>
    public Func<Task> Checking { get; set; } = () => Task.CompletedTask;

    /// <summary>The configuration of the last provider.</summary>
    public PropertyObject Configured { get; private set; } = PropertyObject.Empty;

    /// <summary>Calls that write.</summary>
    public ConcurrentQueue<string> Writes { get; } = new();

    /// <summary>The packages whose plugin was started, once for each start.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    /// <summary>Ids that a read does not find.</summary>
    public ConcurrentDictionary<string, bool> Gone { get; } = new();

    /// <summary>Names of resources whose writes fail.</summary>
    public ConcurrentDictionary<string, bool> Failing { get; } = new();

    /// <summary>Names of resources that Diff wants to be replaced.</summary>
    public ConcurrentDictionary<string, bool> Replaced { get; } = new();

    /// <summary>The kinds of change of a property that Diff tells of, or null for none.</summary>
    public PropertyDiff.Types.Kind? Difference { get; set; }

    public async Task<IProviderPlugin> StartAsync(string package, string version, string engineAddress, CancellationToken cancellationToken)
    {
        if (package != "livechat")
            throw new LocalEngine.EngineException($"There is no plugin for '{package}'");
        Started.Enqueue(package);
        return new ServedPlugin(await GrpcServer.StartAsync(Bind(), cancellationToken));
    }

    public override Task<GetSchemaResponse> GetSchemaAsync(GetSchemaRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new GetSchemaResponse { Schema = Schema });

    public override Task<ProviderHandshakeResponse> HandshakeAsync(ProviderHandshakeRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(
            new ProviderHandshakeResponse
            {
                AcceptSecrets = true,
                AcceptResources = true,
                AcceptOutputs = true,
            }
        );

    public override Task<CheckResponse> CheckConfigAsync(CheckRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new CheckResponse { Inputs = request.News });

    public override Task<DiffResponse> DiffConfigAsync(DiffRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffNone });

    public override Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken)
    {
        Configured = StructCodec.Read(request.Args);
        return Task.FromResult(new ConfigureResponse { AcceptSecrets = true });
    }

    public override async Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken)
    {
        Checked.Enqueue((request.Name, request.Type, StructCodec.Read(request.News)));
        await Checking();
        return new CheckResponse { Inputs = request.News };
    }

    public override Task<DiffResponse> DiffAsync(DiffRequest request, CancellationToken cancellationToken)
    {
        var response = new DiffResponse { Changes = DiffResponse.Types.DiffChanges.DiffNone, HasDetailedDiff = true };
        if (Difference is { } kind)
        {
            response.Changes = DiffResponse.Types.DiffChanges.DiffSome;
            response.DetailedDiff["languageCode"] = new PropertyDiff
            {
                Kind = Replaced.ContainsKey(request.Name) ? PropertyDiff.Types.Kind.UpdateReplace : kind,
                InputDiff = true,
            };
        }

        return Task.FromResult(response);
    }

    public override Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken)
    {
        if (!request.Preview)
            Write("create", request.Name);
        var id = request.Preview ? "" : Interlocked.Increment(ref _id).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Task.FromResult(new CreateResponse { Id = id, Properties = Outputs(StructCodec.Read(request.Properties), id) });
    }

    public override Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(
            Gone.ContainsKey(request.Id)
                ? new ReadResponse()
                : new ReadResponse
                {
                    Id = request.Id,
                    Inputs = request.Inputs,
                    Properties = Outputs(StructCodec.Read(request.Inputs), request.Id),
                }
        );

    public override Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        if (!request.Preview)
            Write("update", request.Name);
        return Task.FromResult(new UpdateResponse { Properties = Outputs(StructCodec.Read(request.News), request.Id) });
    }

    public override Task<Empty> DeleteAsync(DeleteRequest request, CancellationToken cancellationToken)
    {
        Write("delete", request.Name);
        return Task.FromResult(new Empty());
    }

    public override Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new InvokeResponse { Return = StructCodec.Write(PropertyObject.Of(("name", PropertyValue.Of("General")))) });

    public override Task<Empty> CancelAsync(Empty request, CancellationToken cancellationToken) => Task.FromResult(new Empty());

    private void Write(string verb, string name)
    {
        Writes.Enqueue($"{verb} {name}");
        if (Failing.ContainsKey(name))
            throw RpcErrors.Create(Grpc.Core.StatusCode.FailedPrecondition, $"{name} fails");
    }

    private static Struct Outputs(PropertyObject inputs, string id) =>
        StructCodec.Write(
            inputs
                .With("routingStatus", PropertyValue.Of("offline"))
                .With(
                    "groupId",
                    id.Length > 0 && double.TryParse(id, System.Globalization.CultureInfo.InvariantCulture, out var number)
                        ? PropertyValue.Of(number)
                        : PropertyValue.Unknown
                )
        );
}
