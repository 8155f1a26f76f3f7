using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;

namespace Cli_Tests;

/// <summary>livechat export --as-seed, from a license to an emulator that a program can be rehearsed on.</summary>
public class SeedExportTests
{
    private const string License = """
        {
          "groups": [{ "id": 3, "name": "Support" }],
          "agents": [{ "id": "ann@example.com", "name": "Ann", "groups": [{ "id": 3, "priority": "first" }] }],
          "tags": [{ "name": "vip", "group_ids": [3] }],
          "bot_templates": [{ "id": "t1", "owner_client_id": "lonely-client", "name": "Template" }]
        }
        """;

    [Fact]
    public async Task AsSeed_ALicense_IsWrittenForItsOwnerAloneAndRehearsedOn()
    {
        await using var command = await CommandHarness.StartAsync(License);
        var output = await command.SucceedAsync("export", "--as-seed", "seed.json", "--owner", "lonely-client");
        var file = Path.Combine(command.ProjectFolder, "seed.json");
        Assert.StartsWith($"Wrote {file}: 2 agents, 2 groups, 1 tags, 0 bots, 0 rules.", output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var seed = (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        await using var rehearsal = await EmulatorServer.StartAsync();
        rehearsal.Control("seed", seed);
        foreach (var list in new[] { "agents", "groups", "tags", "auto_accesses", "properties", "property_values", "license_id" })
            Assert.Equal(command.Dump()[list]!.ToJsonString(), ((JsonObject)rehearsal.Control("dump"))[list]!.ToJsonString());
        Assert.Equal("Template", (string?)seed["bot_templates"]![0]!["name"]);

        // The same program has the same to do on both, and the rehearsal leaves the license alone.
        command.Write("  sales: { type: livechat:Group, properties: { name: Sales } }");
        var before = command.Dump().ToJsonString();
        command.Environment["LIVECHAT_API_URL"] = rehearsal.Url.ToString();
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        Assert.Equal(before, command.Dump().ToJsonString());
        Assert.Contains("\"Sales\"", rehearsal.Control("dump").ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AsSeed_ToStandardOutput_IsTheSeedAlone()
    {
        await using var command = await CommandHarness.StartAsync(License);
        command.RemoveStack();
        var seed = (JsonObject)JsonNode.Parse(await command.SucceedAsync("export", "--as-seed", "-"))!;
        Assert.Equal("vip", (string?)seed["tags"]![0]!["name"]);
        Assert.Empty(Directory.GetFileSystemEntries(command.ProjectFolder));
    }

    [Theory]
    [InlineData("--out is about a program", "--as-seed", "seed.json", "--out", "shop")]
    [InlineData("--include is about a program", "--as-seed", "seed.json", "--include", "Group")]
    [InlineData("--out names the folder")]
    public async Task AsSeed_BesideAProgram_IsRefused(string said, params string[] options)
    {
        await using var command = await CommandHarness.StartAsync(License);
        command.RemoveStack();
        var (code, _, errors) = await command.RunAsync(["export", .. options]);
        Assert.Equal(1, code);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(command.ProjectFolder));
    }

    [Fact]
    public async Task AsSeed_TokenThatIsNone_SaysSo()
    {
        await using var command = await CommandHarness.StartAsync(License);
        command.Token = "dal:some-other-token";
        var (code, output, errors) = await command.RunAsync("export", "--as-seed", "seed.json");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("livechat:accessToken", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("some-other-token", errors, StringComparison.Ordinal);
    }
}
