using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Chaos_;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Export.Schema;
using TestSupport;

namespace Cli_Tests.Export;

/// <summary>
/// The file of <c>pulumi import --file</c> that an export writes: a stack without any state takes the whole license over with it, and the
/// program then changes nothing.
/// </summary>
public partial class ImportFileTests
{
    /// <summary>Licenses as people leave them, and licenses as random programs leave them.</summary>
    public static TheoryData<string, int> Licenses
    {
        get
        {
            var data = new TheoryData<string, int>();
            for (var i = 0; i < (LongForms.Wanted ? 100 : 1); i++)
            {
                data.Add("generated", 100 + i);
                data.Add("chaos", 100 + i);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Licenses))]
    public async Task ImportFile_StateIsThrownAway_TakesTheLicenseOverAndThePreviewHasNoChanges(string kind, int number)
    {
        var seed = kind == "chaos" ? await SeedOfChaosAsync(number) : GeneratedLicense.Seed(number, 20 + (number % 40));
        await using var command = await CommandHarness.StartAsync(seed.ToJsonString());
        await TakeOverAsync(command, Folder(command), await command.SucceedAsync("export", "--out", "out", "--no-proof"));
    }

    /// <summary>Every resource that an export writes is in the file of the license that has each of them.</summary>
    [Fact]
    public async Task ImportFile_LicenseThatHasEverything_HasEveryTypeOfResource()
    {
        var seed = GeneratedLicense.Seed(100, 60);
        var value = seed["property_values"]!.AsArray()[0]!.DeepClone().AsObject();
        value["group_id"] = 3;
        seed["property_values"]!.AsArray().Add((JsonNode)value);
        await using var command = await CommandHarness.StartAsync(seed.ToJsonString());
        await command.SucceedAsync("export", "--out", "out", "--no-proof");
        var schema = ProviderSchema.Parse(await File.ReadAllTextAsync(Repo.Path("schema.json")));

        // No method of LiveChat shows company details.
        var all = schema.Resources.Where(r => r.Value.PartOf is null).Select(r => r.Key).Where(t => !t.EndsWith(":CompanyDetails"));
        Assert.Equal(all.Order(), Imports(Folder(command)).Select(i => (string)i!["type"]!).Distinct().Order());
    }

    /// <summary>Throws the state away, imports what the file says, and previews: nothing is to be done.</summary>
    internal static async Task TakeOverAsync(CommandHarness command, string folder, string output)
    {
        foreach (var setting in ToFillIn().Matches(output).Select(m => m.Groups))
        {
            string[] secret = setting[1].Success ? ["--secret"] : [];
            await SucceedAsync(command, folder, ["config", "set", setting[2].Value, "false", .. secret]);
        }

        Directory.Delete(Path.Combine(folder, ".pulumi"), recursive: true);
        var file = Path.Combine(folder, "import.json");
        var imported = await SucceedAsync(
            command,
            folder,
            ["import", "--file", file, "--yes", "--skip-preview", "--protect=false", "--generate-code=false"]
        );
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"{Imports(folder).Count} imported"),
            imported,
            StringComparison.Ordinal
        );
        await SucceedAsync(command, folder, ["preview", "--expect-no-changes"]);
    }

    private static async Task<string> SucceedAsync(CommandHarness command, string folder, string[] arguments)
    {
        var (code, output, errors) = await command.RunInAsync(folder, arguments);
        Assert.True(code == 0, $"livechat {string.Join(' ', arguments)} ended with {code}:\n{output}\n{errors}");
        return output;
    }

    private static JsonArray Imports(string folder) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "import.json")))!["resources"]!.AsArray();

    private static string Folder(CommandHarness command) => Path.Combine(command.ProjectFolder, "out");

    /// <summary>What a random program leaves on a license.</summary>
    private static async Task<JsonObject> SeedOfChaosAsync(int number)
    {
        var time = new JumpingTime(addsUp: true);
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(time: time), time);
        foreach (var program in new[] { ChaosCase.Random(number).First.Select(p => (p, false)), ChaosCase.Random(number).Second })
            await engine.UpAsync(Palette.Program(program));
        return (JsonObject)engine.Emulator.Control("dump");
    }

    [GeneratedRegex("livechat --stack dev config set (--secret )?(\\S+)")]
    private static partial Regex ToFillIn();
}
