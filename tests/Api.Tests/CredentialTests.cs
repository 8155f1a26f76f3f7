using LiveChatPulumi.Api;

namespace LiveChatPulumi_Api_Tests;

public class CredentialTests
{
    [Theory]
    [InlineData("dal:a-token", null)]
    [InlineData("a\nX-Region: fra", "control character")]
    [InlineData("a\r\n", "control character")]
    [InlineData("a\0", "control character")]
    [InlineData("\u201ctoken\u201d", "no ASCII")]
    public void Client_TokenThatIsNoHeader_IsNotMade(string token, string? reason)
    {
        Assert.Equal(reason is null, Credential.Refusal(token) is null);
        var options = new ApiOptions { Credential = new Credential.Bearer(new SecretText(token)) };
        if (reason is null)
        {
            new ConfigurationApi(options).Dispose();
            return;
        }

        var e = Assert.Throws<ArgumentException>(() => new ConfigurationApi(options));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, e.Message, StringComparison.Ordinal);
    }
}
