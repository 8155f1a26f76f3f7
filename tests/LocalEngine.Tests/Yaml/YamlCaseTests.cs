using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalEngine.Projects;
using LocalEngine.Yaml;
using PluginProtocol.Values;
using TestSupport;
using YamlDotNet.RepresentationModel;

namespace LocalEngine_Tests.Yaml;

/// <summary>
/// Small programs and stack files as people write them, with what a real Pulumi YAML made of each: the judge of what works here.
/// LIVECHAT_YAML_CASES names a further file of the same form.
/// </summary>
public partial class YamlCaseTests
{
    public static TheoryData<string> Files
    {
        get
        {
            var files = new TheoryData<string>(Directory.EnumerateFiles(Repo.Data("yaml"), "*.json").Order(StringComparer.Ordinal));
            if (Environment.GetEnvironmentVariable("LIVECHAT_YAML_CASES") is { Length: > 0 } more)
                files.Add(more);
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Up_ProgramOfTheRecordings_IsTakenAsPulumiTakesIt(string file)
    {
        var differences = new List<string>();
        foreach (var given in JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsArray())
        {
            foreach (var difference in await DifferencesAsync((JsonObject)given!))
                differences.Add($"{given!["case"]}: {difference}");
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private static async Task<List<string>> DifferencesAsync(JsonObject given)
    {
        using var stack = new YamlStack();
        var program = (string)given["Pulumi.yaml"]!;
        stack.Write(program, (string?)given["Pulumi.dev.yaml"]);
        var exit = await stack.UpAsync();
        var told = string.Join(" | ", stack.Errors.Concat(stack.Warnings));
        var differences = new List<string>();
        if (exit != (int)given["exit"]!)
            differences.Add($"ends with {exit}: {told}");
        if (
            exit != 0
            && (stack.Errors.Count != 1 || stack.Errors[0].Contains('\n', StringComparison.Ordinal) || !Place().IsMatch(stack.Errors[0]))
        )
            differences.Add($"does not end in one line with a place: {told}");
        if (exit == 0 && IsIgnoredByPulumi(program) && stack.Warnings.Count == 0)
            differences.Add("has no warning of what Pulumi ignores in silence");
        var (expected, got) = (Checks(given), Checks(stack));
        if (exit == 0 ? !expected.SequenceEqual(got) : got.Except(expected).Any())
            differences.Add($"checks {string.Join(" ", got)} and not {string.Join(" ", expected)}");
        if (exit != 0)
            return differences;
        Compare("outputs", Outputs(given["outputs"], stack), Outputs(Json(stack.Outputs), stack));
        Compare("resources", given["resources"]!.ToJsonString(), Flags(stack));
        if (given["configured"] is JsonObject configured)
            Compare("configuration", configured.ToJsonString(), Json(stack.Provider.Configured).ToJsonString());
        return differences;

        void Compare(string what, string pulumi, string ours)
        {
            if (pulumi != ours)
                differences.Add($"{what} are {ours} and not {pulumi}");
        }
    }

    /// <summary>True for keys at the top level and builtins that Pulumi does not know and does not mention.</summary>
    private static bool IsIgnoredByPulumi(string program)
    {
        var root = YamlFile.Parse(program, "Pulumi.yaml");
        return root.Any(c => FileKeys.Project.Keys.All(k => k.Name != c.Key.ToString()))
            || root.AllNodes.OfType<YamlMappingNode>()
                .Any(m =>
                    m.Children is [var only]
                    && only.Key.ToString().StartsWith("fn::", StringComparison.Ordinal)
                    && ProgramTemplate.Function(m) is null
                );
    }

    private static List<string> Checks(JsonObject given) =>
        [.. given["checked"]!.AsArray().Select(c => $"{c!["type"]} {c["name"]} {c["news"]!.ToJsonString()}").Order(StringComparer.Ordinal)];

    private static List<string> Checks(YamlStack stack) =>
        [.. stack.Provider.Checked.Select(c => $"{c.Type} {c.Name} {Json(c.News).ToJsonString()}").Order(StringComparer.Ordinal)];

    private static JsonNode Json(PropertyValue value) => JsonNode.Parse(new CheckpointCodec(null).WriteText(value))!;

    private static string Outputs(JsonNode? outputs, YamlStack stack) =>
        outputs is JsonObject { Count: > 0 } members ? Secrets().Replace(Text(members, stack), "\"secret\"") : "none";

    /// <summary>Folders and encoders differ, and an empty version is none.</summary>
    private static string Text(JsonObject outputs, YamlStack stack) =>
        outputs
            .ToJsonString()
            .Replace(stack.Folder, "<project>", StringComparison.Ordinal)
            .Replace("\\u003C", "<", StringComparison.Ordinal)
            .Replace("\\u003E", ">", StringComparison.Ordinal)
            .Replace("\"packageVersion\":\"\",", "", StringComparison.Ordinal);

    private static string Flags(YamlStack stack)
    {
        var flags = new JsonObject();
        foreach (var resource in stack.State.Resources.Where(r => r.Type.StartsWith("livechat:", StringComparison.Ordinal)))
        {
            var own = new JsonObject();
            if (resource.Protect)
                own["protect"] = true;
            if (resource.RetainOnDelete)
                own["retainOnDelete"] = true;
            if (!resource.Dependencies.IsEmpty)
                own["dependencies"] = new JsonArray([.. resource.Dependencies.Select(d => JsonValue.Create(d))]);
            flags[resource.Name] = own;
        }

        return flags.ToJsonString();
    }

    [GeneratedRegex("Pulumi(\\.dev)?\\.yaml:")]
    private static partial Regex Place();

    [GeneratedRegex("\\{\"4dabf18193072939515e22adb298388d\":\"1b47061264138c4ac30d75fd1eb44270\",\"[a-z]*\":\"[^}]*\\}")]
    private static partial Regex Secrets();
}
