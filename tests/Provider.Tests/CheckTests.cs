using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What is wrong is said at preview, with the property's path and what is allowed.</summary>
public class CheckTests
{
    [Theory]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","role":"owner"}""", "role", "must be one of: viceowner, administrator, normal")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","role":"admnistrator"}""", "role", "did you mean 'administrator'?")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","maxChatsCount":21}""", "maxChatsCount", "must be from 0 to 20")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","maxChatsCount":1.5}""", "maxChatsCount", "must be a whole number")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","maxChatsCount":"four"}""", "maxChatsCount", "must be a whole number, and is a text")]
    [InlineData("Agent", """{"email":"not an address","name":"A"}""", "email", "must be an e-mail address")]
    [InlineData("Agent", """{"email":"a@b.c"}""", "name", "is required and missing")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","groups":[{"groupId":1,"priority":"best"}]}""", "groups[0].priority", "must be one of: first, normal, last, supervisor")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","groups":[{"groupId":1,"priority":"first"},{"groupId":1,"priority":"last"}]}""", "groups[1].groupId", "names group 1 a second time")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","workScheduler":{"timezone":"Mars","schedule":[]}}""", "workScheduler.timezone", "must be an IANA time zone")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","workScheduler":{"timezone":"UTC","schedule":[{"day":"monday","enabled":true,"start":"8:00","end":"16:00"}]}}""", "workScheduler.schedule[0].start", "must be a time as HH:MM")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","workScheduler":{"timezone":"UTC","schedule":[{"day":"monday","enabled":true,"start":"18:00","end":"16:00"}]}}""", "workScheduler.schedule[0]", "the end must be later")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","accountId":"x"}""", "accountId", "is computed by LiveChat")]
    [InlineData("Group", """{"name":""}""", "name", "not empty")]
    [InlineData("Group", """{"name":"G","agentPriorities":{"a@b.c":"best"}}""", "agentPriorities[\"a@b.c\"]", "must be one of")]
    [InlineData("Tag", """{"name":"t","groupIds":["zero"]}""", "groupIds[0]", "must be a whole number")]
    public async Task Check_BadInput_NamesThePropertyAndWhatIsAllowed(string type, string inputs, string property, string reason)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var failure = Assert.Single(await plugin.FailuresAsync(type, inputs));
        Assert.Equal(property, failure.Property);
        Assert.Contains(reason, failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_UnknownProperty_IsRefusedWithTheNearestName()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var failure = Assert.Single(await plugin.FailuresAsync("Agent", """{"email":"a@b.c","name":"A","jobtitle":"x"}"""));
        Assert.Contains("jobtitle", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("did you mean 'jobTitle'?", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SecretIsWrong_ItsValueIsNowhere()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var news = PropertyObject.Of(("email", PropertyValue.Secret(PropertyValue.Of("hush hush"))), ("name", PropertyValue.Of("A")));
        var check = await plugin.Client.CheckAsync(new CheckRequest { Urn = PluginHarness.Urn("Agent"), News = StructCodec.Write(news), Olds = new() }, default);
        var failure = Assert.Single(check.Failures);
        Assert.Equal("", failure.Property);
        Assert.DoesNotContain("hush", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("email", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_CreateOnlyPropertyChanges_IsAnErrorUnlessTheResourceIsReplaced()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string old = """{"email":"ann@example.com","name":"Ann"}""";
        var failure = Assert.Single(await plugin.FailuresAsync("Agent", """{"email":"ann@example.com","name":"Anna"}""", old));
        Assert.Equal("name", failure.Property);
        Assert.Empty(await plugin.FailuresAsync("Agent", """{"email":"anna@example.com","name":"Anna"}""", old));
    }
}
