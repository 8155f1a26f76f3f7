using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;
using Pulumi.Utilities;
using LiveChat = LiveChatPulumi.LiveChat;

namespace Pulumi_Tests;

/// <summary>Programs under mocks.</summary>
public class MockTests
{
    [Fact]
    public async Task TestAsync_Program_GivesResourcesAndOutputs()
    {
        var mocks = new Mocks();
        var (resources, outputs) = await Deployment.TestAsync(
            mocks,
            new TestOptions { IsPreview = false },
            () =>
            {
                var support = new LiveChat.Group("support", new() { Name = Output.CreateSecret("Support"), LanguageCode = "en" });
                var tag = new LiveChat.Tag("vip", new() { Name = "vip", GroupIds = { support.GroupId } });
                return new Dictionary<string, object?> { ["id"] = support.GroupId, ["tag"] = tag.Name };
            }
        );
        Assert.Equal(["support", "vip"], resources.Select(r => r.GetResourceName()));
        Assert.Equal(7, await OutputUtilities.GetValueAsync((Output<int>)outputs["id"]!));
        Assert.Equal("urn:pulumi:stack::project::livechat:index:Tag::vip", await OutputUtilities.GetValueAsync(resources[1].Urn));
        Assert.Equal("support-id", await OutputUtilities.GetValueAsync(((LiveChat.Group)resources[0]).Id));
        Assert.Equal(("Support", "en"), (mocks.Seen["support"]["name"], mocks.Seen["support"]["languageCode"]));
        Assert.Equal(7.0, Assert.Single((ImmutableArray<object?>)mocks.Seen["vip"]["groupIds"]));
        Assert.Equal(["id", "tag"], mocks.Registered.Order());
    }

    [Fact]
    public async Task TestAsync_Preview_LeavesOutputsUnknownAndInputsOut()
    {
        var mocks = new Mocks { Answers = false };
        var resources = await Deployment.TestAsync(
            mocks,
            new TestOptions(),
            () =>
            {
                var support = new LiveChat.Group("support", new() { Name = "Support", LanguageCode = "en" });
                _ = new LiveChat.Tag("vip", new() { Name = "vip", GroupIds = { support.GroupId } });
            }
        );
        Assert.False(await OutputUtilities.GetIsKnownAsync(((LiveChat.Group)resources[0]).GroupId));
        Assert.DoesNotContain("groupIds", mocks.Seen["vip"].Keys);
    }

    [Fact]
    public async Task TestAsync_StackClass_IsAmongTheResources()
    {
        var resources = await Deployment.TestAsync<TeamStack>(new Mocks(), new TestOptions { StackName = "dev", ProjectName = "shop" });
        Assert.Equal(["shop-dev", "support"], resources.Select(r => r.GetResourceName()));
        Assert.Equal(7, await OutputUtilities.GetValueAsync(((TeamStack)resources[0]).GroupId));
    }

    [Fact]
    public async Task TestAsync_ProgramThatFails_ThrowsWhatTheUserWouldRead()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() =>
            Deployment.TestAsync(new Mocks(), new TestOptions(), (Action)(() => throw new RunException("no")))
        );
        Assert.Equal("no", failure.Message);
        var missing = await Assert.ThrowsAsync<RunException>(() =>
            Deployment.TestAsync(
                new Mocks(),
                new TestOptions(),
                () =>
                {
                    _ = new LiveChat.Tag("t", new());
                }
            )
        );
        Assert.Contains("TagArgs.Name", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestAsync_Function_IsAnsweredByTheMocks()
    {
        var (_, outputs) = await Deployment.TestAsync(
            new Mocks(),
            new TestOptions { IsPreview = false },
            () =>
                new Dictionary<string, object?>
                {
                    ["name"] = LiveChat.GetGroup.Invoke(new() { GroupId = 7 }).Apply(g => g.Name),
                    ["single"] = Deployment.Instance.InvokeSingle<int>("livechat:index:one", InvokeArgs.Empty),
                }
        );
        Assert.Equal("group 7", await OutputUtilities.GetValueAsync((Output<string>)outputs["name"]!));
        Assert.Equal(1, await OutputUtilities.GetValueAsync((Output<int>)outputs["single"]!));
    }

    [Fact]
    public async Task TestAsync_StackReference_KeepsSecretnessOfEachOutput()
    {
        var (_, outputs) = await Deployment.TestAsync(
            new Mocks(),
            new TestOptions { IsPreview = false },
            async () =>
            {
                var other = new StackReference("organization/shop/prod");
                await Assert.ThrowsAsync<InvalidOperationException>(() => other.RequireValueAsync("token"));
                return new Dictionary<string, object?>
                {
                    ["plain"] = other.GetOutput("plain"),
                    ["token"] = other.RequireOutput("token"),
                    ["none"] = other.GetOutput("none"),
                    ["details"] = (await other.GetOutputDetailsAsync("token")).SecretValue,
                    ["value"] = await other.GetValueAsync("plain"),
                };
            }
        );
        Assert.Equal("p", await OutputUtilities.GetValueAsync((Output<object?>)outputs["plain"]!));
        Assert.False(await Output.IsSecretAsync((Output<object?>)outputs["plain"]!));
        Assert.True(await Output.IsSecretAsync((Output<object>)outputs["token"]!));
        Assert.Null(await OutputUtilities.GetValueAsync((Output<object?>)outputs["none"]!));
        Assert.Equal(("p", "t"), (outputs["value"], outputs["details"]));
    }

    [Fact]
    public async Task TestAsync_StackReferenceWithoutTheOutput_NamesBoth()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() =>
            Deployment.TestAsync(
                new Mocks(),
                new TestOptions(),
                () =>
                {
                    _ = new StackReference("organization/shop/prod").RequireOutput("none");
                }
            )
        );
        Assert.Contains("organization/shop/prod", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'none'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transformations_OfResourceAndStack_ChangeArgumentsInOrder()
    {
        var mocks = new Mocks();
        await Deployment.TestAsync<TransformedStack>(mocks);
        Assert.Equal("own then stack", mocks.Seen["vip"]["name"]);
        Assert.Equal("plain then stack", mocks.Seen["plain"]["name"]);
    }

    [Fact]
    public async Task Transformations_AnotherParent_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() =>
            Deployment.TestAsync(
                new Mocks(),
                new TestOptions(),
                () =>
                {
                    var parent = new ComponentResource("a:b:C", "parent");
                    var options = new CustomResourceOptions
                    {
                        ResourceTransformations =
                        {
                            a => new ResourceTransformationResult(a.Args, new CustomResourceOptions { Parent = parent }),
                        },
                    };
                    _ = new LiveChat.Tag("vip", new() { Name = "vip" }, options);
                }
            )
        );
        Assert.Contains("'vip'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_SentAndAnswered_AreTheSame()
    {
        var mocks = new Mocks();
        var archive = new AssetArchive(
            new Dictionary<string, AssetOrArchive> { ["a.txt"] = new StringAsset("text"), ["b"] = new FileArchive("./b") }
        );
        var (resources, _) = await Deployment.TestAsync(
            mocks,
            new TestOptions { IsPreview = false },
            () =>
            {
                _ = new WithAssets("a", new WithAssetsArgs { Code = archive, Icon = new RemoteAsset("https://x/i") });
                return ImmutableDictionary<string, object?>.Empty;
            }
        );
        Assert.IsType<RemoteAsset>(mocks.Seen["a"]["icon"]);
        Assert.IsType<AssetArchive>(await OutputUtilities.GetValueAsync(((WithAssets)resources[0]).Code));
    }

    private sealed class WithAssetsArgs : ResourceArgs
    {
        [Input("code")]
        public Input<Archive>? Code { get; set; }

        [Input("icon")]
        public Input<AssetOrArchive>? Icon { get; set; }
    }

    private sealed class WithAssets(string name, ResourceArgs args) : CustomResource("a:b:WithAssets", name, args, null)
    {
        [Output("code")]
        public Output<Archive> Code { get; private set; } = null!;
    }

    private sealed class TeamStack : Stack
    {
        public TeamStack() => GroupId = new LiveChat.Group("support", new() { Name = "Support", LanguageCode = "en" }).GroupId;

        [Output]
        public Output<int> GroupId { get; private set; }
    }

    private sealed class TransformedStack : Stack
    {
        public TransformedStack()
            : base(new StackOptions { ResourceTransformations = { a => Renamed(a, "stack") } })
        {
            var options = new CustomResourceOptions { ResourceTransformations = { a => Renamed(a, "own") } };
            _ = new LiveChat.Tag("vip", new() { Name = "" }, options);
            _ = new LiveChat.Tag("plain", new() { Name = "plain" });
        }

        private static ResourceTransformationResult? Renamed(ResourceTransformationArgs args, string by)
        {
            if (args.Args is not LiveChat.TagArgs tag)
                return null;
            tag.Name = tag.Name.Apply(n => n.Length == 0 ? by : $"{n} then {by}");
            return new ResourceTransformationResult(tag, args.Options);
        }
    }

    private sealed class Mocks : IMocks
    {
        public bool Answers { get; init; } = true;

        public Dictionary<string, ImmutableDictionary<string, object>> Seen { get; } = [];

        public List<string> Registered { get; } = [];

        public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
        {
            lock (Seen)
                Seen[args.Name!] = args.Inputs;
            var state = args.Type switch
            {
                "pulumi:pulumi:StackReference" => args
                    .Inputs.Add("outputs", new Dictionary<string, object> { ["plain"] = "p", ["token"] = Output.CreateSecret("t") })
                    .Add("secretOutputNames", new[] { "token" }),
                "livechat:index:Group" => args.Inputs.Add("groupId", 7),
                _ => args.Inputs,
            };
            return Task.FromResult<(string?, object)>(
                Answers ? (args.Name + "-id", state) : (null, ImmutableDictionary<string, object>.Empty)
            );
        }

        public Task<object> CallAsync(MockCallArgs args) =>
            Task.FromResult<object>(
                args.Token == "livechat:index:one"
                    ? new Dictionary<string, object> { ["result"] = 1 }
                    : args.Args.Add("name", $"group {args.Args["groupId"]}").Add("languageCode", "en")
            );

        public Task RegisterResourceOutputs(MockRegisterResourceOutputsRequest args)
        {
            Registered.AddRange(args.Outputs.Keys);
            return Task.CompletedTask;
        }
    }
}
