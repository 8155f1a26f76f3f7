using System.Text.Json.Nodes;
using LocalEngine.State;
using TestSupport;

namespace Cli_Tests;

/// <summary>livechat import: what it takes into the state, and the code that it prints, which changes nothing where it is used.</summary>
public class ImportTests
{
    private const string Seed = """
        { "groups": [ { "id": 7, "name": "Existing", "language_code": "pl" } ], "tags": [ { "name": "vip", "group_ids": [ 7 ] } ] }
        """;
    private static readonly PassphraseKeys Keys = CommandHarness.QuickKeys;
    private static readonly string Salt = PassphraseCrypter.Create("x", Keys).Salt;

    [Fact]
    public async Task Import_OneObject_IsProtectedAndItsCodeChangesNothing()
    {
        await using var command = await StartAsync();
        var output = await command.SucceedAsync("import", "livechat:Group", "support", "7", "--yes");
        Assert.Contains("1 imported", output, StringComparison.Ordinal);
        var kept = Resource(command, "support")!;
        Assert.Equal(("7", true), ((string?)kept["id"], (bool?)kept["protect"]));
        var code = Code(output);
        Assert.Contains("    options:\n      protect: true\n", code, StringComparison.Ordinal);
        await UseAsync(command, code);
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        Assert.Equal(1, (await command.RunAsync("destroy", "--yes")).Code);

        // A second import of the same object has nothing to do.
        Assert.DoesNotContain("imported\n", await command.SucceedAsync("import", "livechat:Group", "support", "7", "--yes"));
        Assert.Equal(0, command.Emulator.Log.Counts.GetValueOrDefault("update_group"));
    }

    /// <summary>Objects that name each other are references in the code; what the program has already is one as well.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_OfAFile_WritesReferences(bool both)
    {
        await using var command = await StartAsync();
        if (!both)
            await UseAsync(
                command,
                Code(await command.SucceedAsync("import", "livechat:Group", "support", "7", "--yes", "--protect=false"))
            );
        var file = Write(
            command,
            $$"""
            { "resources": [
              {{(both ? """{ "type": "livechat:index:Group", "name": "support", "id": "7" },""" : "")}}
              { "type": "livechat:index:Tag", "name": "t", "logicalName": "vip", "id": "vip" } ] }
            """
        );
        var out2 = Path.Combine(command.ProjectFolder, "code.yaml");
        await command.SucceedAsync("import", "--file", file, "--yes", "--protect=false", "--out", out2);
        var code = await File.ReadAllTextAsync(out2);
        Assert.Contains("${support.groupId}", code, StringComparison.Ordinal);
        Assert.DoesNotContain("options", code, StringComparison.Ordinal);
        await UseAsync(command, code);
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        await command.SucceedAsync("destroy", "--yes");
    }

    [Fact]
    public async Task Import_IntoAProgramInCSharp_WritesCSharp()
    {
        await using var command = await StartAsync();
        command.WriteListed("[]");
        var file = Write(
            command,
            """
            { "resources": [ { "type": "livechat:index:Tag", "name": "vip", "id": "vip" },
                             { "type": "livechat:index:Group", "name": "support", "id": "7" } ] }
            """
        );
        var code = Code(await command.SucceedAsync("import", "--file", file, "--yes"));
        Assert.StartsWith("var support = new LiveChat.Group(\"support\", new()", code, StringComparison.Ordinal);
        Assert.Contains("support.GroupId", code, StringComparison.Ordinal);
        Assert.Equal(2, code.Split(", new() { Protect = true });\n").Length - 1);
        Assert.Empty(CompiledCode.Faults(code));
        Assert.NotEmpty(CompiledCode.Faults(code.Replace("GroupIds", "GroupIdz", StringComparison.Ordinal)));
    }

    /// <summary>A failing id makes no state, with and without a preview.</summary>
    [Theory]
    [InlineData("--yes")]
    [InlineData("--skip-preview")]
    public async Task Import_OfNothing_IsRefusedAndLeavesNoResource(string option)
    {
        await using var command = await StartAsync();
        var (code, output, _) = await command.RunAsync("import", "livechat:Group", "nope", "99", option);
        Assert.Equal(1, code);
        Assert.Contains("resource '99' does not exist", output, StringComparison.Ordinal);
        Assert.DoesNotContain("type: livechat", output, StringComparison.Ordinal);
        Assert.Null(Resource(command, "nope"));
    }

    [Fact]
    public async Task Import_PreviewOnly_ChangesNothingAndPrintsNoCode()
    {
        await using var command = await StartAsync();
        var output = await command.SucceedAsync("import", "livechat:Group", "support", "7", "--preview-only");
        Assert.Contains("1 to import", output, StringComparison.Ordinal);
        Assert.DoesNotContain("type: livechat", output, StringComparison.Ordinal);
        Assert.False(File.Exists(command.StatePath));
    }

    [Fact]
    public async Task Import_UnderANameThatIsTaken_IsRefused()
    {
        await using var command = await StartAsync();
        await command.SucceedAsync("import", "livechat:Group", "support", "7", "--yes");
        var (code, output, _) = await command.RunAsync("import", "livechat:Group", "support", "0", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("already exists", output, StringComparison.Ordinal);
        Assert.Equal("7", (string?)Resource(command, "support")!["id"]);
    }

    [Theory]
    [InlineData("""{ "resources": [ { "type": "livechat:index:Tag", "name": "t" } ] }""", "the type, the name and the id")]
    [InlineData("""{ "resources": [ { "type": "Tag", "name": "t", "id": "vip" } ] }""", "'Tag' is no type")]
    [InlineData("""{ "resources": [ { "type": "a:b:C", "name": "t", "component": true } ] }""", "`pulumi import --file` takes it")]
    [InlineData(
        """
            { "nameTable": { "team": "urn:pulumi:dev::shop::a:b:C::team" },
              "resources": [ { "type": "livechat:Tag", "name": "t", "id": "vip", "parent": "tean" } ] }
            """,
        "did you mean 'team'?"
    )]
    [InlineData("""{ "resources": [] }""", "there are no resources in it")]
    [InlineData("[", "import.json: ")]
    [InlineData(
        """{ "resources": [ { "type": "livechat:Tag", "name": "t", "id": "vip" }, { "type": "livechat:Tag", "name": "t", "id": "x" } ] }""",
        "duplicate import 't'"
    )]
    public async Task Import_OfAFileWithAMistake_SaysWhere(string text, string error)
    {
        await using var command = await StartAsync();
        var (code, output, errors) = await command.RunAsync("import", "--file", Write(command, text), "--yes");
        Assert.Equal(1, code);
        Assert.Contains(error, output + errors, StringComparison.Ordinal);
        Assert.Null(Resource(command, "t"));
    }

    /// <summary>
    /// Every resource of a license that uses each once: all are imported into an empty stack, and the printed code is the program. Only
    /// what nobody can read and somebody has to fill in differs: the key of a webhook, and what is done with a changed template. Rules have
    /// one owner: the list of them, or resources of their own.
    /// </summary>
    [Theory]
    [InlineData("AutoAccess")]
    [InlineData("AutoAccessRules")]
    public async Task Import_OfEveryResource_ItsCodeChangesNothing(string leftOut)
    {
        await using var command = await StartAsync();
        var config =
            $"encryptionsalt: {Salt}\nconfig:\n  full-license-yaml:clientId: emulator-client\n  full-license-yaml:webhookKey: hush\n";
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"), config);
        File.Copy(
            Repo.Path("examples", "full-license-yaml", "Pulumi.yaml"),
            Path.Combine(command.ProjectFolder, "Pulumi.yaml"),
            overwrite: true
        );
        await command.SucceedAsync("config", "set", "--secret", "webhookKey", "hush-hush");
        await command.SucceedAsync("up", "--yes");
        var state = Path.Combine(command.ProjectFolder, ".pulumi", "stacks", "full-license-yaml", "dev.json");
        var resources = JsonNode.Parse(await File.ReadAllTextAsync(state))!["checkpoint"]!["latest"]!["resources"]!.AsArray();
        var imports = new JsonArray([
            .. resources
                .Where(r => ((string)r!["type"]!).StartsWith("livechat:", StringComparison.Ordinal))
                .Where(r => (string)r!["type"]! != "livechat:index:" + leftOut)
                .Select(r => new JsonObject
                {
                    ["type"] = (string)r!["type"]!,
                    ["name"] = ((string)r["urn"]!).Split("::")[^1],
                    ["id"] = (string)r["id"]!,
                }),
        ]);
        Directory.Delete(Path.Combine(command.ProjectFolder, ".pulumi"), recursive: true);
        var file = Write(command, new JsonObject { ["resources"] = imports }.ToJsonString());
        command.Write("  x: {}");
        var output = await command.SucceedAsync("import", "--file", file, "--yes", "--protect=false");
        Assert.Contains($"{imports.Count} imported", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", output, StringComparison.Ordinal);
        await UseAsync(command, Code(output));
        foreach (var line in output.Split('\n').Where(l => l.Contains("livechat config set", StringComparison.Ordinal)))
        {
            var words = line.Trim().Split(' ')[3..];
            await command.SucceedAsync([
                "config",
                "set",
                .. words.Select(w => w.Trim('\'').Replace("<value>", "hush-hush").Replace("<true|false>", "false")),
            ]);
        }

        var preview = await command.SucceedAsync("preview");
        Assert.All(
            preview.Split('\n').Where(l => l.Contains("livechat:index:", StringComparison.Ordinal)),
            l => Assert.True(l.Contains(":Webhook ", StringComparison.Ordinal) || l.Contains(":BotTemplate ", StringComparison.Ordinal), l)
        );
    }

    private static async Task<CommandHarness> StartAsync()
    {
        var command = await CommandHarness.StartAsync(Seed, keys: Keys);
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"), $"encryptionsalt: {Salt}\n");
        command.Write("  x: { type: \"livechat:Tag\", properties: { name: x } }");
        return command;
    }

    private static string Write(CommandHarness command, string text)
    {
        var path = Path.Combine(command.ProjectFolder, "import.json");
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The code among what a command printed.</summary>
    private static string Code(string output)
    {
        var lines = output.Split('\n').ToList();
        var first = lines.FindIndex(l => l is "config:" or "resources:" || l.StartsWith("var ", StringComparison.Ordinal));
        var last = lines.FindIndex(first, l => l.StartsWith("The code takes", StringComparison.Ordinal));
        return string.Join('\n', last < 0 ? lines[first..] : lines[first..last]).TrimEnd() + "\n";
    }

    /// <summary>Adds code in YAML to the program.</summary>
    private static async Task UseAsync(CommandHarness command, string code)
    {
        var path = Path.Combine(command.ProjectFolder, "Pulumi.yaml");
        var program = await File.ReadAllTextAsync(path);
        if (program.Contains("type: livechat:", StringComparison.Ordinal) && !code.Contains("config:", StringComparison.Ordinal))
            await File.WriteAllTextAsync(path, program + code["resources:\n".Length..]);
        else
            await File.WriteAllTextAsync(path, "name: shop\nruntime: yaml\n" + code);
    }

    private static JsonNode? Resource(CommandHarness command, string name) =>
        !File.Exists(command.StatePath)
            ? null
            : (
                JsonNode.Parse(File.ReadAllText(command.StatePath))!["checkpoint"]!["latest"]!["resources"] as JsonArray ?? []
            ).SingleOrDefault(r => ((string)r!["urn"]!).EndsWith("::" + name, StringComparison.Ordinal));
}
