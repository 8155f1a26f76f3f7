namespace Cli_Tests;

/// <summary>livechat request-unsuspension: the one call that a suspended agent may make.</summary>
public class RequestUnsuspensionTests
{
    [Theory]
    [InlineData(true, 0, "The request was sent.")]
    [InlineData(false, 1, "Only a suspended agent may ask")]
    public async Task Request_ByTheTokensAgent_IsSentWhereTheAgentIsSuspended(bool suspended, int code, string text)
    {
        await using var command = await CommandHarness.StartAsync(
            $$"""
            {"agents":[{"id":"ann@example.com","name":"Ann","suspended":{{(suspended ? "true" : "false")}} }],
             "credentials":[{"token":"dal:emulator-token","agent":"ann@example.com","scopes":[]}]}
            """
        );
        var (got, output, errors) = await command.RunAsync("request-unsuspension");
        Assert.Equal(code, got);
        Assert.Contains(text, output + errors, StringComparison.Ordinal);
    }
}
