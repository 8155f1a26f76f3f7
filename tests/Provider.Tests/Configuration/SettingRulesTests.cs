using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Configuration;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Settings of the configuration and of the environment: the same rules for both.</summary>
public class SettingRulesTests
{
    [Theory]
    [InlineData("region", "mars", "must be one of: dal, fra")]
    [InlineData("maxConcurrency", "many", "must be a whole number")]
    [InlineData("maxConcurrency", "65", "must be from 1 to 64")]
    [InlineData("batchSize", "1.5", "must be a whole number")]
    [InlineData("propagationSeconds", "-1", "must be from 0 to 3600")]
    [InlineData("requestsPerSecond", "0", "must be from 1 to 1000")]
    [InlineData("readiness", "later", "must be one of: accepted, visible, effective")]
    [InlineData("adoptExisting", "yes", "must be one of: never, matching, always")]
    [InlineData("shareLimits", "yes", "must be true or false")]
    [InlineData("apiUrl", "api.example.com", "must be an absolute address")]
    [InlineData("accessToken", "dal:a\nX-Region: fra", "control character")]
    [InlineData("accessToken", "dal:\u2013a", "no ASCII")]
    [InlineData("personalAccessToken", "a\rb", "control character")]
    [InlineData("accountId", "a\tb", "control character")]
    public void Failures_WrongValue_IsNamedWhereverItComesFrom(string name, string value, string reason)
    {
        var given = Assert.Single(SettingRules.Failures(PropertyObject.Of((name, PropertyValue.Of(value))), _ => null));
        Assert.Equal(name, given.Path.ToString());
        Assert.Contains(reason, given.Reason, StringComparison.Ordinal);
        var variable = ProviderConfig.VariableOf(name);
        var found = SettingRules.Failures(PropertyObject.Empty, v => v == variable ? value : null);
        Assert.Contains(reason, Assert.Single(found).Reason, StringComparison.Ordinal);
        Assert.Equal(name, found[0].Path.ToString());
        if (name != "apiUrl")
            Assert.StartsWith($"(from {variable}) ", found[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhiteSpaceAroundASetting_IsNoPartOfIt()
    {
        var given = PropertyObject.Of(("accessToken", PropertyValue.Secret(PropertyValue.Of(" dal:token\n"))));
        Assert.Empty(SettingRules.Failures(given, Variable));
        var (config, _) = ProviderConfig.Read(given, Variable);
        Assert.Equal("dal:token", ((Credential.Bearer)config!.Credential).Token.Reveal());
        Assert.Equal(("fra", true, 9), (config.Region, config.AllowTwins, config.Pace.MaxConcurrency));
        Assert.Equal(new Uri("https://api.example.com"), config.ApiUrl);

        static string? Variable(string name) =>
            name switch
            {
                "LIVECHAT_REGION" => " fra\n",
                "LIVECHAT_ALLOW_TWINS" => "TRUE",
                "LIVECHAT_API_URL" => "https://api.example.com\n",
                "LIVECHAT_MAX_CONCURRENCY" => " 9 ",
                "LIVECHAT_BATCH_SIZE" => " ",
                _ => null,
            };
    }

    /// <summary>An engine need not check a configuration before it configures.</summary>
    [Theory]
    [InlineData("apiUrl", "api.example.com", "livechat:apiUrl must be an absolute address")]
    [InlineData("region", "mars", "livechat:region must be one of: dal, fra")]
    public async Task Configure_WrongValue_IsRefusedByName(string name, string value, string text)
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.ConfigureAsync(("accessToken", "dal:t"), (name, value)));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.Contains(text, e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_TokenWithALineBreak_IsRefusedAndNotTold()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.ConfigureAsync(("accessToken", "dal:secret-token\nX-Region: fra"), ("apiUrl", plugin.Emulator.Url.ToString()))
        );
        Assert.Contains("livechat:accessToken holds a line break", e.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", e.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(plugin.Emulator.Log.Calls);
    }
}
