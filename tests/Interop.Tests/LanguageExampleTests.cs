using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Emulator;
using LocalEngine.Programs;
using LocalEngine.Projects;
using PluginHarness_;
using TestSupport;

namespace Interop_Tests;

/// <summary>The examples in languages whose SDKs Pulumi generates from schema.json.</summary>
public partial class LanguageExampleTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Repo.Path("schema.json")))!;

    [Fact]
    public async Task TypeScriptExample_UpTwiceAndDestroy_MakesTheTeamOnce()
    {
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(), TimeProvider.System) { Project = "team" };
        var folder = Repo.Path("examples", "typescript");
        var variables = ChildProcess.OwnVariables();
        variables["PULUMI_NODEJS_TYPESCRIPT"] = "true";
        variables["PULUMI_NODEJS_TRANSPILE_ONLY"] = "true";
        variables["LIVECHAT_SCHEMA"] = Repo.Path("schema.json");
        variables["NODE_PATH"] = string.Join(
            Path.PathSeparator,
            Path.Combine(NodeProgram.Folder, "node_modules"),
            Path.Combine(NodeProgram.Folder, "sdk")
        );
        var program = new NodeProgram(Project.Load(folder), folder, variables);
        var up = await engine.UpAsync(program);
        Assert.True(up.Succeeded, string.Join('\n', engine.Messages));
        Assert.Equal(5, engine.State.Resources.Count(r => r.Type.StartsWith("livechat:", StringComparison.Ordinal)));
        var license = (JsonObject)engine.Emulator.Control("dump");
        Assert.Equal(
            ["Ada", "Ben"],
            license["agents"]!.AsArray().Select(a => a!["name"]!.GetValue<string>()).Where(n => n.Length == 3).Order()
        );
        Assert.Contains(license["groups"]!.AsArray(), g => g!["name"]!.GetValue<string>() == "Sales");
        Assert.Equal(0, (await engine.UpAsync(program)).Changes);
        Assert.True((await engine.DestroyAsync()).Succeeded);
        Assert.DoesNotContain(
            ((JsonObject)engine.Emulator.Control("dump"))["groups"]!.AsArray(),
            g => g!["name"]!.GetValue<string>() == "Sales"
        );
    }

    [Fact]
    public void PythonExample_ResourcesAndArguments_AreThoseOfTheSchema()
    {
        var text = File.ReadAllText(Repo.Path("examples", "python", "__main__.py"));
        Assert.Contains($"import {Schema["language"]!["python"]!["packageName"]} as livechat", text, StringComparison.Ordinal);
        var resources = PythonResource().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.True(resources.Count >= 4);
        Assert.All(resources, r => Assert.NotNull(Schema["resources"]![$"livechat:index:{r}"]));
        var names = PythonName().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.All(names, n => Assert.Contains(n, Names().Select(Snake)));
    }

    [Fact]
    public void GoExample_TypesAndFields_AreThoseOfTheSchema()
    {
        var text = File.ReadAllText(Repo.Path("examples", "go", "main.go"));
        Assert.Contains($"\"{Schema["language"]!["go"]!["importBasePath"]}\"", text, StringComparison.Ordinal);
        var resources = Names("resources").ToList();
        var types = Names("types").ToList();
        var known = resources
            .SelectMany(r => new[] { "New" + r, r + "Args" })
            .Concat(types.SelectMany(t => new[] { t + "Args", t + "Array" }))
            .Concat(types.SelectMany(t => Values(t).Select(v => t + v)))
            .ToHashSet();
        var used = GoName().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.True(used.Count > 10);
        Assert.All(used, n => Assert.Contains(n, known));
        Assert.All(GoField().Matches(text), m => Assert.Contains(m.Groups[1].Value, Names().Select(Pascal)));
    }

    /// <summary>Names of resources or of types.</summary>
    private static IEnumerable<string> Names(string section) => Schema[section]!.AsObject().Select(r => r.Key.Split(':')[2]);

    /// <summary>Names of all properties.</summary>
    private static IEnumerable<string> Names() =>
        Schema["resources"]!
            .AsObject()
            .SelectMany(r => r.Value!["inputProperties"]!.AsObject().Concat(r.Value["properties"]!.AsObject()))
            .Concat(Schema["types"]!.AsObject().SelectMany(t => t.Value!["properties"] as JsonObject ?? []))
            .Select(p => p.Key);

    /// <summary>Names of an enum's values, as Go has them.</summary>
    private static IEnumerable<string> Values(string type) =>
        (Schema["types"]![$"livechat:index:{type}"]!["enum"] as JsonArray ?? []).Select(e =>
            e!["name"]?.GetValue<string>() ?? Pascal(e["value"]!.GetValue<string>())
        );

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Snake(string name) => Capital().Replace(name, m => "_" + m.Value.ToLowerInvariant());

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"livechat\.(\w+)\(")]
    private static partial Regex PythonResource();

    [GeneratedRegex("""(?:\b|")([a-z_]+)(?:=(?!=)|":)(?=["\[{f\w])""")]
    private static partial Regex PythonName();

    [GeneratedRegex(@"livechat\.(\w+)")]
    private static partial Regex GoName();

    [GeneratedRegex(@"\b([A-Z]\w+):")]
    private static partial Regex GoField();
}
