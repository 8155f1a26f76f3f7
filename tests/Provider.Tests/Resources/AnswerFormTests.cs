using System.Text.Json.Nodes;
using LiveChatPulumi.Provider.Resources.Property;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests.Resources;

/// <summary>Answers and inputs that write a value in another form, and mean what they would mean in the right one.</summary>
public class AnswerFormTests
{
    [Fact]
    public async Task Create_IdIsAText_IsTheNumber()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Fault("""{"kind":"wrong-answer","count":1,"method":"create_group","body":"{\"id\":\"1\"}"}""");
        var created = await plugin.CreateAsync("Group", """{"name":"Support"}""");
        Assert.Equal(("1", PropertyValue.Of(1)), (created.Id, StructCodec.Read(created.Properties)["groupId"]));
    }

    /// <summary>A value of another type would be a replacement of the definition.</summary>
    [Theory]
    [InlineData("""{"type":"int","default_value":"5","domain":["5",6]}""", """{"type":"int","defaultValue":5,"domain":[5,6]}""")]
    [InlineData("""{"type":"bool","default_value":"true"}""", """{"type":"bool","defaultValue":true}""")]
    [InlineData("""{"type":"int","default_value":"many"}""", """{"type":"int","defaultValue":"many"}""")]
    public void Property_ValueOfAnotherType_IsReadInItsOwn(string answer, string expected)
    {
        var read = ApiMapper.FromApi(PropertyDefinition.Spec.Properties, (JsonObject)JsonNode.Parse(answer)!);
        Assert.Equal(PluginHarness.Parse(expected), PropertyDefinition.InItsType(read));
    }

    [Theory]
    [InlineData("CET")]
    [InlineData("EST")]
    [InlineData("GMT")]
    [InlineData("EST5EDT")]
    [InlineData("Japan")]
    [InlineData("Zulu")]
    [InlineData("US/Eastern")]
    [InlineData("America/Argentina/Buenos_Aires")]
    public void TimeZone_NameOfTheDatabase_IsValid(string zone) => Assert.True(TextForm.TimeZone.IsValid(zone));

    /// <summary>Some systems have no links: the list of this project has them.</summary>
    [Theory]
    [InlineData("Japan")]
    [InlineData("Zulu")]
    [InlineData("EST5EDT")]
    public void ZoneLinks_NameThatAMachineMayLack_IsThere(string zone) => Assert.Contains(zone, ZoneLinks.All.AsEnumerable());

    [Theory]
    [InlineData("+9:00")]
    [InlineData(" 9:00")]
    [InlineData("09: 0")]
    [InlineData("-0:00")]
    [InlineData("9:00")]
    [InlineData("24:01")]
    [InlineData("\u0660\u0669:00")]
    public async Task Check_TimeThatIsNone_IsRefusedAtPreview(string time)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var hours = $$"""{"timezone":"CET","schedule":[{"day":"monday","enabled":true,"start":"{{time}}","end":"24:00"}]}""";
        var failures = await plugin.FailuresAsync("Agent", $$"""{"email":"a@b.c","name":"A","workScheduler":{{hours}} }""");
        Assert.Equal("workScheduler.schedule[0].start", PluginHarness.PathOf(Assert.Single(failures)));
    }

    [Fact]
    public async Task Check_NameWithWhiteSpaceAtItsEnds_IsTrimmedAndTold()
    {
        await using var plugin = await PluginHarness.StartAsync();
        Assert.Empty(await plugin.FailuresAsync("Tag", """{"name":" vip\t"}"""));
        Assert.Contains(plugin.Logs, l => l.Message == "'name' has white space at its ends, which is left out.");
        Assert.Equal("name", Assert.Single(await plugin.FailuresAsync("Tag", """{"name":" "}""")).Property);
    }

    [Fact]
    public async Task Check_NameIsTooLong_SaysHowItIsCounted()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var failures = await plugin.FailuresAsync("Group", $$"""{"name":"{{new string('x', 181)}}"}""");
        Assert.Contains("counted as Unicode code points, and has 181", Assert.Single(failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ToApi_ElementThatASetSaysTwice_IsSentOnce()
    {
        var twice = PropertyValue.List([PropertyValue.Of(1), PropertyValue.Of(2), PropertyValue.Of(1)]);
        Assert.Equal("[1,2]", ApiMapper.ToApi(PropertyType.Set(PropertyType.Integer()), twice)!.ToJsonString());
    }
}
