using System.Security.Cryptography;
using System.Text;
using PluginProtocol.Files;
using TestSupport;

namespace Cli_Tests;

/// <summary>Bounds of deletes, and one run at a time, through the whole command.</summary>
public class SafeHandsTests
{
    private const string Tags = """
          a: { type: "livechat:Tag", properties: { name: a } }
          b: { type: "livechat:Tag", properties: { name: b } }
          c: { type: "livechat:Tag", properties: { name: c } }
          d: { type: "livechat:Tag", properties: { name: d } }
        """;

    private const string Impatient = """
          a: { type: "livechat:Tag", properties: { name: a }, options: { customTimeouts: { create: 1s } } }
        """;

    [Fact]
    public async Task Up_MoreDeletesThanAllowed_StopsAndTheNextRunGoesOn()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tags);
        await command.SucceedAsync("up", "--yes");
        command.Environment["LIVECHAT_MAX_DELETES"] = "1";
        command.Write(
            """  a: { type: "livechat:Tag", properties: { name: a } }"""
                + "\n"
                + """  b: { type: "livechat:Tag", properties: { name: b } }"""
        );

        // The preview says so before anything is deleted.
        Assert.Equal(1, (await command.RunAsync("up", "--yes")).Code);
        Assert.Equal(4, command.Dump()["tags"]!.AsArray().Count);
        var (code, output, _) = await command.RunAsync("up", "--skip-preview");
        Assert.Equal(1, code);
        Assert.Contains("livechat:maxDeletes (LIVECHAT_MAX_DELETES) allows no more than 1 deletes", output, StringComparison.Ordinal);
        Assert.Contains("livechat:index:Tag", output, StringComparison.Ordinal);
        Assert.Equal(3, command.Dump()["tags"]!.AsArray().Count);
        Assert.Equal(1, command.Emulator.Log.Counts["delete_tag"]);
        await command.SucceedAsync("up", "--yes");
        Assert.Equal(2, command.Dump()["tags"]!.AsArray().Count);
    }

    /// <summary>The stack says it, or the environment: the pipeline's word is as good as the project's.</summary>
    [Fact]
    public async Task Destroy_SettingOfTheStackAllowsNone_DeletesNothing()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tags);
        await command.SucceedAsync("config", "set", "livechat:maxDeletes", "0");
        await command.SucceedAsync("up", "--yes");
        var (code, output, _) = await command.RunAsync("destroy", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("allows no deletes of the type livechat:index:Tag", output, StringComparison.Ordinal);
        Assert.Equal(4, command.Dump()["tags"]!.AsArray().Count);
    }

    [Fact]
    public async Task Up_AnotherRunHasTheLicense_FailsInItsTimeAndReadsGoOn()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Impatient);
        var turns = Path.Combine(command.Home, "livechat", "journal", Digest(command.Emulator.Url.Authority), "turns", Digest("100"));
        Directory.CreateDirectory(turns);
        await File.WriteAllTextAsync(Path.Combine(turns, "other.turn"), "The stack 'prod' of the project 'fleet' (process 1)");
        using (PrivateFile.TryLock(Path.Combine(turns, "other.turn.lock")))
        {
            await command.SucceedAsync("preview");
            var (code, output, _) = await command.RunAsync("up", "--yes");
            Assert.Equal(1, code);
            Assert.Contains(
                "The stack 'prod' of the project 'fleet' (process 1) applies to this license",
                output,
                StringComparison.Ordinal
            );
            Assert.Contains("still applies to this license on this machine", output, StringComparison.Ordinal);
            Assert.Empty(command.Dump()["tags"]!.AsArray());
        }

        await command.SucceedAsync("up", "--yes");
        await command.SucceedAsync("refresh", "--yes");
    }

    /// <summary>Two tokens, and no number of the license: its owner tells. A run that was killed has nothing any more.</summary>
    [Fact]
    public async Task Up_AnotherTokenOfTheSameLicense_WaitsUntilTheOtherRunIsGone()
    {
        await using var command = await CommandHarness.StartAsync(keys: new());
        command.Environment["LIVECHAT_LICENSE_ID"] = "";
        command.Write(Impatient.Replace("name: a }", "name: other }", StringComparison.Ordinal));
        command.Fault("""{"kind":"hold","method":"create_tag","holdMilliseconds":120000,"count":1}""");
        using var first = command.Start("up", "--yes", "--skip-preview");
        await Within.EventuallyAsync(() => command.Emulator.Log.Counts.GetValueOrDefault("create_tag") > 0);
        command.Environment["LIVECHAT_ACCESS_TOKEN"] = "";
        command.Environment["LIVECHAT_ACCOUNT_ID"] = "emulator";
        command.Environment["LIVECHAT_PERSONAL_ACCESS_TOKEN"] = "emulator-pat";
        command.Environment["PULUMI_BACKEND_URL"] = "file://" + Directory.CreateDirectory(Path.Combine(command.Home, "second")).FullName;
        command.Write(Impatient);
        var (code, output, _) = await command.RunAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("still applies to this license on this machine", output, StringComparison.Ordinal);
        Assert.DoesNotContain(command.Dump()["tags"]!.AsArray(), t => (string)t!["name"]! == "a");
        var plugins = CommandHarness.PluginsOf(first.Id).ToList();
        first.Kill(entireProcessTree: true);
        await first.ExitInTimeAsync();
        await Within.EventuallyAsync(() => plugins.TrueForAll(p => !Directory.Exists($"/proc/{p}")));
        await command.SucceedAsync("up", "--yes");
        Assert.Contains(command.Dump()["tags"]!.AsArray(), t => (string)t!["name"]! == "a");
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
