using Grpc.Core;
using LiveChatPulumi.Provider.Specs;

namespace Conformance_;

/// <summary>
/// Previews of tainted objects, for every resource: an engine asks for one as for a new one, and no provider hears of deleteBeforeReplace.
/// What an earlier run saw tells it from another's.
/// </summary>
public class TaintTests
{
    public static TheoryData<string> Types => HandedOutTests.Types;

    public static TheoryData<string> NamedTypes => HandedOutTests.NamedTypes;

    /// <summary>Right after the run that made it, and after one that left it as it was.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Preview_Tainted_SaysWhatTheApplyNeeds(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var old = await plugin.CreateAsync(type, c.Example);
        var count = c.Count(plugin);
        foreach (var isLater in (bool[])[false, true])
        {
            await plugin.EndRunAsync();
            if (isLater)
            {
                await Checks.AskAsync(plugin, c, old.Id, c.Example, c.Example);
                await plugin.EndRunAsync();
            }

            plugin.Logs.Clear();
            await HandedOutTests.AssertCheckedAsync(plugin, c, "it");
            await plugin.CreateAsync(type, c.Example, preview: true);
            if (c.Spec.Identity != Identity.Setting && c.Makes == 1)
                Assert.Contains(plugin.Logs, l => l.Message.Contains("set deleteBeforeReplace", StringComparison.Ordinal));
        }

        await plugin.EndRunAsync();
        await plugin.DeleteAsync(type, old.Id, state: HandedOutTests.StateOf(old));
        var replaced = await plugin.CreateAsync(type, c.Example);
        Assert.Equal(count, c.Count(plugin));
        await HandedOutTests.AssertAgreesAsync(plugin, c, replaced.Id, "it");
    }

    /// <summary>The old object is there when the new one is created, and nothing is lost or made twice.</summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Create_TaintedAndNotDeletedFirst_IsRefused(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var old = await plugin.CreateAsync(type, c.Example);
        await plugin.EndRunAsync();
        await HandedOutTests.AssertCheckedAsync(plugin, c, "it");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example));
        Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
        await HandedOutTests.AssertAgreesAsync(plugin, c, old.Id, "it");
    }

    /// <summary>What a resource held once is not its own for ever.</summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Preview_OfWhatTheResourceHasNoMore_IsRefused(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var made = await plugin.CreateAsync(type, c.Example);
        await plugin.EndRunAsync();

        // An alias gives the object another name.
        await Checks.AskAsync(plugin, c, made.Id, c.Example, c.Example, "renamed");
        await plugin.EndRunAsync();
        await AssertRefusedAsync(plugin, c, "it");
        await plugin.EndRunAsync();

        // It is deleted, and another resource makes one of the same key.
        await plugin.DeleteAsync(type, made.Id, "renamed", HandedOutTests.StateOf(made));
        await plugin.EndRunAsync();
        await plugin.CreateAsync(type, c.Example, "another");
        await plugin.EndRunAsync();
        await AssertRefusedAsync(plugin, c, "renamed");
    }

    private static async Task<PluginHarness> StartAsync(ResourceCase c)
    {
        var plugin = await HandedOutTests.StartAsync(c, "never");
        plugin.Options = plugin.Options with { ChecksNames = true };
        await plugin.NextRunAsync();
        return plugin;
    }

    private static async Task AssertRefusedAsync(PluginHarness plugin, ResourceCase c, string name)
    {
        await HandedOutTests.AssertCheckedAsync(plugin, c, name);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(c.Type, c.Example, name, preview: true));
        Assert.Contains("which the license has already", e.Status.Detail, StringComparison.Ordinal);
    }
}
