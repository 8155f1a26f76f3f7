using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEngine;
using LocalEngine_Tests.Yaml;
using LocalEngine.Deployments;
using LocalEngine.Programs;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;

namespace LocalEngine_Tests;

/// <summary>What official SDKs can ask for and this engine does not do is refused by name, and ends the run. Nothing is ignored.</summary>
public class UnsupportedTests
{
    private const string Group = "livechat:index:Group";

    private static readonly Dictionary<string, (string Named, Func<RegisterResourceRequest> Request)> Registrations = new()
    {
        ["ReplacementTrigger"] = ("replacementTrigger", () => Of(r => r.ReplacementTrigger = Value.ForString("now"))),
        ["EnvVarMappings"] = ("envVarMappings", () => Of(r => r.EnvVarMappings.Add("A", "B"))),
        ["HideDiffs"] = ("hideDiffs", () => Of(r => r.HideDiffs.Add("name"))),
        ["ReplaceWith"] = ("replaceWith", () => Of(r => r.ReplaceWith.Add("urn"))),
        ["PackageRef"] = ("parameterized packages", () => Of(r => r.PackageRef = "x")),
        ["Remote"] = ("remote components", () => Of(r => r.Remote = true)),
        ["Transforms"] = ("transforms", () => Of(r => r.Transforms.Add(new Callback { Token = "t" }))),
        ["StateMigrations"] = ("state migrations", () => Of(r => r.StateMigrations.Add(new Callback { Token = "t" }))),
        ["Hooks"] = ("resource hooks", () => Of(r => r.Hooks = new() { BeforeCreate = { "h" } })),
        ["StackReference"] = ("stack references that are registered and not read", () => Of(r => r.Type = "pulumi:pulumi:StackReference")),
        ["Stash"] = ("Stash", () => Of(r => r.Type = "pulumi:pulumi:Stash")),
    };

    public static TheoryData<string> Features => [.. Registrations.Keys];

    [Theory]
    [MemberData(nameof(Features))]
    public async Task Register_FeatureThatOnlyPulumiHas_IsRefusedByName(string feature)
    {
        var (named, request) = Registrations[feature];
        var (errors, writes) = await RunAsync((monitor, _) => CallAsync(monitor, ResourceMonitorMethods.RegisterResource, request()));
        Assert.Equal(
            [$"{request().Type} 'it': this engine does not support {named}; run the program with `pulumi up`."],
            errors.Where(e => e.Contains("does not support", StringComparison.Ordinal))
        );
        Assert.Empty(writes);
    }

    /// <summary>Without the feature, the same registration is taken.</summary>
    [Fact]
    public async Task Register_WithoutSuchAFeature_IsTaken()
    {
        var (errors, writes) = await RunAsync((monitor, _) => CallAsync(monitor, ResourceMonitorMethods.RegisterResource, Of(_ => { })));
        Assert.Empty(errors);
        Assert.Equal(["create it"], writes);
    }

    /// <summary>SDKs wait for ever after some of these, as this program does: the engine ends it.</summary>
    [Theory]
    [InlineData("Call", "methods of resources")]
    [InlineData("ExistsResource", "questions whether a resource exists")]
    [InlineData("RegisterStackTransform", "transforms")]
    [InlineData("RegisterStackInvokeTransform", "invoke transforms")]
    [InlineData("RegisterResourceHook", "resource hooks")]
    [InlineData("RegisterErrorHook", "error hooks")]
    [InlineData("RegisterPackage", "parameterized packages")]
    public async Task Call_MethodThatOnlyPulumiHas_IsRefusedByNameAndTheProgramEnds(string method, string named)
    {
        var (errors, writes) = await RunAsync(
            async (monitor, cancellationToken) =>
            {
                var call = RpcMethod.Unary("pulumirpc.ResourceMonitor", method, Empty.Parser, Empty.Parser);
                await Assert.ThrowsAsync<RpcException>(() => CallAsync(monitor, call, new Empty()));
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        );
        Assert.Equal($"this engine does not support {named}; run the program with `pulumi up`.", Assert.Single(errors));
        Assert.Empty(writes);
    }

    private static RegisterResourceRequest Of(Action<RegisterResourceRequest> change)
    {
        var request = new RegisterResourceRequest
        {
            Type = Group,
            Name = "it",
            Custom = true,
            Object = new Struct { Fields = { ["name"] = Value.ForString("Support") } },
        };
        change(request);
        return request;
    }

    private static async Task<(List<string> Errors, string[] Writes)> RunAsync(Func<string, CancellationToken, Task> program)
    {
        var (observer, provider) = (new EngineMessages(), new StandInProvider());
        var target = new Target("shop", "dev", "organization", ImmutableSortedDictionary<string, string>.Empty, []);
        var engine = new Engine(target, provider, observer, TimeProvider.System, 8);
        using var folder = new TestSupport.TemporaryFolder();
        using var journal = new Journal(folder.File("journal"), new CheckpointFile(null));
        var run = engine.RunProgramAsync(new Program(program), Snapshot.Empty, journal, default);
        var (result, _) = await run.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(observer.Errors.Count == 0, result.Succeeded);
        return (observer.Errors, [.. provider.Writes]);
    }

    private static async Task CallAsync<TRequest, TResponse>(string address, Method<TRequest, TResponse> method, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        using var channel = GrpcChannels.Open(address);
        await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, request);
    }

    private sealed class Program(Func<string, CancellationToken, Task> body) : IProgram
    {
        public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>An SDK says nothing of a failed call: the engine has told it.</summary>
        public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
        {
            try
            {
                await body(run.MonitorAddress, cancellationToken);
                return null;
            }
            catch (RpcException)
            {
                return "";
            }
        }
    }
}
