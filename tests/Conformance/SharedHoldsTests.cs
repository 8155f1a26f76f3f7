namespace Conformance_;

/// <summary>A program with several provider resources has several plugin processes, which hold one license together.</summary>
public class SharedHoldsTests
{
    /// <summary>Each provider resource is a process: the one that deletes hears from the one that took the object over.</summary>
    [Theory]
    [MemberData(nameof(HandedOutTests.NamedTypes), MemberType = typeof(HandedOutTests))]
    public async Task Rename_ToAnotherProvider_LosesNothing(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await HandedOutTests.StartAsync(c, "always", sharesRun: true);
        var old = await plugin.CreateAsync(type, c.Example, "old");
        var count = c.Count(plugin);
        await plugin.NextRunAsync();
        var first = plugin.Client;
        await using var second = await plugin.AnotherProcessAsync();
        await HandedOutTests.AssertCheckedAsync(plugin, c, "new");
        var created = await plugin.CreateAsync(type, c.Example, "new");
        plugin.Client = first;
        await plugin.DeleteAsync(type, old.Id, "old", c.Example, inSameRun: true);
        Assert.Equal(count, c.Count(plugin));
        await HandedOutTests.AssertAgreesAsync(plugin, c, created.Id, "new");
    }

    /// <summary>What the processes of an earlier run held is not held any more.</summary>
    [Fact]
    public async Task Delete_AProcessOfAnEarlierRunHeldIt_IsMade()
    {
        var c = ResourceCase.Of("Tag");
        await using var plugin = await HandedOutTests.StartAsync(c, "always", sharesRun: true);
        var first = plugin.Client;
        await using (await plugin.AnotherProcessAsync())
        {
            await plugin.CreateAsync("Tag", c.Example, "old");
            await plugin.NextRunAsync();
        }

        plugin.Client = first;
        await plugin.DeleteAsync("Tag", plugin.Dump()["tags"]!.AsArray().Last()!["name"]!.ToString(), "old", c.Example, inSameRun: true);
        Assert.Equal("ok", plugin.Emulator.Log.Calls.Last(x => x.Method == "delete_tag").Outcome);
    }
}
