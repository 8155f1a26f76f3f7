using Grpc.Core;
using LiveChatPulumi.Provider.Configuration;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>A credential goes where it was meant to go.</summary>
public class AddressTests
{
    [Theory]
    [InlineData("""{"accessToken":"t"}""", "", "", null)]
    [InlineData("""{}""", "", "t", null)]
    [InlineData("""{"apiUrl":"https://api.example.com","accessToken":"t"}""", "", "", null)]
    [InlineData("""{"apiUrl":"https://api.example.com"}""", "https://api.example.com/", "t", null)]
    [InlineData("""{"apiUrl":"https://api.example.com"}""", "", "t", "the credential is in the environment")]
    [InlineData("""{"apiUrl":"http://127.0.0.1:9"}""", "", "t", "the credential is in the environment")]
    [InlineData("""{"apiUrl":"https://me:hunter22@api.example.com","accessToken":"t"}""", "", "", "credentials have settings of their own")]
    [InlineData("""{"apiUrl":"https://other.example.com"}""", "https://api.example.com", "t", "the credential is in the environment")]
    [InlineData("""{"apiUrl":"http://127.0.0.1:9","accessToken":"t"}""", "", "", null)]
    [InlineData("""{"apiUrl":"http://[::1]:9","accessToken":"t"}""", "", "", null)]
    [InlineData("""{"apiUrl":"http://localhost:9","accessToken":"t"}""", "", "", null)]
    [InlineData("""{"apiUrl":"http://api.example.com","accessToken":"t"}""", "", "", "unencrypted")]
    [InlineData("""{"apiUrl":"http://127.0.0.1.example.com","accessToken":"t"}""", "", "", "unencrypted")]
    [InlineData("""{"accessToken":"t"}""", "http://api.example.com", "", "unencrypted")]
    [InlineData("""{"apiUrl":"http://api.example.com","accessToken":"t","allowHttp":"true"}""", "", "", null)]
    [InlineData("""{"apiUrl":"ftp://api.example.com","accessToken":"t"}""", "", "", "absolute address")]
    [InlineData("""{"apiUrl":"api.example.com","accessToken":"t"}""", "", "", "absolute address")]
    [InlineData("""{"apiUrl":"file:///etc/passwd","accessToken":"t"}""", "", "", "absolute address")]
    public void Refusal_AddressAndCredential_SaysWhatIsWrong(string arguments, string url, string token, string? reason)
    {
        var refusal = AddressRules.Refusal(PluginHarness.Parse(arguments), Variable);
        if (reason is null)
            Assert.Null(refusal);
        else
            Assert.Contains(reason, refusal, StringComparison.Ordinal);

        string? Variable(string name) =>
            name switch
            {
                "LIVECHAT_API_URL" => url,
                "LIVECHAT_ACCESS_TOKEN" => token,
                _ => null,
            };
    }

    /// <summary>The pair of the environment wins over the access token of a stack's file, so it is what must not be sent there.</summary>
    [Theory]
    [InlineData("""{"apiUrl":"https://evil.example.com","accessToken":"t"}""", false)]
    [InlineData("""{"apiUrl":"https://evil.example.com","accessToken":"t","accountId":"a"}""", false)]
    [InlineData("""{"apiUrl":"https://api.example.com","personalAccessToken":"p"}""", true)]
    [InlineData("""{"accessToken":"t"}""", true)]
    public void Refusal_PairInTheEnvironment_IsWhatIsSent(string arguments, bool isTaken)
    {
        var refusal = AddressRules.Refusal(
            PluginHarness.Parse(arguments),
            name => name is "LIVECHAT_ACCOUNT_ID" or "LIVECHAT_PERSONAL_ACCESS_TOKEN" ? "x" : null
        );
        Assert.Equal(isTaken, refusal is null);
    }

    [Fact]
    public async Task Configure_ASecondTimeForAnotherHost_IsRefusedAndDisturbsNothing()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await using var attacker = await LiveChatPulumi.Emulator.EmulatorServer.StartAsync();
        var request = new ConfigureRequest
        {
            Args = StructCodec.Write(
                PropertyObject.Of(("apiUrl", PropertyValue.Of(attacker.Url.ToString())), ("accessToken", PropertyValue.Of("dal:x")))
            ),
        };
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.Client.ConfigureAsync(request, default));
        Assert.Equal(StatusCode.FailedPrecondition, e.StatusCode);
        await plugin.CreateAsync("Group", """{"name":"Support"}""");
        Assert.Equal(1, plugin.Emulator.Log.Counts["create_group"]);
        Assert.Empty(attacker.Log.Calls);
    }

    [Fact]
    public async Task CheckConfig_AddressWithoutEncryption_IsRefusedAtPreview()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var news = PropertyObject.Of(("apiUrl", PropertyValue.Of("http://api.example.com")), ("accessToken", PropertyValue.Of("t")));
        var check = await plugin.Client.CheckConfigAsync(new CheckRequest { News = StructCodec.Write(news) }, default);
        Assert.Contains(check.Failures, f => f.Property == "apiUrl" && f.Reason.Contains("unencrypted", StringComparison.Ordinal));
    }
}
