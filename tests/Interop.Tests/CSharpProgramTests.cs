using System.Collections.Immutable;
using Benchmarks;
using LiveChatPulumi.Provider.Run;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Plugins;
using LocalEngine.Programs;
using LocalEngine.State;
using PluginProtocol.Values;
using Pulumi;
using Pulumi.Utilities;
using LiveChat = LiveChatPulumi.LiveChat;
using Urn = PluginProtocol.Values.Urn;

namespace Interop_Tests;

/// <summary>C# programs in every form of RunAsync, over a real monitor.</summary>
[Collection(nameof(CSharpProgramTests))]
public class CSharpProgramTests
{
    [Fact]
    public async Task RunAsync_Action_Registers() =>
        await AssertTagAsync(() =>
            Deployment.RunAsync(() =>
            {
                Tag();
            })
        );

    [Fact]
    public async Task RunAsync_FuncTask_Registers() =>
        await AssertTagAsync(() =>
            Deployment.RunAsync(async () =>
            {
                await Task.Yield();
                Tag();
            })
        );

    [Fact]
    public async Task RunAsync_FuncOfOutputs_GivesThem()
    {
        var snapshot = await AssertTagAsync(() => Deployment.RunAsync(() => new Dictionary<string, object?> { ["name"] = Tag().Name }));
        Assert.Equal("t", Root(snapshot).Outputs.Text("name"));
    }

    [Fact]
    public async Task RunAsync_FuncOfTaskOfOutputs_GivesThem()
    {
        var snapshot = await AssertTagAsync(() =>
            Deployment.RunAsync(async () =>
            {
                await Task.Yield();
                return (IDictionary<string, object?>)new Dictionary<string, object?> { ["name"] = Tag().Name };
            })
        );
        Assert.Equal("t", Root(snapshot).Outputs.Text("name"));
    }

    [Fact]
    public async Task RunAsync_StackClass_GivesItsOutputs()
    {
        var snapshot = await AssertTagAsync(Deployment.RunAsync<TagStack>);
        Assert.Equal("t", Root(snapshot).Outputs.Text("tagName"));
    }

    [Fact]
    public async Task RunAsync_ServiceProvider_MakesTheStack()
    {
        var snapshot = await AssertTagAsync(() => Deployment.RunAsync<TagStack>(new Services()));
        Assert.Equal("t", Root(snapshot).Outputs.Text("tagName"));
    }

    [Fact]
    public async Task Options_ComponentProviderSecretsConfigAndDependencies_ReachTheState()
    {
        var (code, snapshot, observer) = await RunAsync(
            () =>
                Deployment.RunAsync(() =>
                {
                    var config = new Config();
                    Log.Info("greeting is " + config.Require("greeting"));
                    var provider = new LiveChat.Provider("eu", new() { AccessToken = config.RequireSecret("token"), MaxConcurrency = 4 });
                    var team = new Team("team", new ComponentResourceOptions { Providers = { provider } });
                    _ = new LiveChat.Tag(
                        "after",
                        new() { Name = Output.Format($"after {team.Group.Name}") },
                        new CustomResourceOptions
                        {
                            DependsOn = { team },
                            Protect = true,
                            IgnoreChanges = { "groupIds" },
                            AdditionalSecretOutputs = { "name" },
                            CustomTimeouts = new CustomTimeouts { Create = TimeSpan.FromMinutes(5) },
                        }
                    );
                }),
            ("shop:greeting", "hello", false),
            ("shop:token", "hush", true)
        );
        Assert.True(code, string.Join("\n", observer.Messages));
        Assert.Contains("Info: greeting is hello", observer.Messages);
        var group = snapshot.Resources.Single(r => r.Type == "livechat:index:Group");
        Assert.Contains("shop:index:Team$livechat:index:Group", group.Urn, StringComparison.Ordinal);
        Assert.Contains("pulumi:providers:livechat::eu::", group.Provider, StringComparison.Ordinal);
        var after = snapshot.Resources.Single(r => r.Type == "livechat:index:Tag");
        Assert.Equal(group.Urn, Assert.Single(after.Dependencies));
        Assert.Equal((true, 300.0), (after.Protect, after.Timeouts.Create));
        Assert.IsType<PropertySecret>(after.Outputs["name"]);
        Assert.Equal("after In a team", after.Outputs.Text("name"));
        Assert.IsType<PropertySecret>(snapshot.Resources.Single(r => r.Name == "eu").Inputs["accessToken"]);
    }

    [Fact]
    public async Task Program_Throws_FailsWithItsMessageAndKeepsWhatWasRegistered()
    {
        var (code, snapshot, observer) = await RunAsync(() =>
            Deployment.RunAsync(async () =>
            {
                await OutputUtilities.GetValueAsync(Tag().Urn);
                throw new RunException("the program went wrong");
            })
        );
        Assert.False(code);
        Assert.Contains("Error: the program went wrong", observer.Messages);
        Assert.Contains(snapshot.Resources, r => r.Type == "livechat:index:Tag");
    }

    [Fact]
    public async Task Config_Missing_SaysHowToSetIt()
    {
        var (code, _, observer) = await RunAsync(() =>
            Deployment.RunAsync(() =>
            {
                new Config().Require("nothing");
            })
        );
        Assert.False(code);
        Assert.Contains(observer.Messages, m => m.Contains("shop:nothing", StringComparison.Ordinal));
    }

    private static LiveChat.Tag Tag() => new("t", new() { Name = "t" });

    private static async Task<Snapshot> AssertTagAsync(Func<Task<int>> program)
    {
        var (succeeded, snapshot, observer) = await RunAsync(program);
        Assert.True(succeeded, string.Join("\n", observer.Messages));
        Assert.Contains(snapshot.Resources, r => r.Urn == "urn:pulumi:dev::shop::livechat:index:Tag::t");
        return snapshot;
    }

    [Fact]
    public async Task StackReference_ToALocalStack_GivesOutputsAsSecretAsTheyAre()
    {
        var (succeeded, snapshot, observer) = await RunAsync(
            () =>
                Deployment.RunAsync(async () =>
                {
                    var infra = new StackReference("infra", new StackReferenceArgs { Name = "organization/infra/prod" });
                    var tag = new LiveChat.Tag("t", new() { Name = infra.RequireOutput("plain").Apply(v => (string)v) });
                    return (IDictionary<string, object?>)
                        new Dictionary<string, object?>
                        {
                            ["name"] = tag.Name,
                            ["token"] = infra.GetOutput("token"),
                            ["none"] = infra.GetOutput("none"),
                            ["details"] = (await infra.GetOutputDetailsAsync("token")).SecretValue,
                        };
                }),
            SaveInfra
        );
        Assert.True(succeeded, string.Join('\n', observer.Messages));
        var outputs = Root(snapshot).Outputs;
        Assert.Equal((PropertyValue.Of("p"), PropertyValue.Secret(PropertyValue.Of("s"))), (outputs["name"], outputs["token"]));
        Assert.Equal("s", outputs.Text("details"));
        var reference = snapshot.Resources.Single(r => r.Type == ResourceState.StackReferenceType);
        Assert.Contains(reference.Urn, snapshot.Resources.Single(r => r.Type == "livechat:index:Tag").Dependencies);
    }

    /// <summary>A stack of another project, under a passphrase.</summary>
    private static void SaveInfra(string folder)
    {
        var crypter = PassphraseCrypter.Create("x");
        var root = new ResourceState
        {
            Urn = new Urn("prod", "infra", Urn.StackType, "infra-prod").ToString(),
            Type = Urn.StackType,
            Outputs = PropertyObject.Of(("plain", PropertyValue.Of("p")), ("token", PropertyValue.Secret(PropertyValue.Of("s")))),
        };
        var snapshot = new Snapshot([root], [], crypter.Salt);
        new FileBackend(folder, "infra", "prod", null).Save(snapshot, new CheckpointFile(crypter), DateTimeOffset.UnixEpoch);
    }

    private static ResourceState Root(Snapshot snapshot) => snapshot.Resources.Single(r => r.Type == Urn.StackType);

    private static Task<(bool Succeeded, Snapshot Snapshot, LocalEngine_Tests.RecordingObserver Observer)> RunAsync(
        Func<Task<int>> program,
        params (string Key, string Value, bool Secret)[] config
    ) => RunAsync(program, _ => { }, config);

    private static async Task<(bool Succeeded, Snapshot Snapshot, LocalEngine_Tests.RecordingObserver Observer)> RunAsync(
        Func<Task<int>> program,
        Action<string> prepare,
        params (string Key, string Value, bool Secret)[] config
    )
    {
        var observer = new LocalEngine_Tests.RecordingObserver();
        var target = new Target(
            "shop",
            "dev",
            "organization",
            config.ToImmutableSortedDictionary(c => c.Key, c => c.Value),
            [.. config.Where(c => c.Secret).Select(c => c.Key)]
        );
        using var folder = new TestSupport.TemporaryFolder();
        prepare(folder.Path);
        var stacks = new LocalStacks(folder.Path, "shop", "organization", null, salt => PassphraseCrypter.Open("x", salt));
        var engine = new Engine(target, new BuiltinPlugins(new IdleProvider(), stacks), observer, TimeProvider.System, 8);
        using var journal = new Journal(folder.File("journal"), new CheckpointFile(null));
        var (result, snapshot) = await engine.RunProgramAsync(new InProcess(program), Snapshot.Empty, journal, default);
        return (result.Succeeded, snapshot, observer);
    }

    private sealed class TagStack : Stack
    {
        public TagStack() => TagName = Tag().Name;

        [Output("tagName")]
        public Output<string> TagName { get; private set; }
    }

    private sealed class Team : ComponentResource
    {
        public Team(string name, ComponentResourceOptions options)
            : base("shop:index:Team", name, options)
        {
            Group = new LiveChat.Group(name + "-group", new() { Name = "In a team" }, new CustomResourceOptions { Parent = this });
            RegisterOutputs(new Dictionary<string, object?> { ["group"] = Group.Name });
        }

        public LiveChat.Group Group { get; }
    }

    private sealed class Services : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(TagStack) ? new TagStack() : null;
    }
}
