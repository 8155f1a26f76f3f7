using System.Collections.Immutable;
using PluginProtocol.Values;
using Pulumi;
using Pulumi.Serialization;
using LiveChat = LiveChatPulumi.LiveChat;

namespace Pulumi_Tests;

public class OutputTests
{
    [Fact]
    public async Task Apply_Known_Maps() => Assert.Equal(4, await OutputUtilities.GetValueAsync(Output.Create(2).Apply(v => v * 2)));

    [Fact]
    public async Task Apply_Unknown_DoesNotRun()
    {
        var ran = false;
        var output = OutputUtilities.CreateUnknown(2).Apply(v => ran = true);
        Assert.False(await OutputUtilities.GetIsKnownAsync(output));
        Assert.False(ran);
    }

    [Fact]
    public async Task Apply_Nested_JoinsSecretness()
    {
        var output = Output.Create(1).Apply(_ => Output.CreateSecret("x"));
        Assert.True(await Output.IsSecretAsync(output));
        Assert.False(await Output.IsSecretAsync(Output.Unsecret(output)));
    }

    [Fact]
    public async Task All_OneUnknown_IsUnknown() =>
        Assert.False(await OutputUtilities.GetIsKnownAsync(Output.All(Output.Create(1), OutputUtilities.CreateUnknown(2))));

    [Fact]
    public async Task Format_OutputsInText_AreFilledIn() =>
        Assert.Equal("a-1", await OutputUtilities.GetValueAsync(Output.Format($"a-{Output.Create(1)}")));

    [Fact]
    public void ToString_Output_IsNoValue() => Assert.Contains("not supported", Output.Create("v").ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task InputList_AddAndConcat_KeepOrder()
    {
        InputList<int> list = new() { 1, 2 };
        list.Add(Output.Create(3));
        Assert.Equal("1,2,3,4", string.Join(',', await OutputUtilities.GetValueAsync(list.Concat(new[] { 4 }).ToOutput())));
    }

    [Fact]
    public async Task InputMap_Merge_SecondWins()
    {
        InputMap<string> first = new() { { "a", "1" }, { "b", "1" } };
        InputMap<string> second = new() { ["b"] = "2" };
        var merged = await OutputUtilities.GetValueAsync(InputMap<string>.Merge(first, second).ToOutput());
        Assert.Equal("2", merged["b"]);
        Assert.Equal(2, merged.Count);
    }

    [Fact]
    public async Task Serialize_GeneratedArgs_HaveWireNamesSecretsAndUnknowns()
    {
        var args = new LiveChat.AgentArgs
        {
            Email = "a@b.c",
            Name = Output.CreateSecret("Ann"),
            MaxChatsCount = OutputUtilities.CreateUnknown(4),
            Groups =
            {
                new LiveChat.Inputs.GroupMembershipArgs { GroupId = 1, Priority = LiveChat.Priority.First },
            },
        };
        var value = await new Serializer().SerializeArgsAsync(args);
        Assert.Equal(PropertyValue.Secret(PropertyValue.Of("Ann")), value["name"]);
        Assert.IsType<PropertyUnknown>(value["maxChatsCount"]);
        Assert.Equal("[{groupId: 1, priority: first}]", value["groups"]!.ToString());
        Assert.Null(value["jobTitle"]);
    }

    [Fact]
    public async Task Serialize_RequiredArgumentMissing_NamesIt()
    {
        var e = await Assert.ThrowsAsync<ArgumentNullException>(() =>
            new Serializer().SerializeArgsAsync(new LiveChat.AgentArgs { Email = "a@b.c" })
        );
        Assert.Contains("AgentArgs.Name", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serialize_ProviderArgs_NumbersAreJsonText()
    {
        var value = await new Serializer().SerializeArgsAsync(new LiveChat.ProviderArgs { MaxConcurrency = 4, AccessToken = "t" });
        Assert.Equal(PropertyValue.Of("4"), value["maxConcurrency"]);
        Assert.IsType<PropertySecret>(value["accessToken"]);
    }

    [Fact]
    public void Deserialize_OutputType_FillsItsConstructor()
    {
        var value = PropertyValue.List([PropertyObject.Of(("groupId", PropertyValue.Of(3)), ("priority", PropertyValue.Of("last")))]);
        var read =
            (ImmutableArray<LiveChat.Outputs.GroupMembership>)
                Deserializer.Convert(value, typeof(ImmutableArray<LiveChat.Outputs.GroupMembership>))!;
        Assert.Equal((3, LiveChat.Priority.Last), (read[0].GroupId, read[0].Priority));
    }

    [Fact]
    public void Deserialize_MapOfEnums_IsADictionary()
    {
        var read =
            (ImmutableDictionary<string, LiveChat.Priority>)
                Deserializer.Convert(
                    PropertyObject.Of(("a@b.c", PropertyValue.Of("first"))),
                    typeof(ImmutableDictionary<string, LiveChat.Priority>)
                )!;
        Assert.Equal(LiveChat.Priority.First, read["a@b.c"]);
    }

    [Fact]
    public void Deserialize_SecretInside_MakesTheWholeSecret()
    {
        var data = Deserializer.Read(PropertyValue.List([PropertyValue.Secret(PropertyValue.Of("s"))]), typeof(ImmutableArray<string>), []);
        Assert.True(data is { IsSecret: true, IsKnown: true });
    }

    [Fact]
    public void Deserialize_OptionalNumberMissing_IsNull()
    {
        var constructor = typeof(LiveChat.GetGroupResult);
        var read = (LiveChat.GetGroupResult)
            Deserializer.Convert(
                PropertyObject.Of(
                    ("groupId", PropertyValue.Of(1)),
                    ("name", PropertyValue.Of("n")),
                    ("languageCode", PropertyValue.Of("en"))
                ),
                constructor
            )!;
        Assert.Equal(("n", null, null), (read.Name, read.RoutingStatus, read.AgentPriorities));
    }

    [Fact]
    public void Merge_Options_SecondWinsAndListsJoin()
    {
        var merged = CustomResourceOptions.Merge(
            new CustomResourceOptions { Version = "1", IgnoreChanges = { "a" } },
            new CustomResourceOptions { Version = "2", IgnoreChanges = { "b" } }
        );
        Assert.Equal(("2", "a,b"), (merged.Version, string.Join(',', merged.IgnoreChanges)));
    }

    [Fact]
    public async Task RunAsync_WithoutAnEngine_SaysHowToStart()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => Deployment.RunAsync(() => { }));
        Assert.Contains("pulumi up", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resource_OutsideOfARun_SaysSo()
    {
        var e = Assert.Throws<InvalidOperationException>(() => new LiveChat.Tag("t", new() { Name = "t" }));
        Assert.Contains("Deployment.RunAsync", e.Message, StringComparison.Ordinal);
    }
}
