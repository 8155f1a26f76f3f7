using System.Diagnostics;
using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests;

/// <summary>The examples of the reference: each compiles, and says in every language what the resource's folder declares.</summary>
public sealed class ReferenceExampleTests : IDisposable
{
    private static readonly string[] Languages = ["csharp", "yaml", "typescript", "python"];

    private static readonly SortedDictionary<string, MarkdownPage> Pages = new(
        MarkdownPage
            .All.Where(p => p.Key.StartsWith("docs/resources/", StringComparison.Ordinal))
            .ToDictionary(p => Path.GetFileNameWithoutExtension(p.Key), p => p.Value),
        StringComparer.Ordinal
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Example_OfEachPage_IsInEveryLanguageAndCSharpFirst()
    {
        Assert.True(Pages.Count > 10);
        Assert.All(Pages.Values, p => Assert.Equal(Languages, p.Blocks.Take(4).Select(b => b.Language)));
    }

    [Fact]
    public void Example_InCSharp_Compiles()
    {
        var code = Pages.Keys.Select(p => "{\n" + Text(p, "csharp").Replace("using LiveChat = LiveChatPulumi.LiveChat;", "") + "\n}");
        Assert.Empty(CompiledCode.Faults(string.Join('\n', code)));
    }

    /// <summary>A package that writes down what its resources are given stands for the one that Pulumi generates.</summary>
    [Fact]
    public async Task Example_InTypeScript_GivesTheDeclaredInputs()
    {
        var package = Directory.CreateDirectory(_folder.File("node_modules/livechat-pulumi")).FullName;
        await File.WriteAllTextAsync(Path.Combine(package, "package.json"), """{ "type": "module", "main": "index.js" }""");
        const string Recorder = "const of = t => class { constructor(name, args) { console.log(JSON.stringify([t, name, args])); } };\n";
        var exports = Pages.Keys.Select(p => $"export const {p} = of('{p}');\n");
        await File.WriteAllTextAsync(Path.Combine(package, "index.js"), Recorder + string.Concat(exports));
        foreach (var page in Pages.Keys)
            await File.WriteAllTextAsync(_folder.File(page + ".mjs"), Text(page, "typescript"));
        await File.WriteAllTextAsync(_folder.File("all.mjs"), string.Concat(Pages.Keys.Select(p => $"import './{p}.mjs';\n")));
        AssertDeclared(await OutputAsync("node", _folder.File("all.mjs")), text => text);
    }

    [Fact]
    public async Task Example_InPython_GivesTheDeclaredInputs()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(f => File.Exists(Path.Combine(f, "python3"))))
            return;
        const string Recorder = """
            import json, sys, types
            recorder = types.ModuleType("livechat_pulumi")
            recorder.__getattr__ = lambda t: lambda name, /, **args: print(json.dumps([t, name, args]))
            sys.modules["livechat_pulumi"] = recorder
            for file in sys.argv[1:]:
                exec(compile(open(file).read(), file, "exec"), {})
            """;
        await File.WriteAllTextAsync(_folder.File("all.py"), Recorder);
        foreach (var page in Pages.Keys)
            await File.WriteAllTextAsync(_folder.File(page + ".py"), Text(page, "python"));

        // Names with underscores, and one behind words of Python.
        var output = await OutputAsync("python3", [_folder.File("all.py"), .. Pages.Keys.Select(p => _folder.File(p + ".py"))]);
        AssertDeclared(output, name => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant());
    }

    private static string Text(string page, string language) => Pages[page].Blocks.First(b => b.Language == language).Text;

    /// <summary>A line a resource, in the order of the pages: type, name, inputs.</summary>
    private static void AssertDeclared(string output, Func<string, string> name)
    {
        var lines = output.TrimEnd('\n').Split('\n').Select(l => JsonNode.Parse(l)!.AsArray()).ToList();
        Assert.Equal(Pages.Keys, lines.Select(l => (string)l[0]!));
        foreach (var line in lines)
        {
            var type = (string)line[0]!;
            var (declared, given) = (Named(Declared(type), name), Named(line[2]!, name));
            Assert.True(JsonNode.DeepEquals(declared, given), $"{type}: {declared.ToJsonString()}\n{given.ToJsonString()}");
        }
    }

    private static JsonNode Declared(string resource)
    {
        var folder = Repo.Path("provider", "LiveChatPulumi.Provider", "Resources");
        var file = Directory.EnumerateFiles(folder, resource + ".example.json", SearchOption.AllDirectories).Single();
        return JsonNode.Parse(File.ReadAllText(file))!["example"]!;
    }

    private static JsonNode Named(JsonNode node, Func<string, string> name) =>
        node switch
        {
            JsonObject o => new JsonObject(o.Select(m => KeyValuePair.Create(name(m.Key), (JsonNode?)Named(m.Value!, name)))),
            JsonArray a => new JsonArray([.. a.Select(i => Named(i!, name))]),
            _ => node.DeepClone(),
        };

    private static async Task<string> OutputAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var (output, errors) = await process.ReadToEndAsync();
        Assert.True(process.ExitCode == 0, errors);
        return output;
    }
}
