using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What is said of a write that was accepted and did not come to its end, or that LiveChat shows otherwise.</summary>
public class NotReadyTests
{
    private const string One = """{"name":"One","languageCode":"en"}""";
    private const string Two = """{"name":"Two","languageCode":"en"}""";
    private const string Kept = " It is kept in the state; the next up looks again and writes nothing twice.";

    [Theory]
    [InlineData("create", "group 'it' was created (id 1), but not visible in LiveChat within 30 s.")]
    [InlineData("update", "group 'it' was updated (id 1), but not visible in LiveChat within 30 s.")]
    public async Task Write_NotShownInTime_SaysHowLongItWasLookedFor(string write, string text)
    {
        await using var plugin = await StartAsync();
        if (write == "update")
            await plugin.CreateAsync("Group", One);
        Freeze(plugin);
        Assert.Equal(text + Kept, await ReasonAsync(() => WriteAsync(plugin, write)));
    }

    [Fact]
    public async Task Create_RunIsCancelledWhileItWaits_SaysSo()
    {
        await using var plugin = await StartAsync();
        await plugin.BePatientAsync();
        Freeze(plugin);
        plugin.Emulator.Log.Clear();
        var reason = ReasonAsync(() => WriteAsync(plugin, "create"));
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Calls.Count > 3 || reason.IsCompleted);
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(30), default);
        Assert.Equal(
            "group 'it' was created (id 1), but the run was cancelled before LiveChat showed it." + Kept,
            await reason.InTimeAsync()
        );
    }

    [Fact]
    public async Task Create_CallAfterItFails_SaysWhichAndWhy()
    {
        await using var plugin = await StartAsync();
        plugin.Fault("""{"kind":"fail","method":"suspend_agent","type":"authorization"}""");
        var reason = await ReasonAsync(() => plugin.CreateAsync("Agent", """{"email":"a@b.c","name":"A","suspended":true}"""));
        Assert.StartsWith(
            "agent 'it' was created (id a@b.c), but a call after it failed: suspend_agent failed (authorization)",
            reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Update_AnotherInputWasChangedInLiveChat_SaysThatItDidNotWriteIt()
    {
        await using var plugin = await StartAsync();
        await plugin.CreateAsync("Group", One);
        var license = plugin.Dump();
        license["groups"]!.AsArray().First(g => (int)g!["id"]! == 1)!["language_code"] = "pl";
        plugin.Emulator.Control("seed", license);
        await WriteAsync(plugin, "update");
        KeptObjectTests.AssertSaid(
            plugin,
            LogSeverity.Warning,
            "The languageCode of the group was changed in LiveChat: it is pl where the program says en. "
                + "This update did not write it: run refresh, and up after that."
        );
    }

    /// <summary>A license that takes writes and does not show them.</summary>
    private static void Freeze(PluginHarness plugin)
    {
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
    }

    private static async Task<PluginHarness> StartAsync()
    {
        var plugin = await PluginHarness.StartAsync(configure: false, readiness: "visible");
        plugin.Options = plugin.Options with { PropagationBound = TimeSpan.FromSeconds(30) };
        await plugin.RestartAsync();
        return plugin;
    }

    private static Task WriteAsync(PluginHarness plugin, string write) =>
        write == "create" ? plugin.CreateAsync("Group", One) : plugin.UpdateAsync("Group", "1", One, Two);

    private static async Task<string> ReasonAsync(Func<Task> write)
    {
        var e = await Assert.ThrowsAsync<RpcException>(write);
        return Assert.Single(e.Detail<ErrorResourceInitFailed>()!.Reasons);
    }
}
