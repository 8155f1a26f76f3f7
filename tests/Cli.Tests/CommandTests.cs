using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests;

public class CommandTests
{
    private const string Team = """
          support:
            type: livechat:Group
            properties: { name: Support, languageCode: pl }
          ann:
            type: livechat:Agent
            properties:
              email: ann@example.com
              name: Ann
              groups: [ { groupId: "${support.groupId}", priority: first } ]
          vip:
            type: livechat:Tag
            properties: { name: vip, groupIds: [ 0, "${support.groupId}" ] }
        """;

    [Fact]
    public async Task WholeLife_PreviewUpNoOpDriftRepairDestroy_LeavesTheLicenseAsItWas()
    {
        await using var command = await CommandHarness.StartAsync(asProcess: true);
        command.Write(Team, "outputs:\n  id: ${support.groupId}");
        var before = Objects(command);
        Assert.Contains("+  4 to create", await command.SucceedAsync("preview"), StringComparison.Ordinal);
        Assert.Equal(before, Objects(command));
        var up = await command.SucceedAsync("up", "--yes");
        Assert.Contains("+  4 created", up, StringComparison.Ordinal);
        Assert.Contains("id: 1", up, StringComparison.Ordinal);
        command.Emulator.Log.Clear();
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        Assert.DoesNotContain(
            command.Emulator.Log.Counts.Keys,
            m => !m.StartsWith("get_", StringComparison.Ordinal) && !m.StartsWith("list_", StringComparison.Ordinal)
        );
        var dump = command.Dump();
        dump["agents"]!.AsArray().First(a => (string)a!["id"]! == "ann@example.com")!["job_title"] = "Somebody else's idea";
        dump["groups"]!.AsArray().First(g => (int)g!["id"]! == 1)!["name"] = "Renamed by hand";
        command.Emulator.Control("seed", dump);
        var refresh = await command.SucceedAsync("refresh", "--yes");
        Assert.Contains("~ name: \"Support\" => \"Renamed by hand\"", refresh, StringComparison.Ordinal);
        Assert.Contains("~ name: \"Renamed by hand\" => \"Support\"", await command.SucceedAsync("up", "--yes"), StringComparison.Ordinal);
        await command.SucceedAsync("destroy", "--yes");
        Assert.Equal(before, Objects(command));
    }

    /// <summary>A mistake in the program is not an empty program: it must not delete what the stack has.</summary>
    [Theory]
    [InlineData("resources: 5", "Pulumi.yaml:3:12: resources must be a mapping")]
    [InlineData("resources:", "resources must be a mapping")]
    [InlineData("resources: [ vip ]", "Pulumi.yaml:3:12: resources must be a mapping")]
    [InlineData("resources:\nvip:\n  type: livechat:Tag\n  properties: { name: vip }", "resources must be a mapping")]
    [InlineData("variables: 5\nresources:\n  vip: { type: \"livechat:Tag\", properties: { name: vip } }", "variables must be a mapping")]
    [InlineData(
        "variables: { vip: x }\nresources:\n  vip: { type: \"livechat:Tag\", properties: { name: vip } }",
        "vip is the name of a variable and of a resource"
    )]
    [InlineData(
        "resources:\n  vip: { type: \"livechat:Tag\", properties: { name: vip }, options: { protect: yes } }",
        "protect must be true or false, and is 'yes'"
    )]
    [InlineData(
        "resources:\n  vip: { type: \"livechat:Tag\", properties: { name: vip }, options: { deleteBeforeReplace: \"${x}\" } }",
        "deleteBeforeReplace must be true or false, and is '${x}'"
    )]
    public async Task Up_ProgramHasAMistake_IsRefusedAndNothingIsDeleted(string program, string error)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("  vip: { type: \"livechat:Tag\", properties: { name: vip } }");
        await command.SucceedAsync("up", "--yes");
        var before = Objects(command);
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, "Pulumi.yaml"), $"name: shop\nruntime: yaml\n{program}\n");
        var (code, output, errors) = await command.RunAsync("up", "--yes", "--skip-preview");
        Assert.Equal(1, code);
        Assert.Contains(error, output + errors, StringComparison.Ordinal);
        Assert.Equal(before, Objects(command));
    }

    [Theory]
    [InlineData("protect: True")]
    [InlineData("protect: TRUE")]
    [InlineData("protect: true")]
    [InlineData("protect: \"${keep}\"")]
    public async Task Destroy_Protected_InWhateverWordsOfYaml_IsRefused(string option)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(
            $"  vip: {{ type: \"livechat:Tag\", properties: {{ name: vip }}, options: {{ {option} }} }}",
            "config:\n  keep: { type: boolean, default: true }"
        );
        await command.SucceedAsync("up", "--yes");
        var before = Objects(command);
        var (code, _, _) = await command.RunAsync("destroy", "--yes", "--skip-preview");
        Assert.Equal((1, before), (code, Objects(command)));
    }

    [Theory]
    [InlineData("support-team-yaml", "greeting: \"The default group is called General.\"")]
    [InlineData("bot-yaml", "secret: [secret]")]
    public async Task ExampleInYaml_UpTwiceRefreshDestroy_ChangesOnlyOnce(string example, string output)
    {
        await using var command = await CommandHarness.StartAsync();
        foreach (var file in Directory.EnumerateFiles(Repo.Path("examples", example)))
            File.Copy(
                file,
                Path.Combine(command.ProjectFolder, Path.GetFileName(file).Replace(".staging.", ".dev.", StringComparison.Ordinal)),
                overwrite: true
            );
        var before = Objects(command);
        Assert.Contains(output, await command.SucceedAsync("up", "--yes"), StringComparison.Ordinal);
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
        await command.SucceedAsync("refresh", "--yes", "--skip-preview", "--expect-no-changes");
        await command.SucceedAsync("destroy", "--yes", "--skip-preview");
        Assert.Equal(before, Objects(command));
    }

    [Fact]
    public async Task ExampleInCSharp_UpTwiceThenChangeAndReplaceThenDestroy_EndsAsItBegan()
    {
        await using var command = await CommandHarness.StartAsync();
        var binary = Repo.Path("examples", "support-team", "bin", Repo.Configuration, "net10.0", "SupportTeam.dll");
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, "Pulumi.yaml"),
            $"name: support-team\nruntime:\n  name: dotnet\n  options: {{ binary: {binary} }}\n"
        );
        var stack = Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml");
        File.Copy(Repo.Path("examples", "support-team", "Pulumi.production.yaml"), stack, overwrite: true);
        var before = Objects(command);
        Assert.Contains("+  20 created", await command.SucceedAsync("up", "--yes"), StringComparison.Ordinal);
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
        await command.SucceedAsync("config", "set", "vipTag", "gold");
        await command.SucceedAsync("config", "set", "maxChats", "4");
        var changed = await command.SucceedAsync("up", "--yes", "--skip-preview");
        Assert.Contains("~  12 updated", changed, StringComparison.Ordinal);
        Assert.Contains("+- 1 replaced", changed, StringComparison.Ordinal);
        await command.SucceedAsync("destroy", "--yes", "--skip-preview");
        Assert.Equal(before, Objects(command));
    }

    [Fact]
    public async Task Export_ThenImportElsewhere_PreviewsWithoutAChangeAndKeepsNoSecretInClear()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team.Replace("name: Ann", "name: { \"fn::secret\": Ann Secret }", StringComparison.Ordinal));
        var up = await command.SucceedAsync("up", "--yes", "--skip-preview");
        Assert.DoesNotContain("Ann Secret", up, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann Secret", await File.ReadAllTextAsync(command.StatePath), StringComparison.Ordinal);
        var export = await command.SucceedAsync("stack", "export");
        Assert.DoesNotContain("Ann Secret", export, StringComparison.Ordinal);
        Assert.Equal(3, (int)JsonNode.Parse(export)!["version"]!);
        Assert.Contains("Ann Secret", await command.SucceedAsync("stack", "export", "--show-secrets"), StringComparison.Ordinal);
        var file = Path.Combine(command.ProjectFolder, "export.json");
        await File.WriteAllTextAsync(file, export);
        File.Delete(command.StatePath);
        await command.SucceedAsync("stack", "import", "--file", file);
        await command.SucceedAsync("preview", "--expect-no-changes");
    }

    [Fact]
    public async Task Preview_Json_HasStepsAndSummary()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team);
        var json = JsonNode.Parse(await command.SucceedAsync("preview", "--json"))!;
        Assert.Equal(4, (int)json["changeSummary"]!["create"]!);
        Assert.Contains(
            json["steps"]!.AsArray(),
            s => (string)s!["op"]! == "create" && (string)s["urn"]! == "urn:pulumi:dev::shop::livechat:index:Group::support"
        );
    }

    [Fact]
    public async Task Preview_ExpectNoChanges_EndsWithSeven()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team);
        Assert.Equal(7, (await command.RunAsync("preview", "--expect-no-changes")).Code);
    }

    [Fact]
    public async Task Up_WithoutYesAndWithoutTerminal_ChangesNothing()
    {
        await using var command = await CommandHarness.StartAsync(asProcess: true);
        command.Write(Team);
        var (code, _, errors) = await command.RunAsync("up");
        Assert.Equal(1, code);
        Assert.Contains("--yes", errors, StringComparison.Ordinal);
        Assert.Empty(command.Emulator.Log.Calls);
    }

    [Fact]
    public async Task Config_SetSecretThenGet_IsEncryptedInTheFile()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team);
        await command.SucceedAsync("config", "set", "--secret", "livechat:accessToken", "hush hush");
        await command.SucceedAsync("config", "set", "plain", "value");
        Assert.Equal("hush hush\n", await command.SucceedAsync("config", "get", "livechat:accessToken"));
        Assert.Equal("value\n", await command.SucceedAsync("config", "get", "plain"));
        var text = await File.ReadAllTextAsync(Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"));
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
        Assert.Contains("secure: v1:", text, StringComparison.Ordinal);
        Assert.Contains("shop:plain: value", text, StringComparison.Ordinal);
    }

    /// <summary>A secret on a command line is in the shell's history; one from a pipe is not.</summary>
    [Theory]
    [InlineData("hush hush\n", "hush hush")]
    [InlineData("hush", "hush")]
    [InlineData("two\nlines\r\n", "two\nlines")]
    public async Task Config_SetWithoutAValue_TakesWhatIsPipedIn(string piped, string value)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team);
        var set = await command.RunWithInputAsync(piped, "config", "set", "--secret", "livechat:accessToken");
        Assert.Equal((0, "", ""), set);
        Assert.Equal(value + "\n", await command.SucceedAsync("config", "get", "livechat:accessToken"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task Config_SetWithoutAnyValue_SaysHowToGiveOne(string piped)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team);
        var (code, _, errors) = await command.RunWithInputAsync(piped, "config", "set", "livechat:accessToken");
        Assert.Equal(1, code);
        Assert.Contains("pipe it in", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_Protected_RefusesToDeleteAndNamesTheWay()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(
            Team.Replace(
                "properties: { name: Support, languageCode: pl }",
                "properties: { name: Support, languageCode: pl }\n    options: { protect: true }",
                StringComparison.Ordinal
            )
        );
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        var (code, output, _) = await command.RunAsync("destroy", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("cannot be deleted because it is protected", output, StringComparison.Ordinal);
        Assert.Equal(2, command.Dump()["groups"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("dal:wrong", "  g:\n    type: livechat:Group\n    properties: { name: G }", "livechat:accessToken")]
    [InlineData(null, "  g:\n    type: livechat:Group\n    properties: { nmae: G }", "did you mean 'name'?")]
    [InlineData(
        null,
        "  a:\n    type: livechat:Agent\n    properties: { email: a@b.c, name: A, groups: [ { groupId: 0, priority: best } ] }",
        "livechat:index:Agent resource 'a' has a problem: property groups[0].priority " + "must be one of: first, normal, last, supervisor"
    )]
    [InlineData(
        null,
        "  a:\n    type: livechat:Agent\n    properties: { email: a@b.c, name: A, groups: [ { groupId: 77, priority: first } ] }",
        "property groups[0].groupId names a group that the license does not have. It has: 0 (General)"
    )]
    [InlineData(null, "  a:\n    type: livechat:Agnet\n    properties: { email: a@b.c }", "There is no resource livechat:index:Agnet")]
    [InlineData(
        null,
        "  a:\n    type: livechat:Group\n    properties: { name: \"${nothing.id}\" }",
        "Pulumi.yaml:7:25: 'nothing' is no resource, variable or configuration of this program"
    )]
    [InlineData(
        null,
        "  a:\n    type: livechat:Group\n    properties: { name: \"${b.name}\" }\n"
            + "  b:\n    type: livechat:Group\n    properties: { name: \"${a.name}\" }",
        "circular references: a -> b -> a"
    )]
    [InlineData(null, "  a:\n    type: nosuch:index:Thing", "There is no plugin for 'nosuch'")]
    [InlineData(null, "  a:\n    type: livechat:Group\n    options: { hooks: {} }", "is no option that this engine knows")]
    public async Task Up_BadInput_NamesItAndLosesNothing(string? token, string resources, string message)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Token = token ?? command.Token;
        var before = Objects(command);
        command.Write(resources);
        var (code, output, errors) = await command.RunAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains(message, output + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("dal:wrong", output + errors, StringComparison.Ordinal);
        Assert.Equal(before, Objects(command));
    }

    [Fact]
    public async Task Up_OneOfManyFails_WhatWasDoneIsKeptAndTheNextUpGoesOn()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team);
        command.Fault("""{"kind":"fail","method":"create_agent","type":"limit_reached"}""");
        var (code, output, _) = await command.RunAsync("up", "--yes", "--skip-preview");
        Assert.Equal(1, code);
        Assert.Contains("limit_reached", output, StringComparison.Ordinal);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
        Assert.Equal(2, command.Dump()["groups"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("{ \"version\": 3, \"checkpoint\": {", "The state cannot be read")]
    [InlineData("{ \"version\": 7 }", "version 7")]
    [InlineData("""{"version":3,"checkpoint":{"latest":{"manifest":{"magic":"bad","version":"v3"}}}}""", "magic")]
    [InlineData(
        """{"version":3,"checkpoint":{"latest":{"resources":["""
            + """{"urn":"urn:pulumi:dev::shop::t:t:T::a","type":"t:t:T","parent":"urn:pulumi:dev::shop::t:t:T::none"}]}}}""",
        "refers to"
    )]
    public async Task Up_StateIsCorrupt_SaysSoAndLeavesTheFileAlone(string state, string message)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team);
        Directory.CreateDirectory(Path.GetDirectoryName(command.StatePath)!);
        await File.WriteAllTextAsync(command.StatePath, state);
        var (code, output, errors) = await command.RunAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains(message, output + errors, StringComparison.Ordinal);
        Assert.Equal(state, await File.ReadAllTextAsync(command.StatePath));
        Assert.Empty(command.Emulator.Log.Calls);
    }

    [Fact]
    public async Task Up_WrongPassphrase_SaysSo()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        command.Environment["PULUMI_CONFIG_PASSPHRASE"] = "y";
        Assert.Contains("incorrect passphrase", (await command.RunAsync("up", "--yes")).Errors, StringComparison.Ordinal);
        command.Environment["PULUMI_CONFIG_PASSPHRASE"] = "";
        Assert.Contains("PULUMI_CONFIG_PASSPHRASE", (await command.RunAsync("up", "--yes")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_PluginWritesNoPort_IsExplained()
    {
        await using var command = await CommandHarness.StartAsync(asProcess: true);
        var folder = Directory.CreateDirectory(Path.Combine(command.ProjectFolder, "bad")).FullName;
        var script = Path.Combine(folder, "pulumi-resource-livechat");
        await File.WriteAllTextAsync(script, "#!/bin/sh\necho hello\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        command.Write(Team, "plugins:\n  providers:\n    - { name: livechat, path: ./bad }");
        var (code, output, _) = await command.RunAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("did not write a port to stdout, but 'hello'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_CtrlC_AwaitsWhatIsUnderWayAndKeepsIt()
    {
        await using var command = await CommandHarness.StartAsync(keys: new());
        command.Write(Team);
        command.Fault("""{"kind":"hold","method":"create_group","holdMilliseconds":1500}""");
        using var process = command.Start("up", "--yes", "--skip-preview");
        var reading = process.ReadToEndAsync();
        await Within.EventuallyAsync(() => command.Emulator.Log.Counts.GetValueOrDefault("create_group") > 0);
        using (
            var kill = System.Diagnostics.Process.Start(
                "kill",
                ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]
            )
        )
            await kill.ExitInTimeAsync();
        var (output, errors) = await reading;
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("update canceled", output + errors, StringComparison.Ordinal);
        Assert.Contains("livechat:index:Group::support", await File.ReadAllTextAsync(command.StatePath), StringComparison.Ordinal);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        Assert.Equal(2, command.Dump()["groups"]!.AsArray().Count);
    }

    [Fact]
    public async Task Up_AnotherProcessHoldsTheStack_IsRefused()
    {
        await using var command = await CommandHarness.StartAsync(keys: new());
        command.Write(Team);
        command.Fault("""{"kind":"hold","method":"create_group","holdMilliseconds":120000}""");
        using var first = command.Start("up", "--yes", "--skip-preview");
        await Within.EventuallyAsync(() => command.Emulator.Log.Counts.GetValueOrDefault("create_group") > 0);
        Assert.Contains("being changed by another process", (await command.RunAsync("up", "--yes")).Errors, StringComparison.Ordinal);
        Assert.False(first.HasExited);
        first.Kill(entireProcessTree: true);
        await first.ExitInTimeAsync();
    }

    private static string Objects(CommandHarness command)
    {
        var dump = command.Dump();
        dump.Remove("next_group_id");
        return dump.ToJsonString();
    }
}
