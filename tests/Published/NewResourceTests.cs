using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TestSupport;

namespace Published_;

/// <summary>
/// A toy resource is added to a copy of the repository as CONTRIBUTING.md says. Its folder is tests/Data/toy/Label, whose
/// C# files end with .txt so that no project of the repository compiles them.
/// </summary>
public sealed partial class NewResourceTests : IAsyncLifetime
{
    private const string Toy = "Label";
    private const string Folder = $"provider/LiveChatPulumi.Provider/Resources/{Toy}";
    private const string Catalog = "provider/LiveChatPulumi.Provider/Catalog.cs";

    private RepositoryCopy _copy = null!;

    public async Task InitializeAsync() => _copy = await RepositoryCopy.MakeAsync();

    public Task DisposeAsync()
    {
        _copy.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Resource_AddedAsContributingSays_IsEverywhereByItsFolderAndOneLine()
    {
        AddFolder();
        AddToCatalog();
        await RunAsync("make", "sdk", "docs");
        AssertIsGenerated();
        await RunAsync("make", "build");
        await TestAsync("Conformance", "UpgradeTests", ("RECORD_STATES", "1"));
        await AssertConformsAsync();
        await TestAsync("Provider.Tests", "SchemaTests");
        await TestAsync("Codegen.Tests", "Codegen_Tests");
        await TestAsync("Architecture.Tests", "Architecture_Tests");
        AssertDifferences();
    }

    private void AddFolder()
    {
        Directory.CreateDirectory(_copy.File(Folder));
        foreach (var file in Directory.GetFiles(Repo.Data("toy", Toy)))
            File.Copy(file, _copy.File($"{Folder}/{Path.GetFileName(file).Replace(".txt", "", StringComparison.Ordinal)}"));
    }

    /// <summary>The line, and the using that goes with it.</summary>
    private void AddToCatalog()
    {
        var lines = File.ReadAllLines(_copy.File(Catalog)).ToList();
        lines.Insert(lines.FindIndex(l => l.Contains("Resources.LicenseWebhooks;")), $"using LiveChatPulumi.Provider.Resources.{Toy};");
        lines.Insert(lines.FindIndex(l => l.Contains("new LicensePropertiesResource()")), $"        new {Toy}Resource(),");
        File.WriteAllText(_copy.File(Catalog), string.Join('\n', lines) + "\n");
    }

    private void AssertIsGenerated()
    {
        var resources = JsonNode.Parse(File.ReadAllText(_copy.File("schema.json")))!["resources"]!.AsObject();
        Assert.Contains($"livechat:index:{Toy}", resources.Select(r => r.Key));
        var inputs = resources[$"livechat:index:{Toy}"]!["inputProperties"]!.AsObject();
        Assert.Equal(["teams", "text"], inputs.Select(p => p.Key).Order());
        Assert.Contains("A toy that is made of tags.", File.ReadAllText(_copy.File($"docs/resources/{Toy}.md")));
        Assert.Contains($"partial class {Toy} : ", File.ReadAllText(_copy.File($"sdk/dotnet/{Toy}.cs")));
    }

    /// <summary>The suite has all cases for the toy that it has for the resource whose calls the toy makes, and they pass.</summary>
    private async Task AssertConformsAsync()
    {
        string[] list = ["dotnet", "test", "tests/Conformance", "-c", "Release", "--no-build", "--nologo", "--list-tests"];
        var cases = await RunAsync(list);

        // The toy has no function that lists its objects.
        var expected = Cases(cases, "Tag")
            .Where(c => !c.Contains(".ListFunction_", StringComparison.Ordinal))
            .Select(c => c.Replace("\"Tag\"", $"\"{Toy}\"", StringComparison.Ordinal))
            .ToList();
        Assert.InRange(expected.Count, 20, 200);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Cases(cases, Toy).Order(StringComparer.Ordinal));
        var passed = Passed().Match(await TestAsync("Conformance", $"DisplayName~{Toy}"));
        Assert.Equal(expected.Count, int.Parse(passed.Groups[1].Value));
    }

    /// <summary>Cases of the suite about one resource. The toy has no states of older versions.</summary>
    private static IEnumerable<string> Cases(string list, string type) =>
        list.Split('\n')
            .Where(l => l.Contains($"type: \"{type}\"") && (!l.Contains("version: ") || l.Contains($"version: \"{Repo.Version}\"")))
            .Select(l => l.Trim());

    /// <summary>By hand, the folder and Catalog.cs; all else is what the commands wrote.</summary>
    private void AssertDifferences()
    {
        string[] byHand =
        [
            Catalog,
            $"{Folder}/{Toy}.conformance.json",
            $"{Folder}/{Toy}.example.json",
            $"{Folder}/{Toy}Resource.cs",
            $"{Folder}/{Toy}Spec.cs",
        ];
        string[] written =
        [
            "docs/coverage.md",
            $"docs/resources/{Toy}.md",
            "schema.json",
            $"sdk/dotnet/{Toy}.cs",
            $"tests/Data/states/{Repo.Version}/{Toy}.json",
        ];
        Assert.Equal(byHand.Concat(written).Order(StringComparer.Ordinal), _copy.Differences());
        string[] added = [$"using LiveChatPulumi.Provider.Resources.{Toy};", $"        new {Toy}Resource(),"];
        var before = File.ReadAllLines(Repo.Path(Catalog));
        var after = File.ReadAllLines(_copy.File(Catalog));
        Assert.Equal(added, after.Except(before));
        Assert.Equal(before, after.Where(l => !added.Contains(l)));
    }

    private Task<string> TestAsync(string project, string filter, params (string Name, string Value)[] environment) =>
        RunAsync(environment, "dotnet", "test", $"tests/{project}", "-c", "Release", "--no-build", "--nologo", "--filter", filter);

    private Task<string> RunAsync(params string[] command) => RunAsync([], command);

    private Task<string> RunAsync((string Name, string Value)[] environment, params string[] command)
    {
        var variables = environment.ToDictionary(v => v.Name, v => v.Value);
        variables["CONFIGURATION"] = "Release";
        variables["MSBUILDDISABLENODEREUSE"] = "1";
        variables["LONG_TESTS"] = "";
        return Shell.RunAsync(_copy.Path, TimeSpan.FromMinutes(30), variables, command);
    }

    [GeneratedRegex(@"Passed! .*Passed: *(\d+),")]
    private static partial Regex Passed();
}
