using System.Collections.Concurrent;
using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using Pulumi.Serialization;
using WirePackageRequest = PluginProtocol.Messages.RegisterPackageRequest;
using WireUrn = PluginProtocol.Values.Urn;

namespace Pulumi.Testing;

/// <summary>Asks mocks where a run asks the engine. What is sent and what comes back are the messages of a real run.</summary>
internal sealed class MockMonitor(IMocks mocks, string project, string stack) : IMonitor
{
    private readonly ConcurrentDictionary<string, PropertyObject> _registered = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Resource> _resources = new();
    private readonly ConcurrentQueue<string> _errors = new();

    /// <summary>The resources of the program, in the order in which they were registered.</summary>
    public ImmutableArray<Resource> Resources => [.. _resources];

    public ImmutableArray<string> Errors => [.. _errors];

    public MockMonitor(IMocks mocks, TestOptions? options)
        : this(mocks, Or(options?.ProjectName, "project"), Or(options?.StackName, "stack")) { }

    public async Task<RegisterResourceResponse> RegisterAsync(Resource resource, RegisterResourceRequest request)
    {
        _resources.Enqueue(resource);
        var urn = UrnOf(request.Parent, request.Type, request.Name);
        if (request.Type == Stack.RootType)
            return new RegisterResourceResponse { Urn = urn, Object = new Struct() };
        var (id, state) = await AnswerAsync(urn, request.Type, request.Name, request.Object, request.Provider, request.ImportId)
            .ConfigureAwait(false);
        return new RegisterResourceResponse
        {
            Urn = urn,
            Id = id,
            Object = StructCodec.Write(state),
        };
    }

    public async Task<ReadResourceResponse> ReadAsync(Resource resource, ReadResourceRequest request)
    {
        var urn = UrnOf(request.Parent, request.Type, request.Name);
        var (_, state) = await AnswerAsync(urn, request.Type, request.Name, request.Properties, request.Provider, request.Id)
            .ConfigureAwait(false);
        _resources.Enqueue(resource);
        return new ReadResourceResponse { Urn = urn, Properties = StructCodec.Write(state) };
    }

    public Task RegisterOutputsAsync(RegisterResourceOutputsRequest request)
    {
        var outputs = StructCodec
            .Read(request.Outputs)
            .Members.ToImmutableDictionary(
                m => m.Key,
                m => new Output<object?>(Task.FromResult(Deserializer.Read(m.Value, typeof(object), [])))
            );
        return mocks.RegisterResourceOutputs(new MockRegisterResourceOutputsRequest(request.Urn, outputs));
    }

    public async Task<ResourceInvokeResponse> InvokeAsync(ResourceInvokeRequest request)
    {
        if (request.Tok == "pulumi:pulumi:getResource")
        {
            var urn = StructCodec.Read(request.Args).Text("urn") ?? "";
            return _registered.TryGetValue(urn, out var known)
                ? new ResourceInvokeResponse { Return = StructCodec.Write(known) }
                : throw new InvalidOperationException($"The program has no resource {urn}.");
        }

        var args = new MockCallArgs
        {
            Token = request.Tok,
            Args = Plain(request.Args),
            Provider = request.Provider,
        };
        var result = await mocks.CallAsync(args).ConfigureAwait(false);
        return new ResourceInvokeResponse { Return = StructCodec.Write(await StateAsync(result, request.Tok).ConfigureAwait(false)) };
    }

    public Task<RegisterPackageResponse> RegisterPackageAsync(WirePackageRequest request) =>
        Task.FromResult(new RegisterPackageResponse { Ref = $"{request.Name}-{request.Version}" });

    public Task LogAsync(LogRequest request)
    {
        if (request.Severity == LogSeverity.Error)
            _errors.Enqueue(request.Message);
        return Task.CompletedTask;
    }

    public Task EndAsync() => Task.CompletedTask;

    private async Task<(string Id, PropertyObject State)> AnswerAsync(
        string urn,
        string type,
        string name,
        Struct inputs,
        string provider,
        string givenId
    )
    {
        var args = new MockResourceArgs
        {
            Type = type,
            Name = name,
            Inputs = Plain(inputs),
            Provider = provider,
            Id = givenId,
        };
        var (answered, answer) = await mocks.NewResourceAsync(args).ConfigureAwait(false);
        var id = answered ?? givenId;
        var state = await StateAsync(answer, $"{type} '{name}'").ConfigureAwait(false);
        _registered[urn] = PropertyObject.Of(("urn", PropertyValue.Of(urn)), ("id", PropertyValue.Of(id)), ("state", state));
        return (id, state);
    }

    private string UrnOf(string parent, string type, string name) =>
        WireUrn.Create(stack, project, parent.Length > 0 ? WireUrn.Parse(parent) : null, type, name).ToString();

    private static string Or(string? text, string other) => text is { Length: > 0 } ? text : other;

    /// <summary>What the mocks see: values without secrets; what is unknown or null is left out.</summary>
    private static ImmutableDictionary<string, object> Plain(Struct values) =>
        StructCodec
            .Read(values)
            .Members.Select(m => (m.Key, Data: Deserializer.Read(m.Value, typeof(object), [])))
            .Where(m => m.Data is { IsKnown: true, Value: not null })
            .ToImmutableDictionary(m => m.Key, m => m.Data.Value!);

    private static async Task<PropertyObject> StateAsync(object answer, string what) =>
        await new Serializer().SerializeAsync(answer).ConfigureAwait(false) as PropertyObject
        ?? throw new InvalidOperationException(
            $"The mocks answer {what} with a {answer.GetType().Name}; answer with a dictionary of its outputs by name."
        );
}
