using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEngine;
using LocalEngine_Tests.Yaml;
using LocalEngine.Deployments;
using LocalEngine.Plugins;
using LocalEngine.Programs;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LocalEngine_Tests;

/// <summary>Programs that read the outputs of other local stacks, as official SDKs ask for them.</summary>
public sealed class StackReferenceTests : IDisposable
{
    private const string Type = "pulumi:pulumi:StackReference";

    // A key takes half a second to derive.
    private static readonly PassphraseKeys Keys = new();
    private static readonly PassphraseCrypter Crypter = PassphraseCrypter.Create("x", Keys);

    private readonly TestSupport.TemporaryFolder _folder = new();
    private readonly EngineMessages _observer = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_OtherStack_GivesItsOutputsAndWhichAreSecret()
    {
        Save("infra", "prod", ("plain", PropertyValue.Of("p")), ("token", PropertyValue.Secret(PropertyValue.Of("t"))));
        var (result, snapshot, read) = await RunAsync("organization/infra/prod");
        Assert.Empty(_observer.Errors);
        Assert.True(result.Succeeded);
        var outputs = (PropertyObject)read["outputs"]!;
        Assert.Equal(PropertyValue.Of("p"), outputs["plain"]);
        Assert.Equal(PropertyValue.Secret(PropertyValue.Of("t")), outputs["token"]);
        Assert.Equal("[token]", read["secretOutputNames"]!.ToString());
        var kept = snapshot.Resources.Single(r => r.Type == Type);
        Assert.True(kept is { External: true, Custom: true, Id: "organization/infra/prod" });
        Assert.Contains(snapshot.Resources, r => r.Urn == ResourceState.ProviderUrn(kept.Provider));
    }

    [Theory]
    [InlineData("prod")]
    [InlineData("organization/prod")]
    [InlineData("acme/shop/prod")]
    public async Task Read_EachFormOfTheName_IsTheStackOfThisProject(string name)
    {
        Save("shop", "prod", ("plain", PropertyValue.Of("p")));
        var (_, _, read) = await RunAsync(name);
        Assert.Equal("{plain: p}", read["outputs"]!.ToString());
    }

    [Fact]
    public async Task RefreshAndDestroy_WithAReference_ReadItAgainAndForgetIt()
    {
        Save("infra", "prod", ("plain", PropertyValue.Of("p")));
        var (_, snapshot, _) = await RunAsync("organization/infra/prod");
        Save("infra", "prod", ("plain", PropertyValue.Of("q")));
        using var journal = NewJournal();
        var (refreshed, after) = await NewEngine().RefreshAsync(snapshot, journal);
        Assert.True(refreshed.Succeeded);
        Assert.Equal("{plain: q}", after.Resources.Single(r => r.Type == Type).Outputs["outputs"]!.ToString());
        var (destroyed, empty) = await NewEngine().DestroyAsync(after, journal);
        Assert.True(destroyed.Succeeded);
        Assert.Empty(empty.Resources);
    }

    [Theory]
    [InlineData("organization/infra/none", "unknown stack \"organization/infra/none\"", "Deploy it first")]
    [InlineData("other/infra/prod", "unknown stack \"other/infra/prod\"", "organization/infra/prod")]
    [InlineData("organization/../../etc", "is no name of a stack", "organization/project/stack")]
    public async Task Read_StackThatIsNotThere_NamesItAndSaysWhatToDo(string name, params string[] said)
    {
        Save("infra", "prod", ("plain", PropertyValue.Of("p")));
        var (result, _, _) = await RunAsync(name);
        Assert.False(result.Succeeded);
        Assert.All(said, s => Assert.Contains(s, string.Join('\n', _observer.Errors), StringComparison.Ordinal));
    }

    private void Save(string project, string stack, params (string Name, PropertyValue Value)[] outputs)
    {
        var root = new ResourceState
        {
            Urn = new Urn(stack, project, Urn.StackType, $"{project}-{stack}").ToString(),
            Type = Urn.StackType,
            Outputs = PropertyObject.Of(outputs),
        };
        new FileBackend(_folder.Path, project, stack, null).Save(
            new Snapshot([root], [], Crypter.Salt),
            new CheckpointFile(Crypter),
            DateTimeOffset.UnixEpoch
        );
    }

    private Engine NewEngine()
    {
        var target = new Target("shop", "dev", "acme", ImmutableSortedDictionary<string, string>.Empty, []);
        var stacks = new LocalStacks(_folder.Path, "shop", "acme", null, salt => PassphraseCrypter.Open("x", salt, Keys));
        return new Engine(target, new BuiltinPlugins(new StandInProvider(), stacks), _observer, TimeProvider.System, 8);
    }

    private Journal NewJournal() => new(_folder.File("journal"), new CheckpointFile(Crypter));

    private async Task<(RunResult Result, Snapshot Snapshot, PropertyObject Read)> RunAsync(string name)
    {
        var read = PropertyObject.Empty;
        using var journal = NewJournal();
        var program = new Program(async address =>
        {
            using var channel = GrpcChannels.Open(address);
            var request = new ReadResourceRequest
            {
                Type = Type,
                Name = "other",
                Id = name,
                Properties = new Struct { Fields = { ["name"] = Value.ForString(name) } },
                AcceptSecrets = true,
            };
            var response = await channel.CreateCallInvoker().AsyncUnaryCall(ResourceMonitorMethods.ReadResource, null, default, request);
            read = StructCodec.Read(response.Properties);
        });
        var (result, snapshot) = await NewEngine().RunProgramAsync(program, Snapshot.Empty, journal, default);
        return (result, snapshot, read);
    }

    private sealed class Program(Func<string, Task> body) : IProgram
    {
        public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>An SDK says nothing of a failed call: the engine has told it.</summary>
        public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
        {
            try
            {
                await body(run.MonitorAddress);
                return null;
            }
            catch (RpcException)
            {
                return "";
            }
        }
    }
}
