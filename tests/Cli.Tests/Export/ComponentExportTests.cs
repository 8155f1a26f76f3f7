using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests.Export;

/// <summary>livechat export --as-component: one program for the licenses of several stacks.</summary>
public class ComponentExportTests
{
    private const string Component = "out:index:License";

    private const string Seed = """
        {"groups":[{"id":0,"name":"General"},{"id":3,"name":"Returns desk"}],
         "agents":[{"id":"owner@example.com","name":"Owner","role":"owner"},
                   {"id":"bob@example.com","name":"Bob","job_title":"Clerk"}],
         "tags":[{"name":"vip","group_ids":[3]}],
         "webhooks":[{"id":"w1","action":"tag_created","url":"https://a.example.com","secret_key":"old-key",
                      "owner_client_id":"emulator-client","description":"Tags"}]}
        """;

    /// <summary>State and import file have the objects below the component, where the program makes them.</summary>
    [Fact]
    public async Task ExportAsComponent_OfALicense_HasTheObjectsBelowTheComponent()
    {
        await using var command = await CommandHarness.StartAsync(Seed);
        await ExportAsync(command, "--no-proof");
        var state = JsonNode.Parse(await File.ReadAllTextAsync(In(command, "state.json")))!["deployment"]!["resources"]!.AsArray();
        var component = $"urn:pulumi:dev::out::{Component}::license";
        var objects = state.Where(r => ((string)r!["type"]!).StartsWith("livechat:", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(objects);
        Assert.All(objects, o => Assert.Equal(component, (string?)o!["parent"]));
        Assert.All(objects, o => Assert.Contains($"::{Component}$livechat:index:", (string)o!["urn"]!, StringComparison.Ordinal));
        Assert.Contains(state, r => (string?)r!["urn"] == component);
        var imports = JsonNode.Parse(await File.ReadAllTextAsync(In(command, "import.json")))!["resources"]!.AsArray();
        Assert.True((bool?)imports[0]!["component"]);
        Assert.All(imports.Skip(1), i => Assert.Equal("license", (string?)i!["parent"]));
        Assert.Contains(
            "emailDomain: \"example.com\"",
            await File.ReadAllTextAsync(In(command, "Pulumi.dev.yaml")),
            StringComparison.Ordinal
        );

        // What is one program for several licenses is not brought up to date from one of them.
        var (code, _, errors) = await command.RunAsync("export", "--out", "out", "--as-component");
        Assert.Equal(1, code);
        Assert.Contains("is not empty", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--language", "yaml", "writes C# only")]
    [InlineData("--as-seed", "seed.json", "about a program")]
    public async Task ExportAsComponent_BesideWhatDoesNotFit_IsRefused(string option, string value, string text)
    {
        await using var command = await CommandHarness.StartAsync(Seed);
        var (code, _, errors) = await command.RunAsync("export", "--out", "out", "--as-component", option, value);
        Assert.Equal(1, code);
        Assert.Contains(text, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(command.ProjectFolder, "out")));
    }

    /// <summary>The program is compiled, which takes its time: for its own license, and then for another one.</summary>
    [Fact]
    public async Task ExportAsComponent_SecondStack_MakesTheSameLicenseWithItsOwnValues()
    {
        if (!LongForms.Wanted)
            return;
        await using var command = await CommandHarness.StartAsync(Seed);
        command.Environment["Configuration"] = Repo.Configuration;
        command.Environment["RunAnalyzersDuringBuild"] = "false";
        command.Limit = TimeSpan.FromMinutes(10);
        Assert.Contains("Proven", await ExportAsync(command, "--exclude", "Group/General"), StringComparison.Ordinal);
        command.Emulator.Control(
            "seed",
            JsonNode
                .Parse("""{"groups":[{"id":0,"name":"General"}],"agents":[{"id":"owner@example.com","name":"Owner","role":"owner"}]}""")!
                .AsObject()
        );
        var folder = Path.Combine(command.ProjectFolder, "out");
        await InAsync("stack", "init", "test");
        foreach (
            var (key, value) in new[]
            {
                ("emailDomain", "test.example.org"),
                ("clientId", "emulator-client"),
                ("webhookTagCreatedHttpsAExampleComUrl", "https://test.example.org"),
            }
        )
            await InAsync("config", "set", key, value);
        await InAsync("config", "set", "--secret", "webhookTagCreatedHttpsAExampleComSecretKey", "test-key");
        await InAsync("up", "--yes");
        var agents = command.Dump()["agents"]!.AsArray().Select(a => (string)a!["id"]!).ToList();
        Assert.Contains("bob@test.example.org", agents);
        Assert.Contains("https://test.example.org", command.Dump()["webhooks"]!.ToJsonString(), StringComparison.Ordinal);

        async Task InAsync(params string[] arguments)
        {
            var (code, output, errors) = await command.RunOnAsync("test", folder, arguments);
            Assert.True(code == 0, output + errors);
        }
    }

    private static Task<string> ExportAsync(CommandHarness command, params string[] more) =>
        command.SucceedAsync([
            "export",
            "--out",
            "out",
            "--as-component",
            "--owner",
            "emulator-client",
            "--sdk",
            Repo.Path("sdk", "dotnet", "LiveChatPulumi.LiveChat.csproj"),
            .. more,
        ]);

    private static string In(CommandHarness command, string file) => Path.Combine(command.ProjectFolder, "out", file);
}
