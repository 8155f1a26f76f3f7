using System.Globalization;
using System.Text.Json.Nodes;

namespace Cli_Tests;

/// <summary>Locks of a stack, as Pulumi keeps them: who holds one is named, and what a killed process left can be taken away.</summary>
public class CancelTests
{
    private const string Program = "  vip: { type: \"livechat:Tag\", properties: { name: vip } }";

    [Fact]
    public async Task Up_PulumiHoldsTheLock_IsRefusedUntilItIsCancelled()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program);
        var path = Lock(command, GonePid(), Environment.MachineName);
        var (code, _, errors) = await command.RunAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("The stack 'dev' is locked by ann@", errors, StringComparison.Ordinal);
        Assert.Contains("`livechat cancel`", errors, StringComparison.Ordinal);
        Assert.Null(command.Dump()["tags"]?.AsArray().FirstOrDefault());
        Assert.Contains("Took away the lock of ann@", await command.SucceedAsync("cancel", "--yes"), StringComparison.Ordinal);
        Assert.False(File.Exists(path));
        await command.SucceedAsync("up", "--yes");
        Assert.Contains("Nothing has locked", await command.SucceedAsync("cancel", "dev"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_ItsProcessRuns_IsRefusedAndTakesNothingAway()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program);
        var path = Lock(command, Environment.ProcessId, Environment.MachineName);
        var (code, _, errors) = await command.RunAsync("cancel", "--yes");
        Assert.Equal(1, code);
        Assert.Contains($"(process {Environment.ProcessId})", errors, StringComparison.Ordinal);
        Assert.Contains("End it with Ctrl-C", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Cancel_LockOfAnotherMachine_GoesWithAWarning()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program);
        Lock(command, 1, "elsewhere");
        var (code, _, errors) = await command.RunAsync("cancel", "--yes");
        Assert.Equal(0, code);
        Assert.Contains("warning: whether process 1 still runs on elsewhere cannot be seen", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Locks(command)));
    }

    /// <summary>While livechat changes a stack, its own lock keeps Pulumi out; what a killed livechat left is in nobody's way.</summary>
    [Fact]
    public async Task Up_HoldsALockWhileItRuns_AndTakesOverWhatAKilledOneLeft()
    {
        await using var command = await CommandHarness.StartAsync(asProcess: true);
        command.Write(Program);
        command.Fault("""{ "kind": "hang", "method": "create_tag" }""");
        using (var running = command.Start("up", "--yes", "--skip-preview"))
        {
            await TestSupport.Within.EventuallyAsync(() =>
                Directory.Exists(Locks(command)) && command.Emulator.Log.Counts.ContainsKey("create_tag")
            );
            var held = JsonNode.Parse(await File.ReadAllTextAsync(Directory.GetFiles(Locks(command)).Single()))!;
            Assert.Equal(running.Id, (int)held["pid"]!);
            var (code, _, errors) = await command.RunAsync("cancel", "--yes");
            Assert.Equal(1, code);
            Assert.Contains($"(process {running.Id})", errors, StringComparison.Ordinal);
            running.Kill();
            await running.WaitForExitAsync();
        }

        command.Emulator.Control("faults/clear");
        Assert.Single(Directory.GetFiles(Locks(command)));
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        Assert.Empty(Directory.GetFiles(Locks(command)));
    }

    private static string Locks(CommandHarness command) =>
        Path.Combine(command.ProjectFolder, ".pulumi", "locks", "organization", "shop", "dev");

    /// <summary>A lock in the form of Pulumi's.</summary>
    private static string Lock(CommandHarness command, int pid, string host)
    {
        var path = Path.Combine(Directory.CreateDirectory(Locks(command)).FullName, Guid.NewGuid() + ".json");
        var content = new JsonObject
        {
            ["pid"] = pid,
            ["username"] = "ann",
            ["hostname"] = host,
            ["timestamp"] = DateTimeOffset.UnixEpoch.ToString("o", CultureInfo.InvariantCulture),
        };
        File.WriteAllText(path, content.ToJsonString());
        return path;
    }

    /// <summary>The number of a process that has ended.</summary>
    private static int GonePid()
    {
        using var process = System.Diagnostics.Process.Start("/bin/true");
        process.WaitForExit();
        return process.Id;
    }
}
