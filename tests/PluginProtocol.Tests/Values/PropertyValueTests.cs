using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using PluginProtocol.Values;

namespace PluginProtocol_Tests;

public class PropertyValueTests
{
    private static readonly PropertyObject Everything = PropertyObject.Of(
        ("null", PropertyValue.Null),
        ("bool", PropertyValue.Of(true)),
        ("number", PropertyValue.Of(1.5)),
        ("text", PropertyValue.Of("zażółć")),
        ("list", PropertyValue.List([PropertyValue.Of(1), PropertyValue.Secret(PropertyValue.Of("s"))])),
        ("secret", PropertyValue.Secret(PropertyObject.Of(("inner", PropertyValue.Of("x"))))),
        ("unknown", PropertyValue.Unknown),
        ("output", new PropertyOutput(PropertyValue.Of("v"), true, ["urn:pulumi:s::p::t::n"])),
        ("pending", new PropertyOutput(null, false, [])),
        ("reference", new PropertyResourceReference("urn:pulumi:s::p::t::n", "id")),
        ("component", new PropertyResourceReference("urn:pulumi:s::p::t::n", null)),
        ("asset", new PropertyAsset(false, PropertyObject.Of(("hash", PropertyValue.Of("h")), ("text", PropertyValue.Of("t"))))),
        ("archive", new PropertyAsset(true, PropertyObject.Of(("hash", PropertyValue.Of("h")))))
    );

    [Fact]
    public void StructCodec_EveryKind_RoundTrips() => Assert.Equal(Everything, StructCodec.Read(StructCodec.Write(Everything)));

    [Fact]
    public void StructCodec_DeepNesting_SurvivesSerialization()
    {
        PropertyValue value = PropertyValue.Of("bottom");
        for (var i = 0; i < 500; i++)
            value = PropertyObject.Of(("n", value));
        var read = StructCodec.Read(StructCodec.Write((PropertyObject)value));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("04da6b54-80e4-46f7-96ec-b56ff0331ba9")]
    [InlineData("1c4a061d-8072-4f0a-a4cb-0ff528b18fe7")]
    [InlineData("3eeb2bf0-c639-47a8-9e75-3b44932eb421")]
    [InlineData("6a19a0b0-7e62-4c92-b797-7f8e31da9cc2")]
    [InlineData("030794c1-ac77-496b-92df-f27374a8bd58")]
    [InlineData("e48ece36-62e2-4504-bad9-02848725956a")]
    [InlineData("dd056dcd-154b-4c76-9bd3-c8f88648b5ff")]
    public void StructCodec_AnySentinel_IsUnknownAndLeavesAsTheStringOne(string sentinel)
    {
        var read = StructCodec.Read(new Value { StringValue = sentinel });
        Assert.IsType<PropertyUnknown>(read);
        Assert.Equal(Signatures.Unknown, StructCodec.Write(read).StringValue);
    }

    [Fact]
    public void StructCodec_NullValue_HasItsKindSet() =>
        Assert.Equal(Value.KindOneofCase.NullValue, StructCodec.Write(PropertyValue.Null).KindCase);

    [Fact]
    public void StructCodec_UnknownSignature_IsRefused()
    {
        var message = new Struct
        {
            Fields =
            {
                ["v"] = new Value { StructValue = new Struct { Fields = { [Signatures.Key] = new Value { StringValue = "what" } } } },
            },
        };
        Assert.Throws<FormatException>(() => StructCodec.Read(message));
    }

    [Fact]
    public void CheckpointCodec_Secrets_AreEncryptedOnceAndReadBack()
    {
        var codec = new CheckpointCodec(new Reverser());
        var value = PropertyObject.Of(
            ("s", PropertyValue.Secret(PropertyObject.Of(("inner", PropertyValue.Secret(PropertyValue.Of("deep"))))))
        );
        var text = codec.WriteText(value);
        Assert.DoesNotContain("deep", text, StringComparison.Ordinal);
        Assert.Contains("ciphertext", text, StringComparison.Ordinal);
        Assert.Equal(value, codec.Read(JsonDocument.Parse(text).RootElement));
    }

    [Fact]
    public void CheckpointCodec_WithoutCrypter_WritesPlaintextAsJsonText()
    {
        var text = new CheckpointCodec(null).WriteText(PropertyValue.Secret(PropertyValue.Of("x")));
        Assert.Contains("\"plaintext\":\"\\\"x\\\"\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Secret_IsMasked() =>
        Assert.Equal("{a: [secret]}", PropertyObject.Of(("a", PropertyValue.Secret(PropertyValue.Of("hush")))).ToString());

    [Fact]
    public void Plain_NestedWrappers_AreGone() =>
        Assert.False(((PropertyObject)Everything.Plain()).Any(v => v is PropertySecret or PropertyOutput));

    [Theory]
    [InlineData("name")]
    [InlineData("groups[0].priority")]
    [InlineData("agentPriorities[\"ann@example.com\"]")]
    [InlineData("a[\"quote\\\"d\"].b")]
    public void PropertyPath_ParseThenToString_IsTheSame(string text) => Assert.Equal(text, PropertyPath.Parse(text).ToString());

    [Theory]
    [InlineData("a[0")]
    [InlineData("a[\"b]")]
    [InlineData("a..b")]
    [InlineData("a[x]")]
    public void PropertyPath_Malformed_IsRefused(string text) => Assert.Throws<FormatException>(() => PropertyPath.Parse(text));

    [Fact]
    public void PropertyPath_Reset_TakesOldValuesBackAndRemovesAddedOnes()
    {
        var olds = PropertyObject.Of(
            ("a", PropertyValue.Of(1)),
            ("o", PropertyObject.Of(("x", PropertyValue.Of("old")), ("y", PropertyValue.Of("old"))))
        );
        var news = PropertyObject.Of(
            ("a", PropertyValue.Of(2)),
            ("o", PropertyObject.Of(("x", PropertyValue.Of("new")), ("y", PropertyValue.Of("new")))),
            ("added", PropertyValue.Of(true))
        );
        PropertyValue reset = news;
        foreach (var path in new[] { "a", "o.x", "added" })
            reset = PropertyPath.Parse(path).Reset(reset, olds);
        var expected = PropertyObject.Of(
            ("a", PropertyValue.Of(1)),
            ("o", PropertyObject.Of(("x", PropertyValue.Of("old")), ("y", PropertyValue.Of("new"))))
        );
        Assert.Equal(expected, reset);
    }

    [Fact]
    public void PropertyPath_ResetWithWildcard_ReachesEveryElement()
    {
        var olds = PropertyObject.Of(
            ("g", PropertyValue.List([PropertyObject.Of(("p", PropertyValue.Of("a"))), PropertyObject.Of(("p", PropertyValue.Of("b")))]))
        );
        var news = PropertyObject.Of(
            ("g", PropertyValue.List([PropertyObject.Of(("p", PropertyValue.Of("x"))), PropertyObject.Of(("p", PropertyValue.Of("y")))]))
        );
        Assert.Equal(olds, PropertyPath.Parse("g[*].p").Reset(news, olds));
    }

    [Fact]
    public void Urn_NameWithColons_StaysWhole()
    {
        var urn = Urn.Parse("urn:pulumi:dev::shop::livechat:index:Tag::a::b");
        Assert.Equal(("dev", "shop", "livechat:index:Tag", "a::b"), (urn.Stack, urn.Project, urn.Type, urn.Name));
        Assert.Equal("urn:pulumi:dev::shop::livechat:index:Tag::a::b", urn.ToString());
    }

    [Fact]
    public void Urn_UnderComponent_CarriesTheParentsType()
    {
        var parent = Urn.Parse("urn:pulumi:dev::shop::shop:index:Team::t");
        Assert.Equal("shop:index:Team$livechat:index:Group", Urn.Create("dev", "shop", parent, "livechat:index:Group", "g").QualifiedType);
        var stack = Urn.Parse("urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev");
        Assert.Equal("livechat:index:Group", Urn.Create("dev", "shop", stack, "livechat:index:Group", "g").QualifiedType);
    }

    private sealed class Reverser : ISecretCrypter
    {
        public string Encrypt(string plaintext) => new([.. plaintext.Reverse()]);

        public string Decrypt(string ciphertext) => new([.. ciphertext.Reverse()]);
    }
}
