using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>The key of a webhook, which some licenses never show: it is needed where a webhook is made, and nowhere else.</summary>
public class WebhookKeyTests
{
    private const string Program =
        """{"action":"incoming_chat","url":"https://example.com/h","type":"license","ownerClientId":"emulator-client"}""";

    private static string With(string member) => Program[..^1] + "," + member + "}";

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"action":"incoming_chat","url":"https://example.com/old","type":"license","ownerClientId":"emulator-client"}""")]
    public async Task Check_NewWebhookWithoutAKey_SaysThatItIsMissing(string olds)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var failure = Assert.Single(await plugin.FailuresAsync("Webhook", Program, olds));
        Assert.Contains("secretKey is required and missing: nothing new is made without it", failure.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(await plugin.FailuresAsync("Webhook", With("\"secretKey\":\"\""), olds));
    }

    /// <summary>Earlier schemas had Pulumi write an empty text: it is taken for none.</summary>
    [Fact]
    public async Task Check_ImportedWebhookWithoutAKey_Passes()
    {
        await using var plugin = await PluginHarness.StartAsync();
        Assert.Empty(await plugin.FailuresAsync("Webhook", Program, Program));
        var check = await plugin.Client.CheckAsync(
            new CheckRequest
            {
                Urn = PluginHarness.Urn("Webhook"),
                Olds = StructCodec.Write(PluginHarness.Parse(Program)),
                News = StructCodec.Write(PluginHarness.Parse(With("\"secretKey\":\"\""))),
            },
            default
        );
        Assert.Empty(check.Failures);
        Assert.Equal(PluginHarness.Parse(Program), StructCodec.Read(check.Inputs));
    }

    [Fact]
    public async Task Check_KeyLeavesTheProgram_IsToldAsBefore()
    {
        await using var plugin = await PluginHarness.StartAsync();
        Assert.Single(await plugin.FailuresAsync("Webhook", Program, With("\"secretKey\":\"hush\"")));
        Assert.Single(await plugin.FailuresAsync("Webhook", With("\"secretKey\":\"\""), With("\"secretKey\":\"hush\"")));
    }

    /// <summary>Nobody knows whether the key of the license is the one that the program has from now on.</summary>
    [Fact]
    public async Task Diff_KeyComesIntoTheProgramAfterTheImport_Replaces()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var diff = await plugin.DiffAsync("Webhook", "emulator-client/x", Program, With("\"secretKey\":\"hush\""));
        Assert.Equal(["secretKey"], diff.Replaces);
    }
}
