using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests.Export;

/// <summary>livechat export into a folder that has an export in C#.</summary>
public class ReexportCSharpTests
{
    private const string Seed = """
        {"groups":[{"id":0,"name":"General"},{"id":3,"name":"Returns desk"},{"id":6,"name":"Sales"}],
         "agents":[{"id":"owner@example.com","name":"Owner","role":"owner"},
                   {"id":"bob@example.com","name":"Bob","job_title":"Clerk"}],
         "tags":[{"name":"vip","group_ids":[3]},{"name":"refund","group_ids":[]}],
         "webhooks":[{"id":"w1","action":"tag_created","url":"https://a.example.com","secret_key":"old-key",
                      "owner_client_id":"emulator-client","description":"Tags"}]}
        """;

    [Fact]
    public async Task Reexport_PeopleAndTheLicenseWentOn_KeepsBothAndTellsConflicts()
    {
        await using var command = await StartAsync();
        var before = await ProgramAsync(command);
        Assert.Equal(0, (await command.RunAsync("export", "--out", "out", "--no-proof")).Code);
        Assert.Equal(before, await ProgramAsync(command));
        await EditAsync(command);
        EditLicense(command);
        One(command, "agents", "id", "bob@example.com", "job_title", "Boss");
        var (code, output, errors) = await command.RunAsync("export", "--out", "out", "--no-proof");
        Assert.True(code == 3, output + errors);
        var program = await ProgramAsync(command);
        CheckProgram(program);
        var line = program[..program.IndexOf("\"agent-bob\"", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Assert.Matches($@"Program\.cs:{line}\d?: resources\.Agent\.agent-bob\.properties\.JobTitle is another value", errors);
        await command.SucceedAsync("export", "--out", "out", "--no-proof");
        Assert.Equal(program, await ProgramAsync(command));
    }

    /// <summary>The merged program is compiled, which takes its time.</summary>
    [Fact]
    public async Task Reexport_ProgramThatIsCompiled_IsProven()
    {
        if (!LongForms.Wanted)
            return;
        await using var command = await StartAsync();
        command.Environment["RunAnalyzersDuringBuild"] = "false";
        command.Limit = TimeSpan.FromMinutes(10);
        await EditAsync(command);
        EditLicense(command);
        var output = await command.SucceedAsync("export", "--out", "out");
        Assert.Contains("changes nothing but what people wrote into it: 1 change", output, StringComparison.Ordinal);
        CheckProgram(await ProgramAsync(command));
    }

    private static void CheckProgram(string program)
    {
        Assert.Contains(
            "// Everything that comes back.\n    var returns = new LiveChat.Group(\"group-returns-desk\"",
            program,
            StringComparison.Ordinal
        );
        Assert.Contains("Name = \"Returns\"", program, StringComparison.Ordinal);
        Assert.Contains("JobTitle = \"Chief\"", program, StringComparison.Ordinal);
        Assert.Contains("new LiveChat.Group(\"group-night-shift\"", program, StringComparison.Ordinal);
        Assert.Contains("{ groupNightShift.GroupId }", program, StringComparison.Ordinal);
        Assert.DoesNotContain("refund", program, StringComparison.Ordinal);
    }

    private static async Task EditAsync(CommandHarness command)
    {
        var text = await ProgramAsync(command);
        foreach (
            var (from, to) in new[]
            {
                ("    var groupReturnsDesk = ", "    // Everything that comes back.\n    var returns = "),
                ("groupReturnsDesk.", "returns."),
                ("JobTitle = \"Clerk\"", "JobTitle = \"Chief\""),
            }
        )
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(PathOf(command), text);
    }

    private static void EditLicense(CommandHarness command)
    {
        One(command, "groups", "id", "3", "name", "Returns");
        var license = command.Dump();
        license["groups"]!.AsArray().Add((JsonNode)new JsonObject { ["id"] = 9, ["name"] = "Night shift" });
        var tags = license["tags"]!.AsArray();
        tags.Remove(tags.First(t => (string?)t!["name"] == "refund"));
        tags.Add((JsonNode)new JsonObject { ["name"] = "late", ["group_ids"] = new JsonArray(9) });
        command.Emulator.Control("seed", license);
    }

    private static void One(CommandHarness command, string collection, string member, string id, string changed, string value)
    {
        var license = command.Dump();
        license[collection]!.AsArray().First(o => o![member]!.ToString() == id)![changed] = value;
        command.Emulator.Control("seed", license);
    }

    private static async Task<CommandHarness> StartAsync()
    {
        var command = await CommandHarness.StartAsync(Seed);
        command.Environment["Configuration"] = Repo.Configuration;
        var sdk = Repo.Path("sdk", "dotnet", "LiveChatPulumi.LiveChat.csproj");
        await command.SucceedAsync(["export", "--out", "out", "--language", "csharp", "--sdk", sdk, "--no-proof"]);
        return command;
    }

    private static Task<string> ProgramAsync(CommandHarness command) => File.ReadAllTextAsync(PathOf(command));

    private static string PathOf(CommandHarness command) => Path.Combine(command.ProjectFolder, "out", "Program.cs");
}
