using System.Collections.Immutable;
using PluginProtocol.Values;
using Pulumi;
using Pulumi.Serialization;
using Pulumi.Utilities;
using LiveChat = LiveChatPulumi.LiveChat;

namespace Pulumi_Tests;

/// <summary>The stand-in alone: its wire form, and its own words. Left out where the official package takes its place.</summary>
public class StandInTests
{
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
    public async Task Serialize_Assets_HaveTheFormsOfTheWireAndComeBack()
    {
        var archive = new AssetArchive(
            new Dictionary<string, AssetOrArchive>
            {
                ["t"] = new StringAsset("text"),
                ["f"] = new FileAsset("./f"),
                ["r"] = new RemoteAsset("https://x/r"),
                ["a"] = new FileArchive("./a"),
                ["u"] = new RemoteArchive("https://x/u"),
            }
        );
        var value = await new Serializer().SerializeAsync(archive);
        var wire = StructCodec.Write(PropertyObject.Of(("v", value))).Fields["v"].StructValue.Fields;
        Assert.Equal(Signatures.Archive, wire[Signatures.Key].StringValue);
        var inner = wire["assets"].StructValue.Fields;
        Assert.Equal(
            (Signatures.Asset, "text"),
            (inner["t"].StructValue.Fields[Signatures.Key].StringValue, inner["t"].StructValue.Fields["text"].StringValue)
        );
        Assert.Equal("https://x/u", inner["u"].StructValue.Fields["uri"].StringValue);
        Assert.Equal(value, await new Serializer().SerializeAsync(Deserializer.Convert(value, typeof(Archive))));
    }

    [Fact]
    public void Deserialize_Union_IsOfTheTypeThatFits()
    {
        static Union<string, int> Read(PropertyValue value) => (Union<string, int>)Deserializer.Convert(value, typeof(Union<string, int>))!;

        Assert.Equal("3", Read(PropertyValue.Of("3")).AsT0);
        Assert.Equal(3, Read(PropertyValue.Of(3)).AsT1);
        Assert.Throws<FormatException>(() => Read(PropertyValue.Of(true)));
    }

    [Fact]
    public async Task Serialize_UnionAndJson_AreWhatTheyHold()
    {
        InputUnion<string, int> union = 3;
        InputJson json = """{"a":[1]}""";
        Assert.Equal(PropertyValue.Of(3), await new Serializer().SerializeAsync(union));
        Assert.Equal("{a: [1]}", (await new Serializer().SerializeAsync(json)).ToString());
        Assert.True((await new Serializer().SerializeAsync(new InputJson())).IsNull);
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
