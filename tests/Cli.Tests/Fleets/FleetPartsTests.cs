using LiveChatPulumi.Cli.Fleets;
using LocalEngine;
using LocalEngine.Programs;
using PluginProtocol.Text;
using TestSupport;

namespace Cli_Tests;

/// <summary>The parts of a fleet: its question, values of a configuration, shared programs, and the screen.</summary>
public class FleetPartsTests
{
    private const string Program = """  vip: { type: "livechat:Tag", properties: { name: vip } }""";

    [Theory]
    [InlineData("yes\n", 0)]
    [InlineData("no\n", 1)]
    public async Task Up_AtATerminal_PreviewsAllAndAsksOnce(string typed, int expected)
    {
        await using var fleet = await TestFleet.StartAsync(2);
        fleet.Command.Write(Program);
        var (code, output, _) = await fleet.Command.RunFleetAtTerminalAsync(typed, "up");
        Assert.Equal(expected, code);
        Assert.Contains("brand-00  done: 1 to create", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split("Do you want to update these 2 licenses?").Length);
        Assert.All([0, 1], i => Assert.Equal(expected == 0 ? ["vip"] : [], fleet.Made(i)));
    }

    /// <summary>Values of the configuration come from variables, win over the stack's file, and are in no report.</summary>
    [Fact]
    public async Task Up_ConfigFromVariables_ReachesTheProgramAsASecret()
    {
        await using var fleet = await TestFleet.StartAsync(1);
        fleet.Command.Write(
            """  vip: { type: "livechat:Tag", properties: { name: "${word}" } }""",
            "config: { word: { type: string, secret: true } }"
        );
        var path = Path.Combine(fleet.Command.ProjectFolder, FleetFile.DefaultName);
        await File.AppendAllTextAsync(path, "    config: { word: WORD_00 }\n");
        fleet.Command.Environment["WORD_00"] = "a-secret-word";
        await File.AppendAllTextAsync(Path.Combine(fleet.Command.ProjectFolder, "Pulumi.s00.yaml"), "config: { shop:word: another }\n");
        var (code, output, errors) = await fleet.Command.RunFleetAsync("up", "--yes");
        Assert.True(code == 0, output + errors);
        Assert.Equal(["a-secret-word"], fleet.Made(0));
        Assert.DoesNotContain("a-secret-word", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_OfAProgramThatLicensesShare_IsDoneByOneAtATime()
    {
        using var programs = new FleetPrograms();
        var program = new CountingProgram();
        var shared = Enumerable.Range(0, 4).Select(_ => programs.InTurn("/a", program)).ToList();
        await Task.WhenAll(shared.Select(p => Task.Run(() => p.PrepareAsync(null!, default)))).InTimeAsync();
        Assert.Equal((1, 4), (program.Most, program.Times));

        // Another folder's program waits for nobody: both must be under way to end.
        var pair = new MeetingProgram(2);
        string[] folders = ["/b", "/c"];
        await Task.WhenAll(folders.Select(f => Task.Run(() => programs.InTurn(f, pair).PrepareAsync(null!, default)))).InTimeAsync();
    }

    [Fact]
    public async Task Screen_MoreLicensesThanLines_ShowsThoseUnderWay()
    {
        var none = new Dictionary<string, string>();
        var licenses = Enumerable.Range(0, 20).Select(i => new FleetLicense($"brand-{i:00}", "/", $"s{i}", none, none, "")).ToList();
        using var output = new StringWriter();
        await using (var screen = new FleetScreen(output, new MessageFilter(), licenses, () => (80, 10)))
        {
            screen.Show(licenses[3], "updating");
            screen.Show(licenses[4], "done");
            screen.Tell(licenses[3], "an event");
            output.GetStringBuilder().Clear();
            screen.Draw();
        }

        Assert.Contains("  brand-03  updating\n  1 of 20 done\n", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("an event", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("brand-05", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Counts how many prepare it at once.</summary>
    private sealed class CountingProgram : IProgram
    {
        private int _now;

        public int Most { get; private set; }

        public int Times { get; private set; }

        public async Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref _now);
            await Task.Yield();
            (Most, Times) = (Math.Max(Most, now), Times + 1);
            Interlocked.Decrement(ref _now);
        }

        public Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }

    /// <summary>Is prepared when so many are there.</summary>
    private sealed class MeetingProgram(int wanted) : IProgram
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _here;

        public Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _here) == wanted)
                _all.SetResult();
            return _all.Task;
        }

        public Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
