using System.Text.Json.Nodes;

namespace Cli_Tests;

/// <summary>With <c>--json</c> whatever stands on stdout is JSON, of failures too.</summary>
public class JsonTests
{
    private const string Program = """
          support: { type: "livechat:Group", properties: { name: Support } }
          vip: { type: "livechat:Tag", properties: { name: vip, groupIds: [ "${support.groupId}" ] } }
        """;

    [Fact]
    public async Task Json_OfAnUpdate_IsAPreviewAndThenEvents()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program, "config: { pin: { type: string, secret: true, } }\noutputs: { id: \"${support.groupId}\" }");
        await command.SucceedAsync("config", "set", "--secret", "pin", "wontons-at-nine");
        var documents = JsonDocuments.Read(await command.SucceedAsync("up", "--yes", "--json"));
        Assert.Equal(3, (int)documents[0]["changeSummary"]!["create"]!);
        Assert.NotNull(documents[1]["preludeEvent"]);
        Assert.Equal(Enumerable.Range(0, documents.Count - 1), documents.Skip(1).Select(d => (int)d["sequence"]!));
        Assert.Equal("succeeded", (string?)documents[^2]["summaryEvent"]!["result"]);
        Assert.NotNull(documents[^1]["cancelEvent"]);
        var stack = documents.Single(d => (string?)d["resOutputsEvent"]?["metadata"]?["type"] == "pulumi:pulumi:Stack");
        Assert.NotNull(stack["resOutputsEvent"]!["metadata"]!["new"]!["outputs"]!["id"]);
        Assert.DoesNotContain("wontons-at-nine", string.Join('\n', documents.Select(d => d.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_OfARefresh_TellsTheDrift()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        var dump = command.Dump();
        dump["groups"]!.AsArray().Last()!["name"] = "Drifted";
        command.Emulator.Control("seed", dump);
        var documents = JsonDocuments.Read(await command.SucceedAsync("refresh", "--yes", "--json"));
        var step = documents[0]["steps"]!.AsArray().Single(s => (string)s!["op"]! == "update")!;
        Assert.Equal("Drifted", (string?)step["newState"]!["inputs"]!["name"]);
        Assert.Equal("update", (string?)step["detailedDiff"]!["name"]!["kind"]);
        Assert.Equal("succeeded", (string?)documents[^2]["summaryEvent"]!["result"]);
    }

    /// <summary>The program is written so that each fails at another place.</summary>
    [Theory]
    [InlineData("no passphrase", "preview", "--json")]
    [InlineData("no project", "preview", "--json")]
    [InlineData("a mistake", "preview", "--json")]
    [InlineData("a mistake", "up", "--yes", "--json")]
    [InlineData("a refusal", "up", "--yes", "--json")]
    [InlineData("a refusal", "up", "--yes", "--skip-preview", "--json")]
    [InlineData("no answer", "up", "--json")]
    [InlineData("a lock", "destroy", "--yes", "--json")]
    public async Task Json_OfAFailure_TellsIt(string failure, params string[] arguments)
    {
        await using var command = await CommandHarness.StartAsync();
        if (failure != "no project")
            command.Write(failure == "a mistake" ? Program.Replace("groupId}", "grupId}", StringComparison.Ordinal) : Program);
        if (failure == "no passphrase")
            command.Environment["PULUMI_CONFIG_PASSPHRASE"] = "";
        if (failure == "a refusal")
            command.Fault("""{ "kind": "fail", "method": "create_group", "type": "limit_reached", "message": "too many" }""");
        if (failure == "a lock")
        {
            var locks = Path.Combine(command.ProjectFolder, ".pulumi", "locks", "organization", "shop", "dev");
            await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(locks).FullName, "x.json"), "{}");
        }

        var (code, output, _) = await command.RunAsync(arguments);
        Assert.Equal(1, code);
        var documents = JsonDocuments.Read(output);
        Assert.NotEmpty(documents);
        Assert.Contains(documents, TellsAnError);
    }

    private static bool TellsAnError(JsonNode document) =>
        (document["diagnostics"] as JsonArray ?? []).Any(d => (string?)d!["severity"] == "error")
        || (string?)document["diagnosticEvent"]?["severity"] == "error";
}
