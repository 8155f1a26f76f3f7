using System.Text.Json.Nodes;
using PluginProtocol.Values;
using TestSupport;

namespace Cli_Tests.Export;

/// <summary>livechat export into a folder that has an export: what people wrote stays, what the license changed comes in.</summary>
public class ReexportTests
{
    private const string Seed = """
        {"groups":[{"id":0,"name":"General"},{"id":3,"name":"Returns desk"},{"id":6,"name":"Sales"}],
         "agents":[{"id":"owner@example.com","name":"Owner","role":"owner"},
                   {"id":"ann@example.com","name":"Ann","groups":[{"id":3,"priority":"first"}]},
                   {"id":"bob@example.com","name":"Bob","job_title":"Clerk"}],
         "tags":[{"name":"vip","group_ids":[3]},{"name":"refund","group_ids":[]}],
         "webhooks":[{"id":"w1","action":"tag_created","url":"https://a.example.com","secret_key":"old-key",
                      "owner_client_id":"emulator-client","description":"Tags"}]}
        """;

    [Fact]
    public async Task Reexport_NothingChanged_ChangesNoFileOfPeople()
    {
        await using var command = await StartAsync();
        var before = (await ProgramAsync(command), await File.ReadAllTextAsync(PathOf(command, "Pulumi.dev.yaml")));
        var output = await command.SucceedAsync("export", "--out", "out");
        Assert.Contains("Proven", output, StringComparison.Ordinal);
        Assert.Equal(before, (await ProgramAsync(command), await File.ReadAllTextAsync(PathOf(command, "Pulumi.dev.yaml"))));
    }

    [Fact]
    public async Task Reexport_PeopleAndTheLicenseWentOn_KeepsBoth()
    {
        await using var command = await StartAsync();
        await EditProgramAsync(
            command,
            ("  group-returns-desk:\n", "  # Everything that comes back.\n  returns:\n"),
            ("${group-returns-desk.groupId}", "${returns.groupId}"),
            ("      jobTitle: Clerk\n", "      jobTitle: Chief # promoted\n    options:\n      protect: true\n")
        );
        await File.AppendAllTextAsync(PathOf(command, "Pulumi.yaml"), "  mine: { type: livechat:Tag, properties: { name: mine } }\n");
        EditLicense(
            command,
            license =>
            {
                One(license, "groups", "id", "3")["name"] = "Returns";
                license["groups"]!.AsArray().Add((JsonNode)new JsonObject { ["id"] = 9, ["name"] = "Night shift" });
                One(license, "agents", "id", "bob@example.com")["mobile"] = "+48 1";
                license["agents"]!
                    .AsArray()
                    .Add(
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = "cleo@example.com",
                                ["name"] = "Cleo",
                                ["groups"] = new JsonArray(new JsonObject { ["id"] = 3, ["priority"] = "first" }),
                            }
                    );
                license["tags"]!.AsArray().Remove(One(license, "tags", "name", "refund"));
                license["webhooks"]![0]!["secret_key"] = "new-key";
            }
        );
        var output = await command.SucceedAsync("export", "--out", "out");
        Assert.Contains("changes nothing but what people wrote into it: 2 changes.", output, StringComparison.Ordinal);
        var program = await ProgramAsync(command);
        Assert.Contains("  # Everything that comes back.\n  returns:\n", program, StringComparison.Ordinal);
        Assert.Contains("name: Returns\n", program, StringComparison.Ordinal);
        Assert.Contains("jobTitle: Chief # promoted\n", program, StringComparison.Ordinal);
        Assert.Contains("mobile: \"+48 1\"\n", program, StringComparison.Ordinal);
        Assert.Contains("  group-night-shift:\n", program, StringComparison.Ordinal);
        Assert.Contains("  agent-cleo:\n", program, StringComparison.Ordinal);
        Assert.DoesNotContain("group-returns-desk", program, StringComparison.Ordinal);
        Assert.DoesNotContain("refund", program, StringComparison.Ordinal);

        // What the program now does is what people wrote, and a second export has nothing to bring.
        var (code, preview, _) = await command.RunInAsync(Folder(command), "preview");
        Assert.Equal(0, code);
        Assert.Contains("mine", preview, StringComparison.Ordinal);
        Assert.Contains("1 to create", preview, StringComparison.Ordinal);
        Assert.Contains("1 to update", preview, StringComparison.Ordinal);
        Assert.Equal(0, (await command.RunInAsync(Folder(command), "up", "--yes")).Code);
        Assert.Equal("new-key", (string?)command.Dump()["webhooks"]![0]!["secret_key"]);
        await command.SucceedAsync("export", "--out", "out");
        Assert.Equal(program, await ProgramAsync(command));
        Assert.Equal(0, (await command.RunInAsync(Folder(command), "preview", "--expect-no-changes")).Code);
    }

    [Fact]
    public async Task Reexport_BothChangedTheSame_TellsTheLineAndKeepsThePersonsText()
    {
        await using var command = await StartAsync();
        await EditProgramAsync(command, ("jobTitle: Clerk", "jobTitle: Chief"));
        EditLicense(command, license => One(license, "agents", "id", "bob@example.com")["job_title"] = "Boss");
        var program = await ProgramAsync(command);
        var (code, _, errors) = await command.RunAsync("export", "--out", "out");
        Assert.Equal(3, code);
        var line = program[..program.IndexOf("jobTitle", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Assert.Contains($"Pulumi.yaml:{line}: resources.agent-bob.properties.jobTitle is another value", errors, StringComparison.Ordinal);
        Assert.Equal(program, await ProgramAsync(command));

        // The next export knows that it was told.
        await command.SucceedAsync("export", "--out", "out");
    }

    /// <summary>What the token may not see is not gone.</summary>
    [Fact]
    public async Task Reexport_TokenSeesLess_TakesNothingOut()
    {
        await using var command = await StartAsync();
        command.Emulator.Control(
            "seed",
            With(command.Dump(), "agents--all:ro", "groups--all:ro", "access_rules:ro", "webhooks.configuration:rw")
        );
        command.Token = "dal:narrow";
        var program = await ProgramAsync(command);
        var (code, output, errors) = await command.RunAsync("export", "--out", "out", "--no-proof");
        Assert.True(code == 0, output + errors);
        Assert.Contains("not exported: Tag", errors, StringComparison.Ordinal);
        Assert.Equal(program, await ProgramAsync(command));
        command.Token = "dal:emulator-token";
        Assert.Equal(0, (await command.RunInAsync(Folder(command), "preview", "--expect-no-changes")).Code);
    }

    /// <summary>What people took out of the program or made with it themselves is not told to them again.</summary>
    [Fact]
    public async Task Reexport_PeopleTookOutAndMadeObjects_StaysAsTheyHaveIt()
    {
        await using var command = await StartAsync();
        await EditProgramAsync(command, ("  tag-refund:\n    type: livechat:Tag\n    properties:\n      name: refund\n", ""));
        await File.AppendAllTextAsync(PathOf(command, "Pulumi.yaml"), "  mine: { type: livechat:Tag, properties: { name: mine } }\n");
        Assert.Equal(0, (await command.RunInAsync(Folder(command), "state", "delete", Urn("Tag", "tag-refund"), "--yes")).Code);
        Assert.Equal(0, (await command.RunInAsync(Folder(command), "up", "--yes")).Code);
        var program = await ProgramAsync(command);
        await command.SucceedAsync("export", "--out", "out");
        Assert.Equal(program, await ProgramAsync(command));
        Assert.Equal(0, (await command.RunInAsync(Folder(command), "preview", "--expect-no-changes")).Code);
        Assert.Contains(command.Dump()["tags"]!.AsArray(), t => (string?)t!["name"] == "refund");
    }

    [Theory]
    [InlineData("--language: the folder holds an export with 'yaml'", "--language", "csharp")]
    [InlineData("--include: the folder holds an export with ''", "--include", "Group")]
    [InlineData("--name: the folder has a project already", "--name", "other")]
    public async Task Reexport_AskedForSomethingElse_IsRefused(string said, params string[] options)
    {
        await using var command = await StartAsync();
        var (code, _, errors) = await command.RunAsync(["export", "--out", "out", .. options]);
        Assert.Equal(1, code);
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    private static JsonObject With(JsonObject license, params string[] scopes)
    {
        license["credentials"] = new JsonArray(
            new JsonObject
            {
                ["token"] = "dal:narrow",
                ["agent"] = "owner@example.com",
                ["clientId"] = "emulator-client",
                ["scopes"] = new JsonArray([.. scopes.Select(s => (JsonNode)s)]),
            },
            new JsonObject
            {
                ["token"] = "dal:emulator-token",
                ["agent"] = "owner@example.com",
                ["clientId"] = "emulator-client",
            }
        );
        return license;
    }

    private static async Task<CommandHarness> StartAsync()
    {
        var command = await CommandHarness.StartAsync(Seed);
        await command.SucceedAsync("export", "--out", "out", "--no-proof");
        return command;
    }

    private static async Task EditProgramAsync(CommandHarness command, params (string From, string To)[] edits)
    {
        var text = await ProgramAsync(command);
        foreach (var (from, to) in edits)
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(PathOf(command, "Pulumi.yaml"), text);
    }

    private static void EditLicense(CommandHarness command, Action<JsonObject> edit)
    {
        var license = command.Dump();
        edit(license);
        command.Emulator.Control("seed", license);
    }

    private static JsonNode One(JsonObject license, string collection, string member, string id) =>
        license[collection]!.AsArray().First(o => o![member]!.ToString() == id)!;

    private static string Urn(string type, string name) => $"urn:pulumi:dev::out::livechat:index:{type}::{name}";

    private static Task<string> ProgramAsync(CommandHarness command) => File.ReadAllTextAsync(PathOf(command, "Pulumi.yaml"));

    private static string PathOf(CommandHarness command, string file) => Path.Combine(Folder(command), file);

    private static string Folder(CommandHarness command) => Path.Combine(command.ProjectFolder, "out");
}
