using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Fleets;
using PluginProtocol.Text;

namespace Cli_Tests;

/// <summary>livechat fleet verify: customers of many licenses, side by side.</summary>
public class FleetVerifyTests
{
    /// <summary>One is as expected, one is not, one has a token that is refused, and one lacks a variable.</summary>
    [Fact]
    public async Task Verify_OneIsWrongAndTwoFail_SaysOfEachWhatItsCustomersGet()
    {
        await using var fleet = await StartAsync(4);
        fleet.Command.Environment["CUSTOMER_02"] = "emulator-nobody";
        fleet.Command.Environment["CUSTOMER_03"] = "";
        await WriteAsync(fleet, "livechat.verify.yaml", "  - { group: 0, expect: { exists: true } }\n");
        await WriteAsync(
            fleet,
            "other.yaml",
            "  - { group: 0, expect: { exists: true } }\n  - { group: 9, expect: { exists: true } }\n"
                + "  - { chat: hello, expect: { group: 0 } }\n"
        );

        var (code, output, errors) = await fleet.Command.RunFleetAsync("verify", "--at-once", "2", "--format", "json");
        Assert.Equal(1, code);
        var report = JsonNode.Parse(output)!;
        Assert.Equal(["done", "wrong", "failed", "failed"], report["licenses"]!.AsArray().Select(l => (string?)l!["outcome"]));
        Assert.Equal((1, 1, 2), ((int)report["done"]!, (int)report["wrong"]!, (int)report["failed"]!));
        Assert.Equal(1, (int)report["licenses"]![1]!["report"]!["summary"]!["wrong"]!);
        Assert.Contains("could not be looked at", Reason(report, 2), StringComparison.Ordinal);
        Assert.Contains("the variable CUSTOMER_03 is not set", Reason(report, 3), StringComparison.Ordinal);
        Assert.Contains("brand-01 | looking", errors, StringComparison.Ordinal);

        (code, output, _) = await fleet.Command.RunFleetAsync("verify", "--only", "brand-00", "--only", "brand-01");
        Assert.Equal(4, code);
        Assert.Contains("  brand-00  as expected: 1 of 1 checks hold.\n", output, StringComparison.Ordinal);
        Assert.Contains("  brand-01  wrong: 1 of 3 checks hold, 1 wrong, 1 skipped.\n", output, StringComparison.Ordinal);
        Assert.Contains("WRONG    group    9 (other.yaml:3)", output, StringComparison.Ordinal);
        Assert.Contains("livechat verify --allow-chats starts it", output, StringComparison.Ordinal);
        Assert.DoesNotContain("ok       group", output, StringComparison.Ordinal);
        (code, output, _) = await fleet.Command.RunFleetAsync("verify", "--only", "brand-01", "--format", "markdown");
        Assert.Equal(4, code);
        Assert.Contains("| brand-01 | s01 | **wrong** | 1 of 3 checks hold", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Derived_LooksAtWhatEachProgramSays()
    {
        await using var fleet = await StartAsync(1);
        fleet.Command.Write("""  support: { type: "livechat:Group", properties: { name: Support, languageCode: en } }""");
        var (code, output, errors) = await fleet.Command.RunFleetAsync("verify", "--derive");
        Assert.True(code == 1, output + errors);
        Assert.Contains("run up first", output, StringComparison.Ordinal);
        (code, output, errors) = await fleet.Command.RunFleetAsync("up", "--yes");
        Assert.True(code == 0, output + errors);
        (code, output, errors) = await fleet.Command.RunFleetAsync("verify", "--derive", "--quick");
        Assert.True(code == 0, output + errors);
        Assert.Contains("brand-00  as expected: 1 of 1 checks hold.", output, StringComparison.Ordinal);
    }

    /// <summary>A line that the terminal breaks into two would be left behind by the next drawing.</summary>
    [Fact]
    public async Task Screen_StatusIsLongerThanALine_IsCut()
    {
        var none = new Dictionary<string, string>();
        FleetLicense[] licenses = [new("brand-a", "/", "a", none, none, ""), new("brand-b", "/", "b", none, none, "")];
        using var output = new StringWriter();
        await using (var screen = new FleetScreen(output, new MessageFilter(), licenses, () => (30, 20)))
        {
            screen.ShowProgress(licenses[0], new string('x', 50));
            screen.Show(licenses[1], new string('客', 30));
            output.GetStringBuilder().Clear();
            screen.Draw();
            Assert.Equal(["  brand-a  xxxxxxxxxxxxxxxxx…", "  brand-b  客客客客客客客客…"], LastFrame(output));
        }
    }

    /// <summary>The timer of the screen may have drawn as well.</summary>
    private static IEnumerable<string> LastFrame(StringWriter output) => output.ToString().Split("\u001b[0J")[^1].TrimEnd('\n').Split('\n');

    private static string Reason(JsonNode report, int index) => (string)report["licenses"]![index]!["reasons"]![0]!;

    private static Task WriteAsync(TestFleet fleet, string name, string checks) =>
        File.WriteAllTextAsync(Path.Combine(fleet.Command.ProjectFolder, name), "checks:\n" + checks);

    /// <summary>A fleet whose licenses have customers; the second has checks of its own.</summary>
    private static async Task<TestFleet> StartAsync(int size)
    {
        var fleet = await TestFleet.StartAsync(size);
        fleet.Command.Write("  {}");
        fleet.Command.Environment["LICENSE"] = "100";
        fleet.Command.Environment["LIVECHAT_PROPAGATION_SECONDS"] = "0";
        for (var i = 0; i < size; i++)
            fleet.Command.Environment[$"CUSTOMER_{i:00}"] = "emulator-customer";
        var path = Path.Combine(fleet.Command.ProjectFolder, FleetFile.DefaultName);
        var lines = await File.ReadAllLinesAsync(path);
        await File.WriteAllLinesAsync(path, lines.Select(With));
        return fleet;

        static string With(string line)
        {
            var at = line.IndexOf(" TOKEN_", StringComparison.Ordinal);
            if (at < 0)
                return line;
            var number = line.Substring(at + 7, 2);
            var more = $", LIVECHAT_LICENSE_ID: LICENSE, LIVECHAT_CUSTOMER_TOKEN: CUSTOMER_{number} }}";
            return line.Replace(" }", more, StringComparison.Ordinal) + (number == "01" ? "\n    checks: other.yaml" : "");
        }
    }
}
