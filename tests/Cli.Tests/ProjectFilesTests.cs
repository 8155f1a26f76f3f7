using System.Text.Json.Nodes;
using LocalEngine.State;
using TestSupport;

namespace Cli_Tests;

/// <summary>What commands make of people's project and stack files, and of what is asked of them that only Pulumi does.</summary>
public class ProjectFilesTests
{
    private const string Tag = "  vip: { type: \"livechat:Tag\", properties: { name: vip } }";
    private const string Stack = "# ours\nconfig:\n  shop:b: 'two' # behind\n\n  shop:a: 1\n# the end\n";

    [Fact]
    public async Task Preview_StackFile_IsNotTouched()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag);
        await File.WriteAllTextAsync(StackFile(command), Stack);
        await command.SucceedAsync("preview");
        Assert.Equal(Stack, await File.ReadAllTextAsync(StackFile(command)));
        await command.SucceedAsync("up", "--yes");
        var salted = await File.ReadAllTextAsync(StackFile(command));
        Assert.Matches("^# ours\nencryptionsalt: v1:[^\n]+\n", salted);
        Assert.EndsWith(Stack["# ours\n".Length..], salted, StringComparison.Ordinal);
        await command.SucceedAsync("refresh", "--yes");
        await command.SucceedAsync("config", "set", "b", "three");
        Assert.Equal(salted.Replace("'two'", "'three'", StringComparison.Ordinal), await File.ReadAllTextAsync(StackFile(command)));
    }

    [Fact]
    public async Task Preview_NewStack_LeavesItsFileAlone()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag);
        var before = await File.ReadAllTextAsync(StackFile(command));
        await command.SucceedAsync("preview");
        Assert.Equal(before, await File.ReadAllTextAsync(StackFile(command)));
    }

    [Fact]
    public async Task ConfigSet_ManyProcessesAtOnce_LoseNothing()
    {
        await using var command = await CommandHarness.StartAsync(asProcess: true);
        command.Write(Tag);
        await File.WriteAllTextAsync(StackFile(command), Stack);

        // The preview may see the tag that the up makes meanwhile, and that no state has shown yet.
        command.Environment["LIVECHAT_ADOPT_EXISTING"] = "always";
        var runs = Enumerable
            .Range(0, 6)
            .Select(n => command.RunAsync(n % 3 == 0 ? ["config", "set", "--secret", $"k{n}", "v"] : ["config", "set", $"k{n}", "v"]))
            .Append(command.RunAsync("up", "--yes", "--skip-preview"))
            .Append(command.RunAsync("preview"));
        foreach (var (code, output, errors) in await Task.WhenAll(runs))
            Assert.True(code == 0, output + errors);
        var kept = (JsonObject)JsonNode.Parse(await command.SucceedAsync("config", "--json", "--show-secrets"))!;
        for (var n = 0; n < 6; n++)
            Assert.Equal("v", (string?)kept[$"shop:k{n}"]?["value"]);
        Assert.Equal("two", (string?)kept["shop:b"]?["value"]);
        Assert.Contains("# the end", await File.ReadAllTextAsync(StackFile(command)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_StackFileHasAnotherSaltThanTheState_TheStateKeepsItsOwn()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("  vip: { type: \"livechat:Tag\", properties: { name: { \"fn::secret\": vip } } }");
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        var own = Salt(command);
        var other = PassphraseCrypter.Create("x", command.Keys);
        await File.WriteAllTextAsync(
            StackFile(command),
            $"encryptionsalt: {other.Salt}\nconfig:\n  shop:hidden:\n    secure: {other.Encrypt("hush")}\n"
        );
        var up = await command.SucceedAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
        Assert.Contains("has another encryptionsalt than the state", up, StringComparison.Ordinal);
        Assert.Equal(own, Salt(command));
        Assert.Equal("hush\n", await command.SucceedAsync("config", "get", "hidden"));
        await command.SucceedAsync("config", "set", "--secret", "more", "hushed");
        Assert.Equal("hushed\n", await command.SucceedAsync("config", "get", "more"));
        Assert.Equal("hush\n", await command.SucceedAsync("config", "get", "hidden"));
    }

    [Theory]
    [InlineData("awskms")]
    [InlineData("service")]
    public async Task Up_StateOfAnotherSecretsProvider_IsRefusedInASentence(string provider)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        var state = (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(command.StatePath))!;
        state["checkpoint"]!["latest"]!["secrets_providers"] = new JsonObject
        {
            ["type"] = provider == "service" ? "service" : "cloud",
            ["state"] = new JsonObject { ["url"] = "x" },
        };
        await File.WriteAllTextAsync(command.StatePath, state.ToJsonString());
        var (code, _, errors) = await command.RunAsync("up", "--yes");
        Assert.Equal(1, code);
        Assert.Contains("change-secrets-provider passphrase", errors, StringComparison.Ordinal);
        await File.WriteAllTextAsync(StackFile(command), "secretsprovider: awskms://alias/x\nencryptedkey: AAAA\n");
        Assert.Contains("Pulumi.dev.yaml:1:18: ", (await command.RunAsync("preview")).Errors, StringComparison.Ordinal);
    }

    /// <summary>A license and an address in Pulumi.yaml are those that are written to.</summary>
    [Fact]
    public async Task Up_LicenseAndAddressInPulumiYaml_AreUsed()
    {
        await using var command = await CommandHarness.StartAsync();
        await using var other = await LiveChatPulumi.Emulator.EmulatorServer.StartAsync();
        command.Write(
            Tag,
            $"config:\n  livechat:apiUrl: {other.Url}\n  livechat:licenseId: {{ value: \"100\" }}\n  livechat:accessToken: {command.Token}"
        );
        await command.SucceedAsync("up", "--yes");
        Assert.Empty(command.Dump()["tags"]!.AsArray());
        Assert.Single(((JsonObject)other.Control("dump"))["tags"]!.AsArray());
    }

    [Theory]
    [InlineData("True")]
    [InlineData("TRUE")]
    [InlineData("true")]
    public async Task Up_DeclaredSecret_IsNeverPrinted(string flag)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("  {}", $"config:\n  key: {{ type: string, secret: {flag} }}\noutputs: {{ shown: \"${{key}}\" }}");
        await File.WriteAllTextAsync(StackFile(command), "config:\n  shop:key: in-the-open\n");
        Assert.Contains("must be encrypted", (await command.RunAsync("up", "--yes")).Errors, StringComparison.Ordinal);
        await command.SucceedAsync("config", "set", "--secret", "key", "hush-hush");
        var up = await command.SucceedAsync("up", "--yes");
        Assert.DoesNotContain("hush-hush", up, StringComparison.Ordinal);
        Assert.Contains("shown: [secret]", up, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stack graph", "pulumi stack graph")]
    [InlineData("stack tag ls", "pulumi stack tag")]
    [InlineData("state move urn", "pulumi state move")]
    [InlineData("import --from x livechat:Group g 1", "pulumi import --from")]
    [InlineData("config cp k", "pulumi config cp")]
    [InlineData("up --plan plan.json", "pulumi up --plan")]
    [InlineData("preview --diff", "pulumi preview --diff")]
    [InlineData("destroy --exclude-protected", "pulumi destroy --exclude-protected")]
    [InlineData("whoami", "pulumi whoami")]
    public async Task Command_OfPulumiOnly_IsRefusedByNameInOneLine(string line, string named)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag);
        var (code, output, errors) = await command.RunAsync(line.Split(' '));
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Contains($"`{named}`", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Empty(command.Emulator.Log.Calls);
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("org/other/dev")]
    public async Task Open_NameOfAStackThatIsNone_IsRefused(string name)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag);
        var context = new LiveChatPulumi.Cli.CommandContext(new Dictionary<string, string>(), TextWriter.Null, TextWriter.Null, ".");
        Assert.Contains(
            name,
            Assert
                .Throws<LocalEngine.EngineException>(() => LiveChatPulumi.Cli.Workspace.Open(command.ProjectFolder, name, context))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("pulumi:autonaming: { mode: verbatim }", "pulumi:autonaming has no effect here")]
    [InlineData("pulumi:tags: { team: support }", "pulumi:tags has no effect here")]
    public async Task Preview_KeyThatOnlyPulumiActsOn_IsWarnedOf(string line, string warning)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag);
        await File.WriteAllTextAsync(StackFile(command), $"config:\n  {line}\n");
        var (code, output, errors) = await command.RunAsync("preview");
        Assert.Equal(0, code);
        Assert.Contains(warning, output + errors, StringComparison.Ordinal);
    }

    /// <summary>Commands that call the license themselves take its settings by the plugin's rules.</summary>
    [Theory]
    [InlineData("LIVECHAT_API_URL", "api.example.com", "must be an absolute address")]
    [InlineData("LIVECHAT_REGION", "mars", "must be one of: dal, fra")]
    [InlineData("LIVECHAT_ACCESS_TOKEN", "dal:a\nX-Region: fra", "holds a line break")]
    public void License_WrongVariable_IsRefusedByName(string name, string value, string reason)
    {
        var variables = new Dictionary<string, string> { ["LIVECHAT_ACCESS_TOKEN"] = "dal:t", [name] = value };
        var context = new LiveChatPulumi.Cli.CommandContext(variables, TextWriter.Null, TextWriter.Null, ".");
        var e = Assert.Throws<LocalEngine.EngineException>(() => LiveChatPulumi.Cli.LicenseAccess.Open(context));
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_OptionsOfTheProjectSayRefresh_RefreshesFirst()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag, "options: { refresh: always }");
        await command.SucceedAsync("up", "--yes");
        var dump = command.Dump();
        dump["tags"] = new JsonArray();
        command.Emulator.Control("seed", dump);
        await command.SucceedAsync("up", "--yes");
        Assert.Single(command.Dump()["tags"]!.AsArray());
    }

    /// <summary>One type that cannot be read says nothing about the others.</summary>
    [Fact]
    public async Task Refresh_OneTypeIsForbidden_ShowsAndSavesTheOthersDrift()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag + "\n  support: { type: \"livechat:Group\", properties: { name: Support } }");
        await command.SucceedAsync("up", "--yes");
        var dump = command.Dump();
        dump["groups"]!.AsArray().First(g => (int)g!["id"]! == 1)!["name"] = "By hand";
        command.Emulator.Control("seed", dump);
        command.Fault("""{"kind":"fail","method":"list_tags","type":"authorization","count":50}""");
        var (code, output, _) = await command.RunAsync("refresh", "--yes", "--skip-preview");
        Assert.Equal(1, code);
        Assert.Contains("\"Support\" => \"By hand\"", output, StringComparison.Ordinal);
        Assert.Contains("By hand", await File.ReadAllTextAsync(command.StatePath), StringComparison.Ordinal);
    }

    private static string StackFile(CommandHarness command) => Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml");

    private static string Salt(CommandHarness command) =>
        (string)JsonNode.Parse(File.ReadAllText(command.StatePath))!["checkpoint"]!["latest"]!["secrets_providers"]!["state"]!["salt"]!;
}
