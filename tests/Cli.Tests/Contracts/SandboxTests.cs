using System.Text.Json.Nodes;
using LocalEngine;
using TestSupport;

namespace Cli_Tests.Contracts;

/// <summary>What doctor --contract makes is removed whatever happens, and it makes nothing where there is something to lose.</summary>
public class SandboxTests
{
    public static TheoryData<string> Creates =>
        [
            "add_auto_access",
            "register_property",
            .. LongForms.Wanted
                ? ["create_agent", "create_bot", "create_group", "create_tag", "create_bot_template", "register_webhook"]
                : (string[])[],
        ];

    public static TheoryData<string> Cuts =>
        [
            """[{"skip":60}]""",
            """[{"method":"register_property","skip":6},{"method":"delete_license_properties"}]""",
            .. LongForms.Wanted
                ? ["""[{"skip":30}]""", """[{"skip":90}]""", """[{"method":"unregister_property"}]""", """[{"method":"delete_group"}]"""]
                : (string[])[],
        ];

    /// <summary>A create whose answer is lost has made something that nobody knows the id of.</summary>
    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Run_AnswerOfACreateIsLost_RemovesWhatWasMade(string method)
    {
        await using var license = await SandboxLicense.StartAsync(options: """{"readLagSeconds":60}""");
        license.Fault($$"""{"kind":"drop-answer","method":"{{method}}","count":1}""");
        var report = await license.RunAsync();
        Assert.NotNull(report.CutOff);
        Assert.Empty(report.Left);
        Assert.Equal(license.Before, license.Dump());
    }

    /// <summary>The line goes down after some calls, and stays down; the next run removes what this one could not.</summary>
    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Run_LineGoesDown_IsCleanedByTheNextRun(string cuts)
    {
        await using var license = await SandboxLicense.StartAsync([new("unregisteredValues", "kept")]);
        foreach (var cut in JsonNode.Parse(cuts)!.AsArray())
        {
            cut!["kind"] = "cut";
            cut["count"] = 100000;
            license.Fault(cut.ToJsonString());
        }

        var report = await license.RunAsync();
        Assert.NotEmpty(report.Left);
        Assert.NotEqual(license.Before, license.Dump());
        license.Emulator.Control("faults/clear");
        license.AssertFound(await license.RunAsync(), SandboxLicense.Untold);
    }

    /// <summary>A license may refuse to delete a value whose property it does not have.</summary>
    [Fact]
    public async Task Run_CutOffWhileAValueHasNoProperty_BringsThePropertyBackAndRemovesBoth()
    {
        await using var license = await SandboxLicense.StartAsync([new("unregisteredValues", "kept")]);
        license.Fault("""{"kind":"cut","method":"register_property","skip":6,"count":1}""");
        var report = await license.RunAsync();
        Assert.NotNull(report.CutOff);
        Assert.Empty(report.Left);
        Assert.Equal(license.Before, license.Dump());

        // Seven are of the probes, of which the last was cut.
        var before = license.Emulator.Log.Calls.Select(c => c.Method).TakeWhile(m => m != "delete_license_properties");
        Assert.Equal(8, before.Count(m => m == "register_property"));
    }

    [Fact]
    public async Task Run_CtrlC_RemovesWhatWasMade()
    {
        await using var license = await SandboxLicense.StartAsync();
        license.Fault("""{"kind":"hang","method":"create_group","skip":1,"count":1}""");
        using var stop = new CancellationTokenSource();
        var running = license.RunAsync(cancellationToken: stop.Token);
        await Within.EventuallyAsync(() => license.Emulator.Log.Counts.GetValueOrDefault("create_group") > 0 || running.IsCompleted);
        await Within.EventuallyAsync(() => license.Emulator.Log.Counts.ContainsKey("create_bot") || running.IsCompleted);
        await stop.CancelAsync();
        var report = await running.InTimeAsync();
        Assert.Equal("it was stopped", report.CutOff);
        Assert.Empty(report.Left);
        Assert.Equal(license.Before, license.Dump());
    }

    [Theory]
    [InlineData(
        """{"agents":[{"id":"o@example.com","name":"O","role":"owner"},{"id":"ann@example.com","name":"Ann"}]}""",
        "(agents: ann@example.com)"
    )]
    [InlineData("""{"groups":[{"id":7,"name":"Sales"}]}""", "(groups: Sales)")]
    [InlineData(
        """{"tags":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"},{"name":"e"},{"name":"f"}]}""",
        "(tags: a, b, c, d, e and 1 more)"
    )]
    [InlineData("""{"bots":[{"id":"b","name":"Bot","owner_client_id":"x"}]}""", "(bots: Bot)")]
    [InlineData(
        """{"auto_accesses":[{"id":"r1","access":{"groups":[0]},"conditions":{"url":{"values":[{"value":"/a"}]}},"next_id":""}]}""",
        "(rules: r1)"
    )]
    [InlineData(
        """{"properties":[{"owner_client_id":"emulator-client","name":"p","type":"int","access":{"license":{"agent":["read"]}}}]}""",
        "(properties: p)"
    )]
    [InlineData("""{"bot_templates":[{"id":"t","name":"T","owner_client_id":"emulator-client"}]}""", "(templates of bots: T)")]
    [InlineData(
        """
            {"webhooks":[{"id":"w","action":"tag_created","secret_key":"s","url":"https://example.com","type":"license",
              "owner_client_id":"emulator-client","description":"mine"}]}
            """,
        "(webhooks: mine)"
    )]
    public async Task Run_LicenseHoldsSomething_IsRefusedAndSaysWhat(string seed, string expected)
    {
        await using var license = await SandboxLicense.StartAsync();
        license.Emulator.Control("seed", (JsonObject)JsonNode.Parse(seed)!);
        var message = (await Assert.ThrowsAsync<EngineException>(() => license.RunAsync())).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.All(license.Emulator.Log.Counts.Keys, m => Assert.StartsWith("list_", m, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_LicenseCannotBeListed_IsRefused()
    {
        await using var license = await SandboxLicense.StartAsync();
        license.Fault("""{"kind":"fail","method":"list_tags","type":"authorization","count":10}""");
        var message = (await Assert.ThrowsAsync<EngineException>(() => license.RunAsync())).Message;
        Assert.Contains("it cannot be seen whether the license is empty", message, StringComparison.Ordinal);
        Assert.Contains("tags--all:ro", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WithoutSandboxOrBesideOthers_IsRefusedBeforeAnyCall()
    {
        await using var command = await CommandHarness.StartAsync();
        foreach (
            var (arguments, expected) in new (string[], string)[]
            {
                (["doctor", "--contract"], "say with --sandbox that the license is a throw-away one"),
                (["doctor", "--sandbox"], "--sandbox is for --contract"),
                (["doctor", "--contract", "--sandbox", "--json"], "leave out --json"),
            }
        )
        {
            var (code, _, errors) = await command.RunAsync(arguments);
            Assert.Equal(1, code);
            Assert.Contains(expected, errors, StringComparison.Ordinal);
        }

        Assert.Empty(command.Emulator.Log.Calls);
    }
}
