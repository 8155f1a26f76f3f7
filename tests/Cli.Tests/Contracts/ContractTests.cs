using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Contracts;
using LiveChatPulumi.Emulator;
using LocalEngine;
using TestSupport;

namespace Cli_Tests.Contracts;

/// <summary>livechat doctor --contract: what it finds is what the license does, and the license is as it was.</summary>
public class ContractTests
{
    private const string OneTooMany = """{"kind":"fail","method":"list_bots","type":"too_many_requests","count":1}""";

    /// <summary>All first values, and a mixture in which errors have their last one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ValuesOfEachSwitch_AreFound(bool isMixed)
    {
        // Without a lag, a license that refuses early values accepts all.
        var switches = EmulatorOptions.Switches.Select(
            (s, i) =>
                KeyValuePair.Create(
                    s.Key,
                    s.Key == "earlyPropertyValue" || !isMixed ? s.Value[0]
                        : s.Value.Length > 2 ? s.Value[^1]
                        : s.Value[i % 2]
                )
        );
        await using var license = await SandboxLicense.StartAsync(switches);
        license.Fault(OneTooMany);
        license.AssertFound(await license.RunAsync(), SandboxLicense.Untold.Except(["retryAfter"]));
    }

    /// <summary>Second values. Reads that show the past, and references that are too new, change nothing of what is found.</summary>
    [Fact]
    public async Task Run_LicenseLags_FindsTheSame()
    {
        // Priorities are replaced: a read of the past would look as if they were merged.
        var switches = EmulatorOptions.Switches.Select(s => KeyValuePair.Create(s.Key, s.Value[s.Key == "updateGroupPriorities" ? 0 : 1]));
        await using var license = await SandboxLicense.StartAsync(switches, """{"readLagSeconds":90,"referenceLagSeconds":60}""");
        license.Fault(OneTooMany);
        license.AssertFound(await license.RunAsync(), SandboxLicense.Untold.Except(["retryAfter"]));
        Assert.Equal("refused", license.Emulator.Options["earlyPropertyValue"]);
    }

    [Theory]
    [InlineData("denied")]
    [InlineData("allowed")]
    public async Task Run_WithAPersonalAccessToken_KnowsWhatItMay(string value)
    {
        await using var license = await SandboxLicense.StartAsync([new("privateValuesWithPat", value)]);
        string[] untold = value == "denied" ? ["earlyPropertyValue", "unregisteredValues"] : [];
        license.AssertFound(
            await license.RunAsync(isPersonal: true),
            SandboxLicense.Untold.Except(["privateValuesWithPat"]).Concat(untold)
        );
    }

    /// <summary>What cannot be told says why, and the others are told.</summary>
    [Fact]
    public async Task Run_WithoutAClientIdAndARight_SaysWhatIsMissing()
    {
        await using var license = await SandboxLicense.StartAsync();
        license.Fault("""{"kind":"fail","method":"create_agent","type":"authorization","count":100}""");
        var report = await license.RunAsync(owner: null);
        Assert.Null(report.CutOff);
        Assert.Equal(license.Before, license.Dump());
        var reasons = report.Findings.Where(f => f.Value is null).ToDictionary(f => f.Name, f => f.Text);
        Assert.Contains("set livechat:ownerClientId", reasons["webhookUrls"], StringComparison.Ordinal);
        Assert.Contains("accounts--all:rc", reasons["newAgentGroups"], StringComparison.Ordinal);
        Assert.Contains("only customers", reasons["newBots"], StringComparison.Ordinal);
        Assert.Equal("sent", report.Findings.Single(f => f.Name == "setOrder").Value);
    }

    /// <summary>Each value alone, beside the first ones of all others.</summary>
    [Fact]
    public async Task Run_EachValueAlone_IsFound()
    {
        if (!LongForms.Wanted)
            return;
        foreach (var (name, values) in EmulatorOptions.Switches)
        {
            foreach (var value in values.Skip(1).Where(_ => name != "earlyPropertyValue"))
            {
                await using var license = await SandboxLicense.StartAsync([new(name, value)]);
                license.AssertFound(await license.RunAsync(), SandboxLicense.Untold);
            }
        }
    }

    [Fact]
    public async Task Command_OnASandbox_WritesAFileThatTheEmulatorTakes()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Environment["LIVECHAT_OWNER_CLIENT_ID"] = "emulator-client";
        command.Emulator.Options["missingGroup"] = "not_found";
        command.Emulator.Options["errorStatus"] = "always200";
        var file = Path.Combine(command.ProjectFolder, "contract.json");
        var output = await command.SucceedAsync("doctor", "--contract", "--sandbox", "--out", file);
        Assert.Contains("missingGroup             not_found        get_group of a group", output, StringComparison.Ordinal);
        Assert.Contains("foreignOwner             unknown          a probe needs", output, StringComparison.Ordinal);
        Assert.Contains($"livechat emulate --as {file}", output, StringComparison.Ordinal);

        var options = new EmulatorOptions();
        ContractFile.Apply(file, options);
        Assert.Equal(("not_found", "always200"), (options["missingGroup"], options["errorStatus"]));
        await command.SucceedAsync("emulate", "--as", file, "--stop-after", "0.01");
        var json = (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        Assert.True(json["unknown"]!.AsObject().ContainsKey("publishAgain"));
        json["switches"]!["missingGroup"] = "gone";
        await File.WriteAllTextAsync(file, json.ToJsonString());
        var (code, _, errors) = await command.RunAsync("emulate", "--as", file);
        Assert.Equal(1, code);
        Assert.Contains(
            "contract.json: The switch 'missingGroup' takes group_not_found or not_found, not 'gone'",
            errors,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{}", "must be a file of livechat doctor --contract")]
    [InlineData("""{"version":2,"switches":{}}""", "must be a file of livechat doctor --contract")]
    [InlineData("""{"version":1,"switches":{"nothing":"x"}}""", "There is no switch 'nothing'")]
    [InlineData("""{"version":1,"switches":{"noPayload":1}}""", "takes object or empty")]
    [InlineData("[", "is not JSON")]
    public void Apply_NoContract_IsRefused(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("c.json"), text);
        var message = Assert.Throws<EngineException>(() => ContractFile.Apply(folder.File("c.json"), new EmulatorOptions())).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("c.json", message, StringComparison.Ordinal);
    }
}
