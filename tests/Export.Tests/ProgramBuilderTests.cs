using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using PluginProtocol.Values;

namespace Export_Tests;

public class ProgramBuilderTests
{
    [Fact]
    public void Build_IdsOfOtherObjects_AreReferencesAndComeAfterThem()
    {
        var license = Given.Build(Given.Tag("vip", 3, 7), Given.Group(3, "Returns"));
        Assert.Equal(["group-returns", "tag-vip"], license.Objects.Select(o => o.Name));
        var groups = Assert.IsType<ProgramValue.Array>(license.Objects[1].Inputs["groupIds"]).Items;
        Assert.Equal(("group-returns", "groupId"), groups[0] is ProgramValue.Reference r ? (r.Name, r.Property) : default);
        Assert.Equal(new ProgramValue.Literal(PropertyValue.Of(7)), groups[1]);
    }

    [Theory]
    [InlineData("Support", "group-support")]
    [InlineData("  two\nlines ", "group-two-lines")]
    [InlineData("Поддержка 24/7", "group-поддержка-24-7")]
    [InlineData("サポート", "group-サポート")]
    [InlineData("ฝ่ายสนับสนุน", "group-ฝ่ายสนับสนุน")]
    [InlineData("class", "group-class")]
    [InlineData("2024", "group-2024")]
    [InlineData("${x.id}", "group-x-id")]
    [InlineData("🎉", "group-5")]
    [InlineData("\u202Egro\u0000up", "group-gro-up")]
    public void Build_Titles_BecomeNamesThatAreLegalEverywhere(string title, string name) =>
        Assert.Equal(name, Given.Build(Given.Group(5, title)).Objects.Single().Name);

    [Fact]
    public void Build_SameTitles_AreToldApartByAgeAndNotByOrder()
    {
        ReadObject[] groups =
        [
            Given.Group(12, "support"),
            Given.Group(3, "Support"),
            Given.Group(7, "Returns"),
            Given.Group(9, "Support 2"),
        ];
        var names = Given.Build(groups).Objects.ToDictionary(o => o.Id, o => o.Name);
        Assert.Equal("group-support", names["3"]);
        Assert.Equal("group-returns", names["7"]);
        Assert.Equal("group-support-2", names["9"]);
        Assert.Equal("group-support-3", names["12"]);
        Array.Reverse(groups);
        Assert.Equal(names, Given.Build(groups).Objects.ToDictionary(o => o.Id, o => o.Name));
    }

    /// <summary>As variables of C# they would be the same.</summary>
    [Fact]
    public void Build_NamesThatDifferInHyphensOnly_GetNumbers() =>
        Assert.Equal(
            ["group-a-1", "group-a1-2"],
            Given.Build(Given.Group(1, "a 1"), Given.Group(2, "a1")).Objects.Select(o => o.Name).Order()
        );

    [Fact]
    public void Build_LongTitle_IsCutAtAWord()
    {
        var name = Given.Build(Given.Group(1, string.Join(' ', Enumerable.Repeat("words", 40)))).Objects.Single().Name;
        Assert.Equal("group-words-words-words-words-words-words-words-words", name);
    }

    [Fact]
    public void Build_ClientIds_AreSettingsOneForEach()
    {
        var license = Given.Build(
            Given.Of("LicenseWebhooks", "aaa", "aaa", ("enabled", PropertyValue.Of(true)), ("ownerClientId", PropertyValue.Of("aaa"))),
            Given.Of("LicenseWebhooks", "bbb", "bbb", ("enabled", PropertyValue.Of(true)), ("ownerClientId", PropertyValue.Of("bbb")))
        );
        Assert.Equal([("clientId", "aaa"), ("clientId2", "bbb")], license.Settings.Select(s => (s.Key, s.Value!.ToString())));
        Assert.Equal(["license-webhooks", "license-webhooks-2"], license.Objects.Select(o => o.Name));
    }

    /// <summary>A value that the program keeps under another key stays there.</summary>
    [Fact]
    public void Build_SettingThatTheStackHas_KeepsItsKey()
    {
        var builder = new ProgramBuilder(Given.Schema);
        builder.Keep("clientId", "shop", "bbb");
        var license = builder.Build([
            Given.Of("LicenseWebhooks", "bbb", "bbb", ("enabled", PropertyValue.Of(true)), ("ownerClientId", PropertyValue.Of("bbb"))),
        ]);
        Assert.Equal(["shop"], license.Settings.Select(s => s.Key));
    }

    [Fact]
    public void Build_SecretsAndWhatNoReadShows_AreSettings()
    {
        var license = Given.Build(
            Given.Of(
                "Webhook",
                "aaa/1",
                "incoming_chat https://a.example",
                ("action", PropertyValue.Of("incoming_chat")),
                ("url", PropertyValue.Of("https://a.example")),
                ("type", PropertyValue.Of("license")),
                ("secretKey", PropertyValue.Secret(PropertyValue.Of("s3cret")))
            ),
            Given.Of(
                "Webhook",
                "aaa/2",
                "tag_created https://a.example",
                ("action", PropertyValue.Of("tag_created")),
                ("url", PropertyValue.Of("https://a.example")),
                ("type", PropertyValue.Of("license"))
            )
        );
        Assert.All(license.Settings, s => Assert.True(s.IsSecret));
        Assert.Equal([false, true], license.Settings.Select(s => s.IsToFillIn));
        Assert.All(license.Objects, o => Assert.IsType<ProgramValue.OfSetting>(o.Inputs["secretKey"]));
    }

    /// <summary>The SDK has no word for it, and an import leaves alone what the program does not say.</summary>
    [Fact]
    public void Build_ValueThatIsNoCaseOfItsEnum_IsLeftOut()
    {
        var license = Given.Build(
            Given.Of(
                "Agent",
                "ann@example.com",
                "Ann",
                ("email", PropertyValue.Of("ann@example.com")),
                ("name", PropertyValue.Of("Ann")),
                ("role", PropertyValue.Of("owner"))
            )
        );
        Assert.Equal(["email", "name"], license.Objects.Single().Inputs.Members.Select(m => m.Key));
    }

    [Fact]
    public void Build_ObjectsThatNameEachOther_AreWrittenOutOnce()
    {
        static ReadObject Rule(string id, string next) =>
            new(
                "livechat:index:AutoAccess",
                id,
                id + " rule",
                PropertyObject.Of(("nextId", PropertyValue.Of(next))),
                PropertyObject.Of(("autoAccessId", PropertyValue.Of(id)))
            );
        var license = Given.Build(Rule("one", "two"), Rule("two", "one"));
        Assert.Equal(
            [typeof(ProgramValue.Literal), typeof(ProgramValue.Reference)],
            license.Objects.Select(o => o.Inputs["nextId"]!.GetType())
        );
    }

    /// <summary>An object that a program has already is named and not written again.</summary>
    [Fact]
    public void Build_ObjectThatTheProgramHas_IsNamedByItsName()
    {
        var license = Given.Build(Given.Tag("vip", 3), Given.Group(3, "Returns") with { Name = "theirs", IsDeclared = true });
        Assert.Equal("tag-vip", Assert.Single(license.Objects).Name);
        Assert.Equal(["theirs"], license.Objects[0].DependsOn);
    }
}
