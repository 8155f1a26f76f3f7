using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

public class ConfigurationTests
{
    [Fact]
    public async Task Configure_WithoutCredential_NamesTheMissingKey()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.ConfigureAsync());
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        var missing = e.Detail<ConfigureErrorMissingKeys>()!;
        Assert.Equal("livechat:accessToken", Assert.Single(missing.MissingKeys).Name);
    }

    [Fact]
    public async Task Configure_HalfOfAPersonalAccessToken_NamesTheOtherHalf()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.ConfigureAsync(("personalAccessToken", "pat")));
        Assert.Contains("livechat:accountId", e.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("\"pat\"", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WrongToken_SaysWhichSettingAndKeepsItSecret()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ConfigureAsync(("accessToken", "dal:wrong-token"), ("apiUrl", plugin.Emulator.Url.ToString()));
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", """{"name":"G"}"""));
        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
        Assert.Contains("livechat:accessToken", e.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-token", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_ThreeWaysOfArrival_AllWork()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var url = plugin.Emulator.Url.ToString();

        // As texts in args (default provider), typed and secret (explicit provider), and as variables (old engines).
        await plugin.ConfigureAsync(("accessToken", "dal:emulator-token"), ("apiUrl", url), ("maxConcurrency", "4"), ("version", "0.1.0"));
        await plugin.CreateAsync("Tag", """{"name":"a"}""", "a");
        var typed = PropertyObject.Of(
            ("accessToken", PropertyValue.Secret(PropertyValue.Of("dal:emulator-token"))),
            ("apiUrl", PropertyValue.Of(url)),
            ("maxConcurrency", PropertyValue.Of(4))
        );
        await plugin.Client.ConfigureAsync(new ConfigureRequest { Args = StructCodec.Write(typed), AcceptSecrets = true }, default);
        await plugin.CreateAsync("Tag", """{"name":"b"}""", "b");
        await plugin.Client.ConfigureAsync(
            new ConfigureRequest
            {
                Variables =
                {
                    ["livechat:config:accountId"] = "emulator",
                    ["livechat:config:personalAccessToken"] = "emulator-pat",
                    ["livechat:config:apiUrl"] = url,
                },
            },
            default
        );
        await plugin.CreateAsync("Tag", """{"name":"c"}""", "c");
        Assert.Equal(3, plugin.Dump()["tags"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("""{"maxConcurrency":"many"}""", "maxConcurrency")]
    [InlineData("""{"maxConcurrency":"0"}""", "maxConcurrency")]
    [InlineData("""{"region":"mars"}""", "region")]
    [InlineData("""{"apiUrl":"not an address"}""", "apiUrl")]
    public async Task CheckConfig_WrongValue_IsNamed(string news, string property)
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var check = await plugin.Client.CheckConfigAsync(
            new CheckRequest { News = StructCodec.Write(PluginHarness.Parse(news)), Olds = new() },
            default
        );
        Assert.Equal(property, Assert.Single(check.Failures).Property);
    }

    [Fact]
    public async Task CheckConfig_UnknownAndInternalKeys_PassThrough()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var news = PropertyObject.Of(
            ("apiUrl", PropertyValue.Unknown),
            ("version", PropertyValue.Of("0.1.0")),
            ("__internal", PropertyObject.Empty)
        );
        var check = await plugin.Client.CheckConfigAsync(new CheckRequest { News = StructCodec.Write(news), Olds = new() }, default);
        Assert.Empty(check.Failures);
        Assert.Equal(news, StructCodec.Read(check.Inputs));
    }

    [Theory]
    [InlineData("""{"accessToken":"a"}""", """{"accessToken":"b"}""", true, false)]
    [InlineData("""{"apiUrl":"http://a"}""", """{"apiUrl":"http://b"}""", true, false)]
    [InlineData("""{"licenseId":"1"}""", """{"licenseId":"2"}""", true, true)]
    [InlineData("""{}""", """{"licenseId":"2"}""", true, false)]
    [InlineData("""{"accessToken":"a","version":"0.1.0"}""", """{"accessToken":"a","version":"0.2.0"}""", false, false)]
    [InlineData("""{"maxConcurrency":8}""", """{"maxConcurrency":"8"}""", false, false)]
    public async Task DiffConfig_TokenIsAnUpdateAndAnotherLicenseAReplacement(string olds, string news, bool changed, bool replaced)
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var diff = await plugin.Client.DiffConfigAsync(
            new DiffRequest
            {
                OldInputs = StructCodec.Write(PluginHarness.Parse(olds)),
                News = StructCodec.Write(PluginHarness.Parse(news)),
            },
            default
        );
        Assert.Equal(changed ? DiffResponse.Types.DiffChanges.DiffSome : DiffResponse.Types.DiffChanges.DiffNone, diff.Changes);
        Assert.Equal(replaced, diff.Replaces.Count > 0);
    }

    [Fact]
    public async Task Schema_OverTheWire_IsTheOneOfTheRepository()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var schema = (await plugin.Client.GetSchemaAsync(new GetSchemaRequest(), default)).Schema;
        Assert.True(
            System.Text.Json.Nodes.JsonNode.DeepEquals(
                System.Text.Json.Nodes.JsonNode.Parse(schema),
                System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(TestSupport.Repo.Path("schema.json")))
            )
        );
    }

    [Fact]
    public async Task Schema_OtherVersion_IsRefused()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await Assert.ThrowsAsync<RpcException>(() => plugin.Client.GetSchemaAsync(new GetSchemaRequest { Version = 9 }, default));
    }
}
