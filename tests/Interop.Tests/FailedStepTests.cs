using System.Collections.Concurrent;
using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEngine;
using LocalEngine_Tests;
using LocalEngine.Deployments;
using LocalEngine.Plugins;
using LocalEngine.Programs;
using LocalEngine.Projects;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using Pulumi;
using Pulumi.Utilities;
using TestSupport;
using LiveChat = LiveChatPulumi.LiveChat;

namespace Interop_Tests;

/// <summary>
/// After a failed step every call of the program fails, and the program cannot go on. The user reads why the step failed, once, and nothing
/// of what became of the program.
/// </summary>
[Collection(nameof(CSharpProgramTests))]
public class FailedStepTests
{
    private const string Reason = "limit_reached: too many";

    [Fact]
    public async Task FailedStep_ProgramInCSharp_OnlyTheReasonIsShown() =>
        AssertOnlyTheReason(
            await RunAsync(
                new InProcess(() =>
                    Deployment.RunAsync(async () =>
                    {
                        var first = new LiveChat.Group("first", new() { Name = "First" });
                        _ = new LiveChat.Group("second", new() { Name = first.GroupId.Apply(i => $"after {i}") });
                        await OutputUtilities.GetValueAsync(first.Urn);
                    })
                )
            )
        );

    /// <summary>The official package for .NET logs whatever ends a program, the failed call with its stack too.</summary>
    [Fact]
    public async Task FailedStep_ProgramOnTheOfficialPackage_OnlyTheReasonIsShown() =>
        AssertOnlyTheReason(
            await RunAsync(
                new LoggingProgram(e => $"Running program 'shop.dll' failed with an unhandled exception:\n{new AggregateException(e)}")
            )
        );

    [Fact]
    public async Task FailedStep_ProgramForNode_OnlyTheReasonIsShown()
    {
        using var folder = new TemporaryFolder();
        AssertOnlyTheReason(await RunAsync(Node(folder, "failing.js")));
    }

    /// <summary>A mistake of the program's own is shown, also after a failed step.</summary>
    [Fact]
    public async Task FailedStep_ProgramHasAnotherMistake_BothAreShown()
    {
        var messages = await RunAsync(new LoggingProgram(_ => "the file of names is missing"));
        Assert.Equal(["Error: " + Reason, "Error: the file of names is missing"], messages);
    }

    /// <summary>SDKs learn that a step failed or was skipped, and go on without its outputs.</summary>
    [Fact]
    public async Task FailedStep_RunGoesOn_ProgramInCSharpMakesTheRest()
    {
        var license = new FullLicense();
        var messages = await RunAsync(
            new InProcess(() =>
                Deployment.RunAsync(() =>
                {
                    var first = new LiveChat.Group("first", new() { Name = "First" });
                    var second = new LiveChat.Tag("second", new() { Name = first.GroupId.Apply(i => $"after {i}") });
                    _ = new LiveChat.Tag("third", new() { Name = "Third" }, new CustomResourceOptions { DependsOn = { second } });
                    _ = new LiveChat.Tag("alone", new() { Name = "Alone" });
                })
            ),
            license
        );
        AssertOnlyTheReason([.. messages.Where(m => !m.StartsWith("Info: skipped", StringComparison.Ordinal))]);
        Assert.Equal(["alone"], license.Made);
    }

    [Fact]
    public async Task FailedStep_RunGoesOn_ProgramForNodeMakesTheRest()
    {
        using var folder = new TemporaryFolder();
        var license = new FullLicense();
        var messages = await RunAsync(Node(folder, "failing.js", ("ALONE", "1")), license);
        AssertOnlyTheReason([.. messages.Where(m => !m.StartsWith("Info: skipped", StringComparison.Ordinal))]);
        Assert.Equal(["alone"], license.Made);
    }

    private static void AssertOnlyTheReason(List<string> messages) => Assert.Equal(["Error: " + Reason], messages);

    private static NodeProgram Node(TemporaryFolder folder, string program, params (string Name, string Value)[] more)
    {
        File.WriteAllText(folder.File("Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
        var variables = ChildProcess.OwnVariables();
        foreach (var (name, value) in more)
            variables[name] = value;
        return new NodeProgram(Project.Load(folder.Path), Path.Combine(NodeProgram.Folder, program), variables);
    }

    private static async Task<List<string>> RunAsync(IProgram program, FullLicense? goesOn = null)
    {
        var observer = new RecordingObserver();
        var target = new Target("shop", "dev", "organization", ImmutableSortedDictionary<string, string>.Empty, []);
        var engine = new Engine(target, goesOn ?? new FullLicense(), observer, TimeProvider.System, 8)
        {
            ContinuesOnError = goesOn is not null,
        };
        using var folder = new TemporaryFolder();
        using var journal = new Journal(folder.File("journal"), new CheckpointFile(null));
        var (result, _) = await engine.RunProgramAsync(program, Snapshot.Empty, journal, default).InTimeAsync();
        Assert.False(result.Succeeded);
        return [.. observer.Messages.Where(m => !m.StartsWith("Debug", StringComparison.Ordinal))];
    }

    /// <summary>Registers a resource and logs what it makes of the failure.</summary>
    private sealed class LoggingProgram(Func<RpcException, string> log) : IProgram
    {
        public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
        {
            using var channel = GrpcChannels.Open(run.MonitorAddress);
            var group = new RegisterResourceRequest
            {
                Type = "livechat:index:Group",
                Name = "first",
                Custom = true,
                Object = new Struct(),
            };
            var failure = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(ResourceMonitorMethods.RegisterResource, group));
            var message = new LogRequest { Severity = LogSeverity.Error, Message = log(failure) };
            await channel.UnaryAsync(EngineMethods.Log, message);
            return "";
        }
    }

    /// <summary>A license that takes no group, and whatever else there is.</summary>
    private sealed class FullLicense : ResourceProviderService, IProviderHost
    {
        public ConcurrentQueue<string> Made { get; } = new();

        public async Task<IProviderPlugin> StartAsync(
            string package,
            string version,
            string engineAddress,
            CancellationToken cancellationToken
        ) => new ServedPlugin(await GrpcServer.StartAsync(Bind(), cancellationToken));

        public override Task<ConfigureResponse> ConfigureAsync(ConfigureRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new ConfigureResponse { AcceptSecrets = true });

        public override Task<CheckResponse> CheckConfigAsync(CheckRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new CheckResponse { Inputs = request.News });

        public override Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new CheckResponse { Inputs = request.News });

        public override Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new InvokeResponse { Return = new Struct() });

        public override Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken)
        {
            if (request.Name == "first")
                throw RpcErrors.Create(StatusCode.ResourceExhausted, Reason);
            Made.Enqueue(request.Name);
            return Task.FromResult(new CreateResponse { Id = request.Name, Properties = request.Properties });
        }
    }
}
