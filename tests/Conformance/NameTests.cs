using Grpc.Core;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>What a program names and the license does not have, and what the license has already, is said at check.</summary>
public class NameTests
{
    /// <summary>Group 0 is always there.</summary>
    public static TheoryData<string> Naming => [.. ResourceCase.All.Where(c => Named(c).Count > 0).Select(c => c.Type)];

    public static TheoryData<string> Keyed =>
        [.. ResourceCase.All.Where(c => c.Spec.Identity == Identity.NaturalKey && c.HasUpdates).Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Naming))]
    public async Task Check_NamesWhatIsNotThere_FailsAtEachPathBeforeAnythingIsWritten(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync("{}");
        var failures = await plugin.FailuresAsync(type, c.Example);
        Assert.Equal(Named(c).Select(n => n.Path.ToString()).Order(), failures.Select(PathOf).Order());
        Assert.All(failures, f => Assert.Contains("that the license does not have", f.Reason, StringComparison.Ordinal));
        Assert.Equal(0, plugin.Writes);
    }

    /// <summary>Many names cost one list for each kind of object, and one question for each name that is not found.</summary>
    [Theory]
    [MemberData(nameof(Naming))]
    public async Task Check_NamesWhatIsThere_PassesAndListsOnce(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c.Seed);
        for (var i = 0; i < 3; i++)
            Assert.DoesNotContain(
                await plugin.FailuresAsync(type, c.Example, name: $"it{i}"),
                f => f.Reason.Contains("does not have", StringComparison.Ordinal)
            );
        Assert.All(plugin.Emulator.Log.Counts, n => Assert.Equal(1, n.Value));
    }

    /// <summary>What the state says already is a matter of a refresh.</summary>
    [Theory]
    [MemberData(nameof(Naming))]
    public async Task Check_NamesWhatTheStateNamesToo_Passes(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync("{}");
        Assert.Empty(await plugin.FailuresAsync(type, c.Example, c.Example));
    }

    [Theory]
    [MemberData(nameof(Keyed))]
    public async Task Preview_NameIsTaken_FailsWithTheWaysOut(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c.Seed);
        await plugin.CreateAsync(type, c.Example, "mine");
        await plugin.NextRunAsync();
        var writes = plugin.Writes;
        foreach (var inputs in (string[])[c.Changed, c.Example])
        {
            var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, inputs, "new", preview: true));
            Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
            Assert.Contains("which the license has already", e.Status.Detail, StringComparison.Ordinal);
            Assert.Contains($"pulumi import {c.Spec.Token} new '", e.Status.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(writes, plugin.Writes);
    }

    /// <summary>What replaces an object is checked as a new one.</summary>
    [Theory]
    [MemberData(nameof(Keyed))]
    public async Task Preview_NameIsOfTheObjectThatIsReplaced_Passes(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c.Seed);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        await plugin.NextRunAsync();
        await plugin.DiffAsync(type, id, c.Example, c.Changed);
        Assert.Empty(await plugin.FailuresAsync(type, c.Changed));
        await plugin.CreateAsync(type, c.Changed, preview: true);
    }

    private static List<NamedObject> Named(ResourceCase c) =>
        [.. NamedObjects.In(c.Spec, PluginHarness.Parse(c.Example)).Where(n => n.Id is not ("0" or "owner@example.com"))];

    private static string PathOf(CheckFailure failure) =>
        failure.Reason.StartsWith("property ", StringComparison.Ordinal) ? PluginHarness.PathOf(failure) : failure.Property;

    private static async Task<PluginHarness> StartAsync(string seed)
    {
        var plugin = await PluginHarness.StartAsync();
        plugin.Options = plugin.Options with { ChecksNames = true };
        await plugin.ResetAsync(seed);
        return plugin;
    }
}
