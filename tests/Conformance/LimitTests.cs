using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Emulator;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>
/// Where LiveChat takes a number of objects only, what a program has there can change however full it is, through a whole engine: the
/// engine checks a replacement as if it were a new object, and deletes last unless it is told otherwise.
/// </summary>
public class LimitTests
{
    /// <summary>Each type that has a limit, with objects that are there, and new ones beside those that change.</summary>
    public static TheoryData<string, int, int> Programs
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (var c in ResourceCase.All.Where(c => c.Spec.Limit is not null))
            {
                var limit = c.Spec.Limit!.Count;
                data.Add(c.Type, limit, 0);
                data.Add(c.Type, limit - 1, 0);
                data.Add(c.Type, limit - 1, 1);
                data.Add(c.Type, 1, limit - 1);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Up_AllAreReplacedAtOnce_ThereIsRoom(string type, int existing, int added)
    {
        var c = ResourceCase.Of(type);
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(), new JumpingTime());
        engine.Emulator.Control("seed", c.Server.License);
        var others = Count(engine, c);
        var before = Objects(c, existing, "a");
        Assert.True((await engine.UpAsync(before)).Succeeded, string.Join("\n", engine.Messages));

        // New ones are registered first: what comes after them sees the places that they take.
        var after = Objects(c, existing + added, "b")
            .Reverse()
            .Select((o, i) => o with { After = i > 0 ? $"it{existing + added - i}" : "" });
        IReadOnlyList<Declared> program = [.. after];
        Assert.True((await engine.PreviewAsync(program)).Succeeded, string.Join("\n", engine.Messages));
        Assert.True((await engine.UpAsync(program)).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal(others + existing + added, Count(engine, c));
        Assert.Equal(0, (await engine.UpAsync(program)).Changes);
    }

    /// <summary>Nothing says which of them comes first: each looks while the others do.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Up_AllAreReplacedAtTheSameMoment_ThereIsRoom(string type, int existing, int added)
    {
        var c = ResourceCase.Of(type);
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(), new JumpingTime());
        engine.Emulator.Control("seed", c.Server.License);
        var before = Objects(c, existing + added, "a");
        Assert.True((await engine.UpAsync(before)).Succeeded, string.Join("\n", engine.Messages));
        Assert.True((await engine.UpAsync(Objects(c, existing + added, "b"))).Succeeded, string.Join("\n", engine.Messages));
    }

    /// <summary>One more than there is room for is still refused before anything is written.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Preview_OneTooMany_IsRefused(string type, int existing, int added)
    {
        var c = ResourceCase.Of(type);
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(), new JumpingTime());
        engine.Emulator.Control("seed", c.Server.License);
        Assert.True((await engine.UpAsync(Objects(c, existing, "a"))).Succeeded, string.Join("\n", engine.Messages));
        var tooMany = Math.Max(existing + added, c.Spec.Limit!.Count) + 1;
        Assert.False((await engine.PreviewAsync(Objects(c, tooMany, "a"))).Succeeded);
        Assert.Contains(engine.Messages, m => m.Contains($"{c.Spec.Limit.Count} are allowed", StringComparison.Ordinal));
    }

    /// <summary>A list shows what a create makes before the create is answered: the new object takes one place, not two.</summary>
    [Theory]
    [MemberData(nameof(Limited))]
    public async Task Check_ListShowsACreateThatIsUnderWay_ThereIsRoom(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var objects = Objects(c, c.Spec.Limit!.Count, "a").Select(o => PluginHarness.Text(o.Inputs)).ToList();
        foreach (var i in Enumerable.Range(0, 2))
            Assert.Empty(await plugin.FailuresAsync(type, objects[i], name: $"it{i}"));
        plugin.Fault("""{"kind":"hold","writesOnly":true,"holdMilliseconds":1500}""");
        var held = plugin.CreateAsync(type, objects[0], "it0");
        await Within.EventuallyAsync(() => c.Count(plugin) == 1);

        // A create that is answered makes every list before it out of date.
        await plugin.CreateAsync(type, objects[1], "it1");
        for (var i = 2; i < objects.Count; i++)
            Assert.Empty(await plugin.FailuresAsync(type, objects[i], name: $"it{i}"));
        Assert.NotEmpty(await plugin.FailuresAsync(type, objects[^1], name: "one too many"));
        await held.InTimeAsync();
    }

    public static TheoryData<string> Limited => [.. ResourceCase.All.Where(c => c.Spec.Limit is not null).Select(c => c.Type)];

    /// <summary>
    /// A tainted object at a full limit: an engine asks for it as for a new one, and no diff comes. With deleteBeforeReplace there is
    /// room, also beside a new object that takes the last free place; without it the create is refused with a text that names it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Limited))]
    public async Task Check_TaintedObjectAtTheLimit_IsAWarning(string type)
    {
        var c = ResourceCase.Of(type);
        foreach (var withNewOne in (bool[])[false, true])
        {
            await using var plugin = await PluginHarness.StartAsync();
            await plugin.ResetAsync(c.Seed);
            var objects = Objects(c, c.Spec.Limit!.Count, "a").Select(o => PluginHarness.Text(o.Inputs)).ToList();
            var tainted = await plugin.CreateAsync(type, objects[0], "it0");
            for (var i = 1; i < objects.Count - (withNewOne ? 1 : 0); i++)
                await plugin.CreateAsync(type, objects[i], $"it{i}");
            await plugin.EndRunAsync();
            if (withNewOne)
                Assert.Empty(await plugin.FailuresAsync(type, objects[^1], name: "new"));

            Assert.Empty(await plugin.FailuresAsync(type, objects[0], name: "it0"));
            Assert.Contains(plugin.Logs, l => l.Message.Contains("only with deleteBeforeReplace", StringComparison.Ordinal));
            if (withNewOne)
                await plugin.CreateAsync(type, objects[^1], "new");
            var refusal = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, objects[0], "it0"));
            Assert.Contains("deleteBeforeReplace", refusal.Status.Detail, StringComparison.Ordinal);
            await plugin.DeleteAsync(type, tainted.Id, "it0", objects[0], inSameRun: true);
            await plugin.CreateAsync(type, objects[0], "it0");
            Assert.Equal(objects.Count, c.Count(plugin));
        }
    }

    /// <summary>Objects of the example that differ in what tells them apart, and in whose change they are replaced.</summary>
    /// <summary>One that the program changes in the same run: what an earlier run saw tells that it is the resource's own.</summary>
    [Theory]
    [MemberData(nameof(Limited))]
    public async Task Check_TaintedAndChangedAtTheLimit_IsAWarning(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var objects = Objects(c, c.Spec.Limit!.Count, "a").Select(o => PluginHarness.Text(o.Inputs)).ToList();
        for (var i = 0; i < objects.Count; i++)
            await plugin.CreateAsync(type, objects[i], $"it{i}");
        await plugin.EndRunAsync();
        var changed = PluginHarness.Text(Objects(c, 1, "b")[0].Inputs);
        Assert.NotEmpty(await plugin.FailuresAsync(type, changed, name: "new"));
        Assert.Empty(await plugin.FailuresAsync(type, changed, name: "it0"));
        Assert.Contains(plugin.Logs, l => l.Message.Contains("only with deleteBeforeReplace", StringComparison.Ordinal));
    }

    private static IReadOnlyList<Declared> Objects(ResourceCase c, int count, string version)
    {
        var example = PluginHarness.Parse(c.Example);
        var changing = example["url"] is not null ? "url" : "name";
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Declared(c.Type, $"it{i}", example.With(changing, PropertyValue.Of($"https://example.com/{i}/{version}")))
                {
                    ReplaceOnChanges = [changing],
                }),
        ];
    }

    private static int Count(EngineHarness engine, ResourceCase c) =>
        ((JsonObject)engine.Emulator.Control("dump"))[c.Server.Collection!]!.AsArray().Count;
}
