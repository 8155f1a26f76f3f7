using System.Text.Json.Nodes;

namespace Cli_Tests;

/// <summary>Stacks are made on purpose, listed, selected and forgotten; their configuration and state are edited by commands.</summary>
public class StackCommandTests
{
    private const string Program = """  vip: { type: "livechat:Tag", properties: { name: vip } }""";
    private const string Outputs = "outputs: { name: '${vip.name}', key: { fn::secret: hush-hush } }\n";

    [Theory]
    [InlineData("preview")]
    [InlineData("up", "--yes")]
    [InlineData("refresh", "--yes")]
    [InlineData("config", "set", "livechat:region", "dal")]
    [InlineData("config")]
    public async Task Stack_NameIsMisspelt_IsRefusedWithTheNearestAndMakesNothing(params string[] words)
    {
        await using var command = await StartAsync();
        await command.SucceedAsync("stack", "init", "dev");
        var before = Files(command);
        var (code, _, errors) = await command.RunBareAsync(null, [.. words, "--stack", "deev"]);
        Assert.Equal(1, code);
        Assert.Contains("no stack named 'deev' found; did you mean 'dev'? To make it: livechat stack init deev", errors);
        Assert.Equal(before, Files(command));
        Assert.Empty(command.Emulator.Log.Calls);
    }

    [Fact]
    public async Task Stack_NameIsNewAtATerminal_IsAskedFor()
    {
        await using var command = await StartAsync();
        await command.SucceedAsync("stack", "init", "dev");
        var (code, output, _) = await command.RunBareAsync("no\n", "preview", "--stack", "prod");
        Assert.Equal(1, code);
        Assert.Contains("Make the stack 'prod'?", output, StringComparison.Ordinal);
        Assert.Equal(0, (await command.RunBareAsync("yes\n", "preview", "--stack", "prod")).Code);
        Assert.Contains("prod", await command.SucceedAsync("stack", "ls"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stacks_WholeLife_AreListedSelectedAndForgotten()
    {
        await using var command = await StartAsync();
        await command.SucceedAsync("stack", "init", "dev");
        Assert.Contains("already exists", (await command.RunAsync("stack", "init", "dev")).Errors, StringComparison.Ordinal);
        await command.SucceedAsync("up", "--yes");
        await command.SucceedAsync("stack", "init", "prod");
        await command.SucceedAsync("stack", "select", "dev");

        // Without a name, the selected one is taken.
        var listed = JsonNode.Parse((await command.RunBareAsync(null, "stack", "ls", "--json")).Output)!.AsArray();
        Assert.Equal([("dev", true, 1), ("prod", false, 0)], listed.Select(Row));
        Assert.Contains("still has 1 resources", (await command.RunAsync("stack", "rm", "dev", "--yes")).Errors, StringComparison.Ordinal);
        await command.SucceedAsync("stack", "rm", "prod", "--yes");
        await command.SucceedAsync("destroy", "--yes");
        await command.SucceedAsync("stack", "rm", "dev", "--yes");
        Assert.DoesNotContain(Files(command), f => !f.EndsWith("Pulumi.yaml", StringComparison.Ordinal));

        static (string, bool, int) Row(JsonNode? s) => ((string)s!["name"]!, (bool)s["current"]!, (int)s["resourceCount"]!);
    }

    [Fact]
    public async Task Output_OfTheStack_HidesSecretsUnlessAsked()
    {
        await using var command = await StartAsync();
        await command.SucceedAsync("up", "--yes");
        Assert.Equal("vip\n", await command.SucceedAsync("stack", "output", "name"));
        Assert.Equal("[secret]\n", await command.SucceedAsync("stack", "output", "key"));
        Assert.Equal("hush-hush\n", await command.SucceedAsync("stack", "output", "key", "--show-secrets"));
        var all = JsonNode.Parse(await command.SucceedAsync("stack", "output", "--json"))!;
        Assert.Equal("vip", (string?)all["name"]);
        Assert.Contains("has no output 'nmae'", (await command.RunAsync("stack", "output", "nmae")).Errors, StringComparison.Ordinal);
    }

    /// <summary>What the provider's schema calls secret is encrypted without being asked.</summary>
    [Fact]
    public async Task Config_SetListedAndTakenOut_EncryptsWhatTheSchemaCallsSecret()
    {
        await using var command = await StartAsync();
        await command.SucceedAsync("stack", "init", "dev");
        await command.SucceedAsync("config", "set", "livechat:region", "dal");
        await command.RunWithInputAsync("dal:hush-hush-token\n", "config", "set", "livechat:accessToken");
        await command.SucceedAsync("config", "set", "greeting", "hello");
        var file = await File.ReadAllTextAsync(Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"));
        Assert.DoesNotContain("hush-hush", file, StringComparison.Ordinal);
        Assert.Contains("livechat:region: dal", file, StringComparison.Ordinal);
        var listed = await command.SucceedAsync("config");
        Assert.Contains("livechat:accessToken  [secret]", listed, StringComparison.Ordinal);
        Assert.Contains("shop:greeting", listed, StringComparison.Ordinal);
        var shown = JsonNode.Parse(await command.SucceedAsync("config", "--json", "--show-secrets"))!;
        Assert.Equal("dal:hush-hush-token", (string?)shown["livechat:accessToken"]!["value"]);
        await command.SucceedAsync("config", "rm", "livechat:region");
        var (_, _, missing) = await command.RunAsync("config", "rm", "livechat:acessToken");
        Assert.Contains("did you mean 'livechat:accessToken'?", missing, StringComparison.Ordinal);
        await command.SucceedAsync("config", "rm", "livechat:accessToken");
        await command.SucceedAsync("config", "rm", "greeting");
        Assert.DoesNotContain("livechat:", await command.SucceedAsync("config"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_Rename_KeepsTheObjectForTheProgramsNewName()
    {
        await using var command = await StartAsync();
        await command.SucceedAsync("up", "--yes");
        await command.SucceedAsync("state", "rename", "urn:pulumi:dev::shop::livechat:index:Tag::vip", "top", "--yes");
        command.Write(Program.Replace("vip: {", "top: {", StringComparison.Ordinal));
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        Assert.Equal(1, command.Emulator.Log.Counts["create_tag"]);
        Assert.False(command.Emulator.Log.Counts.ContainsKey("delete_tag"));
    }

    private static async Task<CommandHarness> StartAsync()
    {
        var command = await CommandHarness.StartAsync();
        command.Write(Program, Outputs);
        return command;
    }

    private static List<string> Files(CommandHarness command) =>
        [
            .. Directory
                .EnumerateFiles(command.ProjectFolder, "*", SearchOption.AllDirectories)
                .Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
}
