using System.Globalization;
using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Fleets;
using LiveChatPulumi.Emulator;
using LocalEngine.State;
using TestSupport;

namespace Cli_Tests;

/// <summary>livechat fleet: many licenses side by side, each behind an emulator of its own.</summary>
public class FleetTests
{
    private const string WrongToken = "dal:this-token-is-wrong";

    private const string Program = """
          support: { type: "livechat:Group", properties: { name: Support, languageCode: en } }
          vip: { type: "livechat:Tag", properties: { name: vip, groupIds: [ "${support.groupId}" ] } }
        """;

    /// <summary>Three fail in different ways, and touch none of the others; the report says which and why.</summary>
    [Fact]
    public async Task Up_20LicensesOfWhich3Fail_MakesTheOther17AndSaysWhichAndWhy()
    {
        await using var fleet = await TestFleet.StartAsync(20);
        fleet.Command.Write(Program);
        fleet.Command.Environment["TOKEN_03"] = WrongToken;
        fleet.Command.Environment["URL_11"] = "http://127.0.0.1:1";
        fleet
            .Emulators[17]
            .Control("faults", Json("""{"kind":"fail","method":"create_group","type":"validation","message":"no more groups"}"""));

        var (code, output, errors) = await fleet.Command.RunFleetAsync("up", "--yes", "--at-once", "5", "--format", "json");

        Assert.Equal(1, code);
        var report = Json(output);
        Assert.Equal((17, 3, 0), ((int)report["done"]!, (int)report["failed"]!, (int)report["notBegun"]!));
        Assert.Equal(["brand-03", "brand-11", "brand-17"], Names(report, "failed"));
        Assert.Contains("Invalid access token", Reasons(report, 3), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", Reasons(report, 11), StringComparison.Ordinal);
        Assert.Contains("'support': ", Reasons(report, 17), StringComparison.Ordinal);
        Assert.Contains("no more groups", Reasons(report, 17), StringComparison.Ordinal);
        Assert.DoesNotContain(WrongToken, output + errors, StringComparison.Ordinal);
        for (var i = 0; i < 20; i++)
            Assert.Equal(i is 3 or 11 or 17 ? [] : ["Support", "vip"], fleet.Made(i));

        // What failed is mended, and the next run touches nothing but that.
        fleet.Command.Environment["TOKEN_03"] = fleet.Command.Token;
        fleet.Edit(5, "tags", tag => tag["name"] = "edited");
        fleet.Emulators.ForEach(e => e.Log.Clear());
        (code, output, _) = await fleet.Command.RunFleetAsync("up", "--yes", "--only", "brand-03", "--only", "brand-04");
        Assert.Equal(0, code);
        Assert.Contains("brand-03  done: create 2", output, StringComparison.Ordinal);
        Assert.Contains("brand-04  done: no changes", output, StringComparison.Ordinal);
        Assert.All(fleet.Emulators.Where((_, i) => i is not (3 or 4)), e => Assert.Empty(e.Log.Counts));
        await AssertDriftIsToldAsync(fleet);
    }

    private static async Task AssertDriftIsToldAsync(TestFleet fleet)
    {
        string[] options = ["drift", "--only", "brand-03", "--only", "brand-05", "--format"];
        var (code, output, _) = await fleet.Command.RunFleetAsync([.. options, "markdown"]);
        Assert.Equal(2, code);
        Assert.Contains("2 licenses: 1 as declared, 1 drift.", output, StringComparison.Ordinal);
        Assert.Contains("| brand-05 | s05 | drift | 2 differences: 1 missing, 1 unmanaged. |", output, StringComparison.Ordinal);
        (code, output, _) = await fleet.Command.RunFleetAsync([.. options, "json"]);
        Assert.Equal(2, code);
        Assert.Equal(["brand-05"], Names(Json(output), "drift"));
        Assert.Equal(2, Json(output)["licenses"]![1]!["report"]!["findings"]!.AsArray().Count);
    }

    /// <summary>A stack that was never applied fails for itself, and a license that fails is worse than one that is different.</summary>
    [Fact]
    public async Task Drift_OfAStackThatIsNotThere_FailsAndTheOthersAreCompared()
    {
        await using var fleet = await TestFleet.StartAsync(2);
        fleet.Command.Write(Program);
        Assert.Equal(0, (await fleet.Command.RunFleetAsync("up", "--yes", "--only", "brand-01")).Code);
        var (code, output, _) = await fleet.Command.RunFleetAsync("drift");
        Assert.Equal(1, code);
        Assert.Contains("no stack named 's00' found", output, StringComparison.Ordinal);
        Assert.Contains("brand-01  as declared", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_OfAFleet_ChangesNothingAndIsAComment()
    {
        await using var fleet = await TestFleet.StartAsync(2);
        fleet.Command.Write(Program);
        fleet.Command.Environment["TOKEN_01"] = "";
        var file = Path.Combine(fleet.Command.ProjectFolder, "preview.md");
        var (code, output, _) = await fleet.Command.RunFleetAsync("preview", "--format", "markdown", "--out", file);
        Assert.Equal(1, code);
        Assert.Contains("2 licenses: 1 done, 1 failed. Wrote", output, StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(file);
        Assert.Contains("| brand-00 | s00 | done | 2 to create |", text, StringComparison.Ordinal);
        Assert.Contains(
            "| brand-01 | s01 | **failed** | licenses.yaml:6: the variable TOKEN\\_01 is not set",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("- create Group 'support'\n", text, StringComparison.Ordinal);
        Assert.Empty(fleet.Made(0));
    }

    [Fact]
    public async Task Up_InAPipelineWithoutYes_IsRefused()
    {
        await using var fleet = await TestFleet.StartAsync(1);
        fleet.Command.Write(Program);
        var (code, _, errors) = await fleet.Command.RunFleetAsync("up");
        Assert.Equal(1, code);
        Assert.Contains("--yes must be passed in", errors, StringComparison.Ordinal);
        Assert.Empty(fleet.Made(0));
    }

    /// <summary>What is under way is awaited and in the state; what has not begun does not begin.</summary>
    [Fact]
    public async Task Up_CtrlC_AwaitsWhatIsUnderWayAndBeginsNoOther()
    {
        await using var fleet = await TestFleet.StartAsync(3);
        fleet.Command.Write(Program);
        fleet.Emulators[0].Control("faults", Json("""{"kind":"hold","method":"create_group","holdMilliseconds":1000}"""));
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var context = fleet.Command.Context(output, errors);
        var file = FleetFile.Load(Path.Combine(fleet.Command.ProjectFolder, FleetFile.DefaultName));
        using var interrupts = new LiveChatPulumi.Cli.Interrupts(context.Errors);
        await using var screen = new FleetScreen(context.Data, context.Filter, file.Licenses, null);
        using var run = new FleetRun(
            context,
            screen,
            interrupts,
            new FleetSettings(1, Refresh: false, DeletesMany: false),
            TimeProvider.System
        );
        var running = run.RunAsync(FleetCommand.Up, file.Licenses);
        await Within.EventuallyAsync(() => fleet.Emulators.Any(e => e.Log.Counts.ContainsKey("create_group")) || running.IsCompleted);
        interrupts.Stop();
        var report = await running.InTimeAsync();

        Assert.Equal(1, report.ExitCode);
        var begun = report.Results.Where(r => r.Outcome != FleetOutcome.NotBegun).Select(r => TestFleet.Index(r.License)).ToList();
        Assert.Contains(FleetOutcome.NotBegun, report.Results.Select(r => r.Outcome));
        Assert.All(Enumerable.Range(0, 3).Except(begun), i => Assert.Empty(fleet.Emulators[i].Log.Counts));
        Assert.All(
            begun,
            i =>
                Assert.True(
                    fleet.Made(i).Contains("Support") == fleet.State(i).Contains("Group::support", StringComparison.Ordinal),
                    string.Join('\n', report.Results.SelectMany(r => r.Reasons)) + errors + fleet.State(i)
                )
        );
    }

    /// <summary>The credential of the machine is nobody's: it would win over one of another kind that a license names.</summary>
    [Fact]
    public async Task License_NamesNoCredential_HasNone()
    {
        await using var command = await CommandHarness.StartAsync();
        var none = new Dictionary<string, string>();
        var license = new FleetLicense("a", command.ProjectFolder, "dev", none, none, "licenses.yaml:1");
        using var writer = new StringWriter();
        var context = command.Context(writer, writer);
        Assert.True(context.Environment.ContainsKey("LIVECHAT_ACCESS_TOKEN"));
        var own = new LicenseContext(context, license).Context.Environment;
        Assert.DoesNotContain("LIVECHAT_ACCESS_TOKEN", own.Keys);
        Assert.Equal(command.Emulator.Url.ToString(), own["LIVECHAT_API_URL"]);
    }

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    private static IEnumerable<string> Names(JsonObject report, string outcome) =>
        report["licenses"]!.AsArray().Where(l => (string?)l!["outcome"] == outcome).Select(l => (string)l!["name"]!);

    private static string Reasons(JsonObject report, int index) =>
        string.Join('\n', report["licenses"]![index]!["reasons"]!.AsArray().Select(r => (string)r!));
}

/// <summary>A fleet of emulated licenses: stacks of one project, whose tokens and addresses are in variables.</summary>
internal sealed class TestFleet : IAsyncDisposable
{
    private static readonly PassphraseKeys Keys = CommandHarness.QuickKeys;
    private static readonly string Salt = PassphraseCrypter.Create("x", Keys).Salt;

    private TestFleet(CommandHarness command) => Command = command;

    public CommandHarness Command { get; }

    public List<EmulatorServer> Emulators { get; } = [];

    public static async Task<TestFleet> StartAsync(int size)
    {
        // Each plugin has a clock of its own, which is over every wait at once: the license that cannot be reached is tried again.
        var fleet = new TestFleet(await CommandHarness.StartAsync(keys: Keys, time: () => new JumpingTime()));
        List<string> lines = ["licenses:"];
        for (var i = 0; i < size; i++)
        {
            var number = i.ToString("00", CultureInfo.InvariantCulture);
            var emulator = await EmulatorServer.StartAsync();
            emulator.Control("seed", []);
            fleet.Emulators.Add(emulator);
            fleet.Command.Environment["URL_" + number] = emulator.Url.ToString();
            fleet.Command.Environment["TOKEN_" + number] = fleet.Command.Token;
            lines.Add($"  - name: brand-{number}");
            lines.Add($"    stack: s{number}");
            lines.Add($"    env: {{ LIVECHAT_ACCESS_TOKEN: TOKEN_{number}, LIVECHAT_API_URL: URL_{number} }}");
            lines.Add("");
            await File.WriteAllTextAsync(Path.Combine(fleet.Command.ProjectFolder, $"Pulumi.s{number}.yaml"), $"encryptionsalt: {Salt}\n");
        }

        await File.WriteAllLinesAsync(Path.Combine(fleet.Command.ProjectFolder, FleetFile.DefaultName), lines);
        return fleet;
    }

    /// <summary>The number of a license.</summary>
    public static int Index(FleetLicense license) => int.Parse(license.Stack[1..], CultureInfo.InvariantCulture);

    /// <summary>Groups and tags that a license has beyond what every license has.</summary>
    public IReadOnlyList<string> Made(int index)
    {
        var license = Emulators[index].Control("dump");
        return
        [
            .. license["groups"]!.AsArray().Concat(license["tags"]!.AsArray()).Select(o => (string)o!["name"]!).Where(n => n != "General"),
        ];
    }

    /// <summary>Changes the first object of a collection by hand.</summary>
    public void Edit(int index, string collection, Action<JsonObject> edit)
    {
        var license = (JsonObject)Emulators[index].Control("dump").DeepClone();
        edit(license[collection]![0]!.AsObject());
        Emulators[index].Control("seed", license);
    }

    /// <summary>The state of a license's stack; empty where it has none.</summary>
    public string State(int index)
    {
        var path = Path.Combine(Path.GetDirectoryName(Command.StatePath)!, $"s{index:00}.json");
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var emulator in Emulators)
            await emulator.DisposeAsync();
        await Command.DisposeAsync();
    }
}
