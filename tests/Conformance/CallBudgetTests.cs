using System.Globalization;
using System.Text.RegularExpressions;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Provider.Run;
using LocalEngine;
using LocalEngine.Projects;
using LocalEngine.Yaml;
using TestSupport;

namespace Conformance_;

/// <summary>
/// What each operation on one object costs in calls, in a run of its own: the table in docs/speed.md has it for every resource. A
/// resource without a row there may cost what the last row says.
/// </summary>
public partial class CallBudgetTests
{
    private const string Others = "any other";

    public static TheoryData<string> Types => InterruptionTests.Types;

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Operations_OnOneObject_MakeTheCallsOfTheTable(string type)
    {
        var c = ResourceCase.Of(type);
        var (columns, rows) = Table();
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ResetAsync(c.Seed);
        var measured = await MeasureAsync(plugin, c);
        Assert.Equal(columns, measured.Select(m => m.Operation));
        var calls = string.Join(" | ", measured.Select(m => m.Calls.Count));
        if (rows.TryGetValue(type, out var budget))
            Assert.Equal($"{type} | {string.Join(" | ", budget)}", $"{type} | {calls}");
        else
            Assert.All(measured.Zip(rows[Others]), m => Assert.InRange(m.First.Calls.Count, 0, m.Second));
    }

    /// <summary>
    /// 14 resources, of every kind, as people run them: the writes, lists of the collections, and reads of the settings. The docs have the
    /// figures. How many lists are read once more depends on what waits beside what.
    /// </summary>
    [Fact]
    public async Task FullLicense_EachCommand_MakesFewCalls()
    {
        var time = new JumpingTime();
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(time: time), time)
        {
            Project = "full-license-yaml",
            Settings = new Dictionary<string, string> { ["clientId"] = "emulator-client", ["webhookKey"] = "hush-hush" },
            Options = new RunOptions(),
        };
        var program = new YamlProgram(Project.Load(Repo.Path("examples", "full-license-yaml")));
        Func<Task<RunResult>>[] commands =
        [
            () => engine.PreviewAsync(program),
            () => engine.UpAsync(program),
            () => engine.UpAsync(program),
            engine.RefreshAsync,
            engine.DestroyAsync,
        ];
        var said = Commands().Match(File.ReadAllText(Repo.Path("docs", "speed.md")));
        var budget = said.Groups.Values.Skip(1).Select(g => int.Parse(g.Value, CultureInfo.InvariantCulture));
        var calls = new List<List<string>>();
        foreach (var command in commands)
        {
            engine.Emulator.Log.Clear();
            Assert.True((await command()).Succeeded, string.Join("\n", engine.Messages));
            calls.Add([.. engine.Emulator.Log.Calls.Select(l => l.Method).Order()]);
        }

        Assert.Equal(commands.Length, budget.Count());
        Assert.All(
            calls.Zip(budget),
            c => Assert.True(c.First.Count <= c.Second, $"{c.Second} calls, not {c.First.Count}: {string.Join(' ', c.First)}")
        );
    }

    [Fact]
    public void Table_Rows_AreOfResources() => Assert.Empty(Table().Rows.Keys.Except([Others, .. ResourceCase.All.Select(c => c.Type)]));

    private static async Task<List<(string Operation, List<string> Calls)>> MeasureAsync(PluginHarness plugin, ResourceCase c)
    {
        var (example, changed) = (PluginHarness.Parse(c.Example), PluginHarness.Parse(c.Changed));
        var id = "";
        var measured = new List<(string, List<string>)>();
        await AddAsync("preview", () => plugin.CreateAsync(c.Type, c.Example, preview: true));
        await AddAsync("create", async () => id = (await plugin.CreateAsync(c.Type, c.Example)).Id);
        await AddAsync(
            "no change",
            async () =>
            {
                await Checks.CheckAsync(plugin, c, example, example);
                await plugin.DiffAsync(c.Type, id, c.Example, c.Example);
            }
        );
        await AddAsync("refresh", () => plugin.ReadAsync(c.Type, id, c.Example));
        await AddAsync(
            "update",
            async () =>
            {
                await Checks.CheckAsync(plugin, c, changed, example);
                await plugin.DiffAsync(c.Type, id, c.Example, c.Changed);
                await plugin.UpdateAsync(c.Type, id, c.Example, c.Changed);
            }
        );
        if (c.Server.ChangedStays is not null)
        {
            // What the changed example has made stays, so that the delete is one of what the example made.
            await plugin.ResetAsync(c.Seed);
            id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
            changed = example;
        }

        await AddAsync("delete", () => plugin.DeleteAsync(c.Type, id, state: PluginHarness.Text(changed)));
        return measured;

        async Task AddAsync(string operation, Func<Task> work)
        {
            await plugin.NextRunAsync();
            plugin.Emulator.Log.Clear();
            await work();
            measured.Add((operation, [.. plugin.Emulator.Log.Calls.Select(l => l.Method)]));
        }
    }

    /// <summary>The table of the docs that has a row for any other resource: its columns, and the figures of each row.</summary>
    private static (List<string> Columns, Dictionary<string, int[]> Rows) Table()
    {
        var lines = File.ReadAllLines(Repo.Path("docs", "speed.md")).ToList();
        var last = lines.FindIndex(l => l.StartsWith($"| {Others} |", StringComparison.Ordinal));
        var first = lines.FindLastIndex(last, l => l.StartsWith("|---", StringComparison.Ordinal));
        return (
            [.. Cells(lines[first - 1]).Skip(1)],
            lines[(first + 1)..(last + 1)]
                .Select(Cells)
                .ToDictionary(r => r[0], r => r[1..].Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray())
        );
    }

    [GeneratedRegex(@"(\d+) calls at a preview, (\d+) at an up, (\d+) at the next, (\d+) at a refresh, (\d+) at a destroy")]
    private static partial Regex Commands();

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(c => c.Trim())];
}
