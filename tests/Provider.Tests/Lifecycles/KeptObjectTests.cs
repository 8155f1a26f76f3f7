using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What is said of an object that stays when its resource goes, and what is deleted of it all the same.</summary>
public class KeptObjectTests
{
    private const string Vip = """{"name":"vip","groupIds":[0]}""";

    [Fact]
    public async Task Delete_AnotherResourceHasTheObject_NamesIt()
    {
        await using var plugin = await StartAsync("always");
        var old = await plugin.CreateAsync("Tag", Vip, "old");
        await plugin.NextRunAsync();
        Assert.Empty(await plugin.FailuresAsync("Tag", Vip, name: "new"));
        await plugin.CreateAsync("Tag", Vip, "new");
        await plugin.DeleteAsync("Tag", old.Id, "old", Vip);
        AssertSaid(plugin, LogSeverity.Info, "Deleting tag 'old': 'vip' stays in LiveChat, because 'new' of this program has it now.");
        Assert.Equal(0, Calls(plugin, "delete_tag"));

        // The new one holds it now, and nobody else: a later run deletes it.
        await plugin.NextRunAsync();
        await plugin.DeleteAsync("Tag", old.Id, "new", Vip);
        Assert.Equal(1, Calls(plugin, "delete_tag"));
    }

    [Fact]
    public async Task Delete_CreateOfThisRunTookTheObjectOver_SaysHowItIsReplaced()
    {
        await using var plugin = await StartAsync("never");
        var old = await plugin.CreateAsync("Tag", Vip);
        await plugin.NextRunAsync();
        Assert.Empty(await plugin.FailuresAsync("Tag", Vip));
        await plugin.CreateAsync("Tag", Vip);
        AssertSaid(
            plugin,
            LogSeverity.Info,
            "An earlier run created the tag 'vip' under this name, and no state has shown it since; it is taken over. "
                + "If it was to be replaced, set deleteBeforeReplace on the resource and run again."
        );
        await plugin.DeleteAsync("Tag", old.Id, state: Vip, inSameRun: true);
        AssertSaid(
            plugin,
            LogSeverity.Warning,
            "Deleting tag 'it': 'vip' stays in LiveChat, because the create of this run took it over, as the result of an earlier create "
                + "that no state had shown. So it was not replaced. To replace it, set deleteBeforeReplace on the resource and run again."
        );
        Assert.Equal(0, Calls(plugin, "delete_tag"));
    }

    [Fact]
    public async Task Delete_RunGoesOnWithTheObjectUnderTheSameName_SaysThatADeleteWasLeftOver()
    {
        await using var plugin = await StartAsync("never");
        var tag = await plugin.CreateAsync("Tag", Vip);
        await plugin.NextRunAsync();
        Assert.Empty(await plugin.FailuresAsync("Tag", Vip, Vip));
        await plugin.DiffAsync("Tag", tag.Id, Vip, Vip);
        await plugin.DeleteAsync("Tag", tag.Id, state: Vip, inSameRun: true);
        AssertSaid(
            plugin,
            LogSeverity.Warning,
            "Deleting tag 'it': 'vip' stays in LiveChat, because this program has it under the same name. "
                + "An earlier run left the delete over."
        );
        Assert.Equal(0, Calls(plugin, "delete_tag"));
    }

    /// <summary>Of a resource that holds several things, those go that no other has.</summary>
    [Fact]
    public async Task Delete_AnotherResourceHasAPartOfIt_DeletesTheRest()
    {
        await using var plugin = await StartAsync("never");
        var old = """{"namespace":"test","values":{"string_property":"gold","int_property":3}}""";
        var now = """{"namespace":"test","values":{"string_property":"gold"}}""";
        var values = await plugin.CreateAsync("LicenseProperties", old, "old");
        await plugin.NextRunAsync();
        Assert.Empty(await plugin.FailuresAsync("LicenseProperties", now, name: "new"));
        await plugin.CreateAsync("LicenseProperties", now, "new");
        await plugin.DeleteAsync("LicenseProperties", values.Id, "old", old);
        AssertSaid(
            plugin,
            LogSeverity.Info,
            "Deleting license properties 'old': a part of it stays in LiveChat, because 'new' of this program has it now."
        );
        var left = StructCodec.Read((await plugin.ReadAsync("LicenseProperties", values.Id)).Properties);
        Assert.Equal("gold", (left["values"] as PropertyObject)?.Text("string_property"));
        Assert.Null((left["values"] as PropertyObject)?["int_property"]);
    }

    internal static async Task<PluginHarness> StartAsync(string adoption)
    {
        var plugin = await PluginHarness.StartAsync();
        await plugin.ConfigureAsync(
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accessToken", "dal:emulator-token"),
            ("licenseId", "100"),
            ("readiness", "accepted"),
            ("adoptExisting", adoption)
        );
        return plugin;
    }

    internal static void AssertSaid(PluginHarness plugin, LogSeverity severity, string text)
    {
        lock (plugin.Logs)
            Assert.Contains((severity, text), plugin.Logs.Select(l => (l.Severity, l.Message)));
    }

    internal static int Calls(PluginHarness plugin, string method) => plugin.Emulator.Log.Counts.GetValueOrDefault(method);
}
