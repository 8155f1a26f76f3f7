using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Cli;
using LiveChatPulumi.Cli.Export;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Reading;
using PluginProtocol.Values;
using TestSupport;

namespace Cli_Tests.Export;

/// <summary>livechat export against an emulated license, with its proof.</summary>
public partial class ExportTests
{
    private const int MostLists = 20;

    [Fact]
    public async Task ExportInYaml_LicenseOf300_IsProvenAndThePeopleGoOnWithIt()
    {
        await using var command = await CommandHarness.StartAsync(GeneratedLicense.Seed(1, 300).ToJsonString());
        var output = await ExportAsync(command);
        Assert.Contains("Proven", output, StringComparison.Ordinal);
        Assert.InRange(command.Emulator.Log.Calls.Count(c => c.Method.StartsWith("list_", StringComparison.Ordinal)), 1, MostLists);

        // Ids are references, what differs per license is configuration, and no secret stands anywhere in clear.
        var program = await File.ReadAllTextAsync(File_(command, "Pulumi.yaml"));
        Assert.DoesNotMatch(GroupNumber(), program);
        Assert.DoesNotContain("ownerClientId: emulator-client", program, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Folder(command), "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("webhook-secret", await File.ReadAllTextAsync(file), StringComparison.Ordinal);

        // What could not be read has to be filled in before anything is applied.
        var (code, _, errors) = await InFolderAsync(command, "preview");
        Assert.Equal(1, code);
        Assert.Contains("livechat config set botTemplate", errors, StringComparison.Ordinal);
        await FillInAsync(command, output);
        Assert.Equal(0, (await InFolderAsync(command, "preview", "--expect-no-changes")).Code);
        command.Emulator.Log.Clear();
        Assert.Equal(0, (await InFolderAsync(command, "up", "--yes", "--expect-no-changes")).Code);
        Assert.Equal(0, (await InFolderAsync(command, "preview", "--expect-no-changes")).Code);
        Assert.Equal(0, (await InFolderAsync(command, "refresh", "--yes", "--expect-no-changes")).Code);
        Assert.DoesNotContain(command.Emulator.Log.Calls, c => !Reads().IsMatch(c.Method));
    }

    [Fact]
    public async Task ExportInCSharp_LicenseOf300_CompilesAndIsProven()
    {
        await using var command = await CommandHarness.StartAsync(GeneratedLicense.Seed(2, 300).ToJsonString());
        command.Environment["Configuration"] = Repo.Configuration;
        command.Environment["RunAnalyzersDuringBuild"] = "false";
        var output = await ExportAsync(
            command,
            "--language",
            "csharp",
            "--sdk",
            Repo.Path("sdk", "dotnet", "LiveChatPulumi.LiveChat.csproj")
        );
        Assert.Contains("Proven", output, StringComparison.Ordinal);
        Assert.True(File.Exists(File_(command, "License.Agent.cs")));
    }

    /// <summary>Random licenses: each is exported, proven, and taken over from its file by a stack that has no state.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task Export_RandomLicense_ComesBackFromItsStateFile(int number)
    {
        await using var command = await CommandHarness.StartAsync(GeneratedLicense.Seed(number, 40 + number).ToJsonString());
        await FillInAsync(command, await ExportAsync(command));
        Directory.Delete(Path.Combine(Folder(command), ".pulumi"), recursive: true);
        Assert.Equal(0, (await InFolderAsync(command, "stack", "import", "--file", File_(command, "state.json"))).Code);
        Assert.Equal(0, (await InFolderAsync(command, "preview", "--expect-no-changes")).Code);
    }

    /// <summary>Where the API document is silent, servers differ: in the long form every answer to every question.</summary>
    public static TheoryData<string, string> OtherServers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, values) in EmulatorOptions.Switches.Where(s => LongForms.Wanted || Decisive.Contains(s.Key)))
            {
                foreach (var value in values.Skip(1))
                    data.Add(name, value);
            }

            return data;
        }
    }

    /// <summary>What decides on what a read shows.</summary>
    private static readonly string[] Decisive = ["webhookSecrets", "setOrder", "definitionFields", "templateFields"];

    [Theory]
    [MemberData(nameof(OtherServers))]
    public async Task Export_ServerAnswersOtherwise_IsProven(string name, string value)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Emulator.Options[name] = value;
        command.Emulator.Control("seed", GeneratedLicense.Seed(20, 40));
        Assert.Contains("Proven", await ExportAsync(command), StringComparison.Ordinal);
    }

    /// <summary>Lists of LiveChat are sets: the order in which a server shows them does not reach the program.</summary>
    [Fact]
    public async Task Export_SameLicenseInAnotherOrder_IsTheSame()
    {
        var seed = GeneratedLicense.Seed(3, 80);
        await using var command = await CommandHarness.StartAsync(seed.ToJsonString());
        var first = await ExportAsync(command, "--no-proof");
        Assert.Contains("Not proven: --no-proof was given", first, StringComparison.Ordinal);
        foreach (var name in new[] { "groups", "agents", "bots", "tags", "properties", "property_values", "webhooks" })
            seed[name] = new JsonArray([.. seed[name]!.AsArray().Reverse().Select(o => o!.DeepClone())]);
        command.Emulator.Control("seed", seed);
        await command.SucceedAsync("export", "--out", "again", "--name", "out", "--no-proof");
        foreach (var file in new[] { "Pulumi.yaml", "import.json" })
            Assert.Equal(
                await File.ReadAllTextAsync(File_(command, file)),
                await File.ReadAllTextAsync(Path.Combine(command.ProjectFolder, "again", file))
            );
    }

    [Fact]
    public async Task Export_TokenMayNotSeeBots_ExportsTheRestAndSaysWhichScopeIsMissing()
    {
        var seed = GeneratedLicense.Seed(4, 40);
        seed["credentials"] = new JsonArray(
            new JsonObject
            {
                ["token"] = "dal:narrow",
                ["agent"] = "agent0@example.com",
                ["clientId"] = "emulator-client",
                ["scopes"] = new JsonArray(
                    "agents--all:ro",
                    "groups--all:ro",
                    "tags--all:ro",
                    "access_rules:ro",
                    "properties.configuration:rw",
                    "webhooks.configuration:rw"
                ),
            }
        );
        await using var command = await CommandHarness.StartAsync(seed.ToJsonString());
        command.Token = "dal:narrow";
        var (code, output, errors) = await command.RunAsync("export", "--out", "out");
        Assert.True(code == 0, output + errors);
        Assert.Contains("Proven", output, StringComparison.Ordinal);
        Assert.Contains("not exported: Bot: ", errors, StringComparison.Ordinal);
        Assert.Contains("agents-bot--all:ro", errors, StringComparison.Ordinal);
        Assert.Contains("properties.group.value--all:ro", errors, StringComparison.Ordinal);
        Assert.Matches("Agent +9", output);
    }

    [Fact]
    public async Task Export_IncludeAndExclude_TakeTypesAndNames()
    {
        await using var command = await CommandHarness.StartAsync(
            """
            {"groups":[{"id":0,"name":"General"},{"id":3,"name":"Returns desk"}],
             "agents":[{"id":"ann@example.com","name":"Ann","role":"owner","groups":[{"id":3,"priority":"first"}]},
                       {"id":"bob@other.com","name":"Bob"}]}
            """
        );
        await ExportAsync(command, "--include", "Agent/*@example.com", "--include", "group", "--exclude", "Group/Gen*");
        var program = await File.ReadAllTextAsync(File_(command, "Pulumi.yaml"));
        Assert.Equal(["agent-ann", "group-returns-desk"], ResourceKey().Matches(program).Select(m => m.Groups[1].Value).Order());
        var (code, _, errors) = await command.RunAsync("export", "--out", "more", "--include", "Agents");
        Assert.Equal(1, code);
        Assert.Contains("no type fits the pattern 'Agents'; there are: Agent,", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proof_ProgramIsNotTheLicense_FailsAndShowsTheChange()
    {
        await using var command = await CommandHarness.StartAsync("""{"groups":[{"id":0,"name":"General"}]}""");
        await ExportAsync(command, "--no-proof");
        var program = await File.ReadAllTextAsync(File_(command, "Pulumi.yaml"));
        await File.WriteAllTextAsync(
            File_(command, "Pulumi.yaml"),
            program.Replace("name: General", "name: Generals", StringComparison.Ordinal)
        );
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var context = command.Context(output, errors);
        var workspace = Workspace.Open(Folder(command), "dev", context);
        var license = new ExportedLicense([Exported("Group", "group-general"), Exported("Tag", "tag-vip")], []);
        var proof = await new ExportProof(context, workspace).RunAsync(license, default);
        var settings = new ExportSettings(Folder(command), null, "dev", ExportLanguage.Yaml, ExportFilter.All, [], null, Proves: true);
        var report = new ExportReport(context, settings, license, workspace.Target());
        await report.WriteTableAsync(proof);
        Assert.False(report.IsProven(proof));
        Assert.DoesNotContain("Proven", output.ToString(), StringComparison.Ordinal);
        Assert.Matches("Group +1 +1\n", output.ToString());
        Assert.Contains("error: the written program would change 1 objects", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("livechat:index:Group group-general", errors.ToString(), StringComparison.Ordinal);

        // An object that the preview did not come to is no proof either.
        Assert.False(report.IsProven(proof with { Changes = [] }));
        var all = license.Objects.Select(o => ExportState.UrnOf(workspace.Target(), license, o));
        Assert.True(report.IsProven(proof with { Changes = [], Same = [.. all] }));
    }

    private static ExportedObject Exported(string type, string name) =>
        new("livechat:index:" + type, name, name, new ProgramValue.Map([]))
        {
            ReadInputs = PropertyObject.Empty,
            Outputs = PropertyObject.Empty,
        };

    [Fact]
    public async Task Export_FolderHasSomething_WritesNothing()
    {
        await using var command = await CommandHarness.StartAsync();
        Directory.CreateDirectory(Folder(command));
        await File.WriteAllTextAsync(File_(command, "notes.txt"), "mine");
        var (code, _, errors) = await command.RunAsync("export", "--out", "out");
        Assert.Equal(1, code);
        Assert.Contains("is not empty: it has notes.txt", errors, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(Folder(command)));
        Assert.Empty(command.Emulator.Log.Calls);
    }

    private static string Folder(CommandHarness command) => Path.Combine(command.ProjectFolder, "out");

    private static string File_(CommandHarness command, string name) => Path.Combine(Folder(command), name);

    private static Task<string> ExportAsync(CommandHarness command, params string[] more) =>
        command.SucceedAsync(["export", "--out", "out", .. more]);

    private static Task<(int Code, string Output, string Errors)> InFolderAsync(CommandHarness command, params string[] arguments) =>
        command.RunInAsync(Folder(command), arguments);

    /// <summary>Does what the export's list of values asks for.</summary>
    private static async Task FillInAsync(CommandHarness command, string output)
    {
        foreach (var setting in ToFillIn().Matches(output).Select(m => m.Groups))
        {
            string[] secret = setting[1].Success ? ["--secret"] : [];
            Assert.Equal(0, (await InFolderAsync(command, ["config", "set", setting[2].Value, "false", .. secret])).Code);
        }
    }

    [GeneratedRegex("livechat --stack dev config set (--secret )?(\\S+)")]
    private static partial Regex ToFillIn();

    [GeneratedRegex("groupIds?: \\[?[0-9]")]
    private static partial Regex GroupNumber();

    [GeneratedRegex("^(get|list)_")]
    private static partial Regex Reads();

    [GeneratedRegex("^  (\\S+):$", RegexOptions.Multiline)]
    private static partial Regex ResourceKey();
}
