using PluginProtocol.Messages;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What is told of a resource is told once a run, however often the engine asks.</summary>
public class ToldOnceTests
{
    private const string Odd =
        """{"action":"brand_new","url":"https://example.com/h","type":"license","secretKey":"hush","ownerClientId":"emulator-client"}""";

    [Fact]
    public async Task Check_TwiceInARun_WarnsOncePerResource()
    {
        await using var plugin = await PluginHarness.StartAsync();
        for (var run = 1; run <= 2; run++)
        {
            foreach (var name in (string[])["it", "it", "other"])
                Assert.Empty(await plugin.FailuresAsync("Webhook", Odd.Replace("/h", "/" + name), name: name));
            await plugin.CreateAsync("Webhook", Odd, preview: true);
            var warnings = plugin.Logs.Where(l => l.Severity == LogSeverity.Warning && l.Message.Contains("'brand_new'"));
            Assert.Equal(2 * run, warnings.Count());
            await plugin.NextRunAsync();
        }
    }

    /// <summary>A license that cannot be asked is told of at check, diff and preview: with the same words, so once.</summary>
    [Fact]
    public async Task Preview_LicenseCannotBeAsked_IsToldOnce()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Fault("""{"kind":"fail","method":"list_webhooks","type":"authorization","count":9}""");
        Assert.Empty(await plugin.FailuresAsync("Webhook", Odd.Replace("brand_new", "incoming_chat")));
        await plugin.CreateAsync("Webhook", Odd.Replace("brand_new", "incoming_chat"), preview: true);
        Assert.Single(plugin.Logs, l => l.Message.Contains("could not be asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CompanyDetails_ThatTheyCannotBeRead_IsToldAtThePreviewOfAChangeOnly()
    {
        const string Old = """{"company":"Acme"}""";
        const string New = """{"company":"Apex"}""";
        await using var plugin = await PluginHarness.StartAsync();
        var id = (await plugin.CreateAsync("CompanyDetails", Old)).Id;
        await plugin.NextRunAsync();
        Assert.Empty(await plugin.FailuresAsync("CompanyDetails", Old, Old));
        await plugin.DiffAsync("CompanyDetails", id, Old, Old);
        Assert.Empty(Told());
        Assert.Empty(await plugin.FailuresAsync("CompanyDetails", New, Old));
        await plugin.DiffAsync("CompanyDetails", id, Old, New);
        await plugin.UpdateAsync("CompanyDetails", id, Old, New, preview: true);
        Assert.Single(Told());
        await plugin.NextRunAsync();
        Assert.Empty(await plugin.FailuresAsync("CompanyDetails", New, Old));
        await plugin.UpdateAsync("CompanyDetails", id, Old, New);
        Assert.Single(Told());

        IEnumerable<LogRequest> Told() =>
            plugin.Logs.Where(l => l.Message.Contains("does not show company details", StringComparison.Ordinal));
    }
}
