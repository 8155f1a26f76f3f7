using System.Text.Json.Nodes;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What states and errors keep of values.</summary>
public class ValueMarkTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    /// <summary>A short secret could be found from its digest, whether it is the old value, the new one, or the schema's to hide.</summary>
    [Theory]
    [InlineData(false, "old", "new", false)]
    [InlineData(true, "old", "new", true)]
    [InlineData(false, "*old", "new", true)]
    [InlineData(false, "old", "*new", true)]
    public void UnseenMark_ValueIsSecret_IsSecretItself(bool bySchema, string before, string after, bool expected)
    {
        var property = new PropertySpec("name", "name", PropertyType.Text, "A name.") { Secret = bySchema };
        Assert.Equal(expected, UnseenMark.Of(Now, false, [property], Of(before), Of(after)).IsSecret);
    }

    [Fact]
    public void UnseenMark_EarlierOneIsSecret_StaysSecret()
    {
        var property = new PropertySpec("name", "name", PropertyType.Text, "A name.");
        var earlier = UnseenMark.Of(Now, false, [property], Of("*a"), Of("b"));
        Assert.True(UnseenMark.Of(Now, false, [property], Of("b"), Of("c"), earlier).IsSecret);
        Assert.True(UnseenMark.Of(earlier.On(PropertyObject.Empty))!.IsSecret);
    }

    [Theory]
    [InlineData("""{"avatar":"own","avatar_path":"other"}""", "own")]
    [InlineData("""{"avatar_path":"other"}""", "other")]
    [InlineData("""{"avatar":null,"avatar_path":"other"}""", "other")]
    public void FromApi_PropertyHasTwoNames_TheDocumentsOneCounts(string json, string expected)
    {
        var property = new PropertySpec("avatar", "avatar", PropertyType.Text, "A picture.") { Aliases = ["avatar_path"] };
        Assert.Equal(expected, ApiMapper.FromApi([property], (JsonObject)JsonNode.Parse(json)!).Text("avatar"));
    }

    [Theory]
    [InlineData("nmae", " (did you mean 'name'?)")]
    [InlineData("NAME", " (did you mean 'name'?)")]
    [InlineData("n", "")]
    [InlineData("na", "")]
    [InlineData("somethingElse", "")]
    public void Check_UnknownProperty_NamesTheNearestOneThatIsNear(string key, string hint)
    {
        var properties = new[]
        {
            new PropertySpec("name", "name", PropertyType.Text, "A name."),
            new PropertySpec("languageCode", "language_code", PropertyType.Text, "A language."),
        };
        var failure = Assert.Single(InputCheck.Check(properties, PropertyObject.Of((key, PropertyValue.Of("x")))));
        Assert.Equal($"is not a property here{hint}; there are: name, languageCode", failure.Reason);
    }

    [Theory]
    [InlineData("owner", null, "owner")]
    [InlineData("owner", "100", "owner 100")]
    public void LicenseMark_OwnerAndNumber_AreBothThere(string owner, string? number, string mark)
    {
        Assert.Equal(mark, LicenseMark.Of(owner, number));
        Assert.False(LicenseMark.IsOfAnother(mark, owner));
        Assert.True(LicenseMark.IsOfAnother(mark, "somebody"));
        Assert.Equal(number is not null, LicenseMark.HasMoved(mark, "200"));
        Assert.False(LicenseMark.HasMoved(mark, number));
    }

    private static PropertyObject Of(string name) =>
        PropertyObject.Of(("name", name[0] == '*' ? PropertyValue.Secret(PropertyValue.Of(name[1..])) : PropertyValue.Of(name)));
}
