using System.Reflection;
using Grpc.Core;
using LiveChatPulumi.Provider.Diagnostics;
using Microsoft.Extensions.Logging;
using PluginProtocol.Messages;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What a run tells the user at its end, and a reader of its debug events.</summary>
public class SummaryTests
{
    [Fact]
    public async Task Cancel_AfterARunThatWrote_TellsOfItsCallsOnce()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.CreateAsync("Tag", """{"name":"vip"}""");
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(5), default);
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(5), default);
        var line = Assert.Single(plugin.Logs);
        Assert.Equal((LogSeverity.Info, "2 calls to LiveChat (create_tag 1, list_tags 1)"), (line.Severity, line.Message));
    }

    [Fact]
    public async Task Cancel_AfterARunThatOnlyRead_TellsAtDebugLevel()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ReadAsync("Group", "0");
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(5), default);
        Assert.Empty(plugin.Logs);
        Assert.Contains(plugin.Events, e => e.Message == "1 call to LiveChat (list_groups 1)");
    }

    [Fact]
    public async Task Cancel_WhileSomethingIsUnderWay_TellsNothingYet()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.CreateAsync("Tag", """{"name":"vip"}""");
        plugin.Fault("""{"kind":"hang","holdMilliseconds":60000}""");
        var reading = plugin.ReadAsync("Bot", "b");
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Calls.Count >= 3);
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(5), default);
        Assert.Empty(plugin.Logs);
        await Assert.ThrowsAsync<RpcException>(() => reading);
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(5), default);
        Assert.StartsWith("3 calls to LiveChat", Assert.Single(plugin.Logs).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_AfterARunThatWaited_TellsHowLong()
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        plugin.Emulator.Control("clock", new() { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Tag", """{"name":"vip"}"""));
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(5), default);
        Assert.EndsWith("; 120.0 s waited until LiveChat showed what was written", plugin.Logs[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_OfARun_AreSentToTheEngineWithTheirIds()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.CreateAsync("Tag", """{"name":"vip"}""");
        await Within.EventuallyAsync(() =>
            plugin.EventTexts.Any(e => e.StartsWith("[1001 CallEnded] create_tag: ok after ", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(plugin.EventTexts, e => e.Contains("emulator-token", StringComparison.Ordinal));
    }

    [Fact]
    public void Documentation_EveryEvent_IsListedWithItsIdAndName()
    {
        var text = File.ReadAllText(Repo.Path("docs", "observability.md"));
        var events = typeof(ProviderEvents)
            .GetMethods()
            .SelectMany(m => m.GetCustomAttributes<LoggerMessageAttribute>().Select(a => $"| {a.EventId} | {m.Name} |"))
            .ToList();
        Assert.True(events.Count >= 5);
        Assert.All(events, e => Assert.Contains(e, text, StringComparison.Ordinal));
    }
}
