using System.Diagnostics;
using TestSupport;

namespace Cli_Tests;

/// <summary>
/// kill -9 of engine or plugin at any write of an apply, then up: the license is as declared, nothing twice, nothing left over.
/// </summary>
public class KillTests
{
    private const string First = """
          one:
            type: livechat:Group
            properties: { name: Support }
          two:
            type: livechat:Group
            properties: { name: Support }
          ann:
            type: livechat:Agent
            properties: { email: ann@example.com, name: Ann, groups: [ { groupId: "${one.groupId}", priority: first } ] }
          vip:
            type: livechat:Tag
            properties: { name: vip, groupIds: [ "${two.groupId}" ] }
        """;

    private const string Second = """
          one:
            type: livechat:Group
            properties: { name: Support EU }
          ann:
            type: livechat:Agent
            properties: { email: ann@example.com, name: Ann, jobTitle: Lead, groups: [ { groupId: "${one.groupId}", priority: last } ] }
          vip:
            type: livechat:Tag
            properties: { name: gold, groupIds: [ "${one.groupId}" ] }
        """;

    private static readonly (string Victim, bool Committed)[] Deaths =
    [
        ("engine", true),
        ("plugin", false),
        ("engine", false),
        ("plugin", true),
    ];

    /// <summary>
    /// Every write of both applies (4 creates; 2 updates, create and delete of a replacement, a delete), both victims,
    /// committed or not: in the long form each with each, else every second write with one of these deaths in turn. AttackTests strikes
    /// at random moments.
    /// </summary>
    public static TheoryData<string, int, string, bool> Moments
    {
        get
        {
            var data = new TheoryData<string, int, string, bool>();
            foreach (var (apply, writes) in new[] { ("first", 4), ("second", 5) })
            {
                for (var n = 0; n < writes; n += LongForms.Wanted ? 1 : 3)
                {
                    foreach (var (victim, committed) in LongForms.Wanted ? Deaths : [Deaths[data.Count % Deaths.Length]])
                        data.Add(apply, n, victim, committed);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Kill_AtAWrite_NextUpMakesItRight(string apply, int write, string victim, bool committed)
    {
        await using var command = await CommandHarness.StartAsync(keys: new());
        if (apply == "second")
        {
            command.Write(First);
            await command.SucceedAsync("up", "--yes", "--skip-preview");
        }

        command.Write(apply == "first" ? First : Second);
        command.Emulator.Log.Clear();
        command.Fault($$"""{"kind":"{{(committed ? "hold" : "hang")}}","writesOnly":true,"skip":{{write}},"holdMilliseconds":60000}""");
        using (var process = command.Start("up", "--yes", "--skip-preview"))
        {
            var reading = process.ReadToEndAsync();
            await ReachedAsync(command, write + 1, process);
            if (victim == "engine")
                process.Kill();
            else
                foreach (var plugin in CommandHarness.PluginsOf(process.Id))
                    Process.GetProcessById(plugin).Kill();
            var (output, errors) = await reading;
            Assert.NotEqual(0, process.ExitCode);
            if (victim == "plugin")
                Assert.Contains("The plugin died or was ended", output + errors, StringComparison.Ordinal);
        }

        command.Emulator.Control("faults/clear");
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        AssertLicense(command, apply == "first");
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
        await command.SucceedAsync("destroy", "--yes", "--skip-preview");
        Assert.Equal((1, 1, 0), (Count(command, "groups"), Count(command, "agents"), Count(command, "tags")));
    }

    /// <summary>The object that was to be replaced stays the resource's own until its successor is there.</summary>
    [Fact]
    public async Task Kill_InTheCreateOfAReplacement_ProgramThatIsPutBackFindsNoChange()
    {
        await using var command = await CommandHarness.StartAsync(keys: new());
        command.Write(First);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        command.Write(First.Replace("name: vip", "name: gold", StringComparison.Ordinal));
        command.Emulator.Log.Clear();
        command.Fault("""{"kind":"hang","writesOnly":true}""");
        using (var process = command.Start("up", "--yes", "--skip-preview"))
        {
            var reading = process.ReadToEndAsync();
            await ReachedAsync(command, 1, process);
            process.Kill();
            await reading;
        }

        command.Emulator.Control("faults/clear");
        command.Write(First);
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
        AssertLicense(command, first: true);
    }

    private static async Task ReachedAsync(CommandHarness command, int writes, Process process)
    {
        await Within.EventuallyAsync(() =>
            process.HasExited
            || command.Emulator.Log.Calls.Count(c =>
                !c.Method.StartsWith("get_", StringComparison.Ordinal) && !c.Method.StartsWith("list_", StringComparison.Ordinal)
            ) >= writes
        );
        Assert.False(process.HasExited, "the apply ended before it was killed");
    }

    private static void AssertLicense(CommandHarness command, bool first)
    {
        var dump = command.Dump();
        Assert.Equal(
            first ? ["General", "Support", "Support"] : ["General", "Support EU"],
            dump["groups"]!.AsArray().Select(g => (string)g!["name"]!)
        );
        Assert.Equal(["ann@example.com", "owner@example.com"], dump["agents"]!.AsArray().Select(a => (string)a!["id"]!).Order());
        Assert.Equal([first ? "vip" : "gold"], dump["tags"]!.AsArray().Select(t => (string)t!["name"]!));
    }

    private static int Count(CommandHarness command, string collection) => command.Dump()[collection]!.AsArray().Count;
}
