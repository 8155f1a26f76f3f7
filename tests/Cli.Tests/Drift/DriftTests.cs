using System.Text.Json.Nodes;

namespace Cli_Tests;

/// <summary>livechat drift: its forms, former reports, rules, and what it does not touch.</summary>
public class DriftTests
{
    private const string Program = """
          support: { type: "livechat:Group", properties: { name: Support, languageCode: en } }
          ann:
            type: livechat:Agent
            properties: { email: ann@example.com, name: Ann, jobTitle: Support }
          vip: { type: "livechat:Tag", properties: { name: vip, groupIds: [ "${support.groupId}" ] } }
          hook:
            type: livechat:Webhook
            properties:
              action: incoming_chat
              url: https://example.com
              secretKey: very secret key
              type: license
              ownerClientId: emulator-client
          company: { type: "livechat:CompanyDetails", properties: { company: Example } }
        """;

    [Fact]
    public async Task Drift_LicenseIsAsTheStateSays_EndsWith0AndTellsWhatLiveChatHides()
    {
        await using var command = await AppliedAsync();
        var (code, output, _) = await command.RunAsync("drift");
        Assert.Equal(0, code);
        Assert.Contains("No drift", output, StringComparison.Ordinal);
        Assert.Contains("CompanyDetails 'company': company", output, StringComparison.Ordinal);
        Assert.Contains(": secretKey", output, StringComparison.Ordinal);
        Assert.DoesNotContain("very secret key", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_EachClass_IsShownAndChangesNothing()
    {
        await using var command = await EditedAsync();
        var (before, license, home) = (await File.ReadAllTextAsync(command.StatePath), command.Dump().ToJsonString(), Files(command));
        var (code, output, _) = await command.RunAsync("drift");
        Assert.Equal(2, code);
        Assert.Contains("Agent 'ann' (ann@example.com) jobTitle: \"Support\" => \"Boss\"", output, StringComparison.Ordinal);
        Assert.Contains("Missing:\n  Tag 'vip'", output, StringComparison.Ordinal);
        Assert.Contains("Duplicates:\n  Group 'Support' (900)", output, StringComparison.Ordinal);
        Assert.Contains("pulumi import livechat:index:Agent bob 'bob@example.com'", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Owner", output, StringComparison.Ordinal);
        Assert.DoesNotContain("General", output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(command.StatePath));
        Assert.Equal(license, command.Dump().ToJsonString());
        Assert.Equal(home, Files(command));
    }

    [Fact]
    public async Task Drift_SinceAFormerReport_CountsWhatIsNew()
    {
        await using var command = await EditedAsync();
        var former = Path.Combine(command.ProjectFolder, "former.json");
        Assert.Equal(2, (await command.RunAsync("drift", "--format", "json", "--out", former)).Code);
        var (code, output, _) = await command.RunAsync("drift", "--since", former);
        Assert.Equal(0, code);
        Assert.Contains("4 known from the former report", output, StringComparison.Ordinal);
        Change(command, "agents", a => a["id"]!.ToString() == "ann@example.com", a => a["job_title"] = "Chief");
        (code, output, _) = await command.RunAsync("drift", "--since", former);
        Assert.Equal(2, code);
        Assert.Contains("\"Chief\"", output, StringComparison.Ordinal);
        Assert.Contains(
            "Back in order since the former report:\n  Agent 'ann' (ann@example.com) jobTitle: \"Support\" => \"Boss\"",
            output,
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(former, "{}");
        (code, _, var errors) = await command.RunAsync("drift", "--since", former);
        Assert.Equal(1, code);
        Assert.Contains("former.json is no report", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_Rules_LeaveOutWithReasonAndEnd()
    {
        await using var command = await EditedAsync();
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, "livechat.drift.yaml"),
            """
            ignore:
              - { type: Agent, name: ann, property: jobTitle, reason: HR does that, until: 2999-12-31 }
              - { class: missing, type: "livechat:index:Tag", reason: on holiday, until: 2999-12-31 }
              - { class: unmanaged, id: "*@example.com", reason: temps, until: 2999-12-31 }
              - { class: duplicate, reason: long over, until: 2020-01-31 }
              - { name: nobody, reason: not needed, until: 2999-12-31 }
            """
        );
        var (code, output, _) = await command.RunAsync("drift");
        Assert.Equal(2, code);
        Assert.Contains("1 difference: 1 duplicate.", output, StringComparison.Ordinal);
        Assert.Contains("(HR does that; until 2999-12-31)", output, StringComparison.Ordinal);
        Assert.Contains("livechat.drift.yaml:5: the rule \"long over\" ended on 2020-01-31", output, StringComparison.Ordinal);
        Assert.Contains("livechat.drift.yaml:6: the rule \"not needed\" has nothing to leave out", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ignore: { a: b }", "livechat.drift.yaml:1:9: ignore must be a list of rules")]
    [InlineData("ignore: [ { type: Tag, until: 2999-01-01 } ]", "a rule must have a reason")]
    [InlineData("ignore: [ { type: Tag, reason: x } ]", "a rule must have an end")]
    [InlineData("ignore: [ { reason: x, until: 2999-01-01 } ]", "a rule must say what it is about")]
    [InlineData("ignore: [ { class: gone, reason: x, until: 2999-01-01 } ]", "'gone' is no class of drift")]
    [InlineData("ignore: [ { typ: Tag, reason: x, until: 2999-01-01 } ]", "'typ' of a rule is no key of a rule")]
    public async Task Drift_RulesAreMalformed_AsksNothing(string rules, string expected)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program);
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, "livechat.drift.yaml"), rules);
        var (code, _, errors) = await command.RunAsync("drift");
        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Empty(command.Emulator.Log.Calls);
    }

    /// <summary>A comment has a bound, and a name of the license is no Markdown of ours.</summary>
    [Fact]
    public async Task Drift_AsMarkdown_FitsACommentAndEscapesNames()
    {
        await using var command = await AppliedAsync();
        var license = command.Dump();
        for (var i = 0; i < 900; i++)
            license["tags"]!
                .AsArray()
                .Add(new JsonObject { ["name"] = $"t{i} <img src=x> @everyone | `x`", ["group_ids"] = new JsonArray() });
        command.Emulator.Control("seed", license);
        var (code, output, _) = await command.RunAsync("drift", "--format", "markdown");
        Assert.Equal(2, code);
        Assert.True(output.Length < 65_000, $"{output.Length} characters");
        Assert.Contains("more are in the JSON or HTML report", output, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", output, StringComparison.Ordinal);
        Assert.DoesNotContain("@everyone", output, StringComparison.Ordinal);
        Assert.Contains("<details><summary>Not shown by LiveChat", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_WithAPlan_SaysWhatUpWouldDo()
    {
        await using var command = await EditedAsync();
        var (code, output, _) = await command.RunAsync("drift", "--plan");
        Assert.Equal(2, code);
        Assert.Contains("What up --refresh would do:", output, StringComparison.Ordinal);
        Assert.Contains("create Tag 'vip'", output, StringComparison.Ordinal);
        Assert.Contains("jobTitle: \"Boss\" => \"Support\"", output, StringComparison.Ordinal);
        Assert.DoesNotContain("bob@example.com", output[output.IndexOf("What up", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    /// <summary>What cannot be read is an error, and no good news.</summary>
    [Fact]
    public async Task Drift_ACollectionCannotBeListed_EndsWith1AndShowsTheRest()
    {
        await using var command = await EditedAsync();
        command.Fault("""{"kind":"fail","method":"list_bots","type":"authorization","message":"Missing scopes","count":100}""");
        var (code, output, _) = await command.RunAsync("drift");
        Assert.Equal(1, code);
        Assert.Contains("Errors:\n  Bot: what the license has could not be listed", output, StringComparison.Ordinal);
        Assert.Contains("\"Boss\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_NoState_IsAnError()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program);
        var (code, _, errors) = await command.RunAsync("drift");
        Assert.Equal(1, code);
        Assert.Contains("no stack named 'dev' found", errors, StringComparison.Ordinal);
    }

    /// <summary>After a destroy the state has no provider; the configuration leads to the license.</summary>
    [Fact]
    public async Task Drift_EmptyStack_ShowsAllAsUnmanaged()
    {
        await using var command = await AppliedAsync();
        await command.SucceedAsync("destroy", "--yes");
        Change(command, "agents", _ => true, _ => { });
        var license = command.Dump();
        license["tags"]!.AsArray().Add(new JsonObject { ["name"] = "left", ["group_ids"] = new JsonArray() });
        command.Emulator.Control("seed", license);
        var (code, output, errors) = await command.RunAsync("drift");
        Assert.True(code == 2, output + errors);
        Assert.Contains("pulumi import livechat:index:Tag left 'left'", output, StringComparison.Ordinal);
        Assert.Contains("Webhook: LiveChat lists these by client id, and none is known", output, StringComparison.Ordinal);
    }

    private static async Task<CommandHarness> AppliedAsync()
    {
        var command = await CommandHarness.StartAsync();
        command.Write(Program);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        await command.SucceedAsync("refresh", "--yes", "--skip-preview");
        return command;
    }

    /// <summary>One finding of each of four classes.</summary>
    internal static async Task<CommandHarness> EditedAsync()
    {
        var command = await AppliedAsync();
        var license = command.Dump();
        var agents = license["agents"]!.AsArray();
        agents.First(a => (string)a!["id"]! == "ann@example.com")!["job_title"] = "Boss";
        agents.Add(new JsonObject { ["id"] = "bob@example.com", ["name"] = "Bob" });
        license["tags"] = new JsonArray();
        license["groups"]!.AsArray().Add(new JsonObject { ["id"] = 900, ["name"] = "Support" });
        command.Emulator.Control("seed", license);
        return command;
    }

    private static void Change(CommandHarness command, string collection, Func<JsonNode, bool> which, Action<JsonNode> change)
    {
        var license = command.Dump();
        foreach (var o in license[collection]!.AsArray().Where(o => which(o!)))
            change(o!);
        command.Emulator.Control("seed", license);
    }

    private static string Files(CommandHarness command) =>
        string.Join(
            '\n',
            Directory.GetFiles(Path.GetDirectoryName(command.StatePath)!, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        );
}
