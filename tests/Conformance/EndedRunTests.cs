using Grpc.Core;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>
/// A run that ended in order told the engine what it made. What the state lacks afterwards was taken out of it on purpose, as by
/// <c>pulumi state move</c>, and is another stack's: for every resource that makes objects.
/// </summary>
public class EndedRunTests
{
    /// <summary>Resources that make objects, once for the same inputs and once for others.</summary>
    public static TheoryData<string, bool> Creates
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var c in ResourceCase.All.Where(MakesObjects))
            {
                data.Add(c.Type, false);
                data.Add(c.Type, true);
            }

            return data;
        }
    }

    public static TheoryData<string> Types => [.. ResourceCase.All.Where(MakesObjects).Select(c => c.Type)];

    public static TheoryData<string> TwinTypes => TwinTests.Types;

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Create_AfterARunThatEnded_TouchesNothingOfAnotherStacks(string type, bool isChanged)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        await plugin.CreateAsync(type, c.Example);
        await plugin.EndRunAsync();
        var theirs = Objects(plugin, c);
        plugin.Emulator.Log.Clear();
        try
        {
            await plugin.CreateAsync(type, isChanged ? Otherwise(c) : c.Example);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            Assert.Contains("another stack has it", e.Status.Detail, StringComparison.Ordinal);
        }

        Assert.Subset(Objects(plugin, c), theirs);
        Assert.DoesNotContain(plugin.Emulator.Log.Calls, call => call.Method.StartsWith("reset_", StringComparison.Ordinal));
    }

    /// <summary>The same inputs are no reason to take over an object of which nothing tells whose it is.</summary>
    [Theory]
    [MemberData(nameof(TwinTypes))]
    public async Task Create_AfterARunThatEnded_MakesNoTwinInSilence(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        await plugin.CreateAsync(type, c.Example);
        await plugin.EndRunAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example));
        Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_AfterARunThatWasKilled_IsTakenOver(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        var made = c.Server.Ids(plugin);
        await plugin.RestartAsync(configure: false);
        await plugin.ResetConfigurationAsync();
        Assert.Equal(id, (await plugin.CreateAsync(type, c.Example)).Id);
        Assert.Equal(made, c.Server.Ids(plugin));
    }

    /// <summary>What a run has taken over is saved by that run's end, as what it has made.</summary>
    [Theory]
    [MemberData(nameof(TwinTypes))]
    public async Task Create_TakenOverByARunThatEnded_IsNotTakenOverAgain(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        await plugin.CreateAsync(type, c.Example);
        await plugin.NextRunAsync();
        await plugin.CreateAsync(type, c.Example);
        await plugin.EndRunAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example));
        Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
    }

    private static bool MakesObjects(ResourceCase c) => c.Makes > 0;

    /// <summary>The changed example without advice: a mode that deletes what others made says so itself.</summary>
    private static string Otherwise(ResourceCase c)
    {
        var advice = c.Spec.Inputs.Where(p => p is { Delivery: Delivery.Advice, Required: false }).Select(p => p.Name).ToHashSet();
        return PluginHarness.Text(PropertyObject.From(PluginHarness.Parse(c.Changed).Members.Where(m => !advice.Contains(m.Key))));
    }

    private static async Task<PluginHarness> StartAsync(ResourceCase c)
    {
        var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ResetAsync(c.Seed);
        return plugin;
    }

    /// <summary>The objects of a kind, each as a text. A place in a list is no part of an object.</summary>
    private static HashSet<string> Objects(PluginHarness plugin, ResourceCase c)
    {
        var objects = plugin.Dump()[c.Server.Collection!]!.AsArray().Select(o => o!.AsObject()).ToList();
        foreach (var o in objects)
            o.Remove("next_id");
        return [.. objects.Select(o => o.ToJsonString())];
    }
}
