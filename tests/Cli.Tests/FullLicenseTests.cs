using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace Cli_Tests;

/// <summary>A program with every kind of resource goes through its whole life, however the server behaves where the document is silent.</summary>
public partial class FullLicenseTests
{
    public static TheoryData<string, string> OtherValues
    {
        get
        {
            var data = new TheoryData<string, string> { { "noPayload", "object" } };
            foreach (var (name, values) in EmulatorOptions.Switches)
            {
                foreach (var value in values.Skip(1))
                    data.Add(name, value);
            }

            return data;
        }
    }

    [Fact]
    public void Example_EveryResource_IsUsedOnce()
    {
        var resources = JsonNode.Parse(File.ReadAllText(Repo.Path("schema.json")))!["resources"]!
            .AsObject()
            .Select(r => r.Key.Split(':')[^1])
            .Order()
            .ToList();
        Assert.Equal(
            resources,
            Resource()
                .Matches(File.ReadAllText(Repo.Path("examples", "full-license-yaml", "Pulumi.yaml")))
                .Select(m => m.Groups[2].Value)
                .Order()
        );
        var program = File.ReadAllText(Repo.Path("examples", "full-license", "Program.cs"));
        Assert.All(resources, r => Assert.Contains($"new LiveChat.{r}(", program, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OtherValues))]
    public async Task ExampleInYaml_WholeLife_ChangesOnlyWhatItShould(string name, string value)
    {
        await using var command = await StartAsync("full-license-yaml");
        command.Emulator.Options[name] = value;
        var program = File.ReadAllText(Repo.Path("examples", "full-license-yaml", "Pulumi.yaml"));
        await LiveAsync(
            command,
            ids =>
                File.WriteAllText(
                    Path.Combine(command.ProjectFolder, "Pulumi.yaml"),
                    ids is null
                        ? program
                        : Resource().Replace(program, m => $"{m.Value}\n    options: {{ import: '{ids[m.Groups[1].Value]}' }}")
                )
        );
    }

    [Fact]
    public async Task ExampleInCSharp_WholeLife_ChangesOnlyWhatItShould()
    {
        await using var command = await StartAsync("full-license");
        var binary = Repo.Path("examples", "full-license", "bin", Repo.Configuration, "net10.0", "FullLicense.dll");
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, "Pulumi.yaml"),
            $"name: full-license\nruntime:\n  name: dotnet\n  options: {{ binary: {binary} }}\n"
        );
        var stack = Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml");
        var config = await File.ReadAllTextAsync(stack);
        await LiveAsync(
            command,
            ids =>
                File.WriteAllText(stack, config + string.Concat((ids ?? []).Select(i => $"  full-license:import-{i.Key}: \"{i.Value}\"\n")))
        );
    }

    private static async Task<CommandHarness> StartAsync(string project)
    {
        var command = await CommandHarness.StartAsync();
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"),
            $"config:\n  {project}:clientId: emulator-client\n  {project}:webhookKey: hush-hush\n"
        );
        return command;
    }

    /// <summary>preview, up, up, refresh, import into an empty stack, destroy.</summary>
    private static async Task LiveAsync(CommandHarness command, Action<Dictionary<string, string>?> write)
    {
        write(null);
        var before = Objects(command);
        await command.SucceedAsync("preview");
        Assert.Equal(before, Objects(command));
        Assert.Contains("+  14 created", await command.SucceedAsync("up", "--yes", "--skip-preview"), StringComparison.Ordinal);
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
        await command.SucceedAsync("refresh", "--yes", "--skip-preview", "--expect-no-changes");
        var path = Assert.Single(
            Directory.GetFiles(Path.Combine(command.ProjectFolder, ".pulumi", "stacks"), "dev.json", SearchOption.AllDirectories)
        );
        var state = await File.ReadAllTextAsync(path);
        var ids = JsonNode.Parse(state)!["checkpoint"]!["latest"]!["resources"]!
            .AsArray()
            .Where(r => ((string)r!["type"]!).StartsWith("livechat:", StringComparison.Ordinal))
            .ToDictionary(
                r => ((string)r!["urn"]!).Split("::")[^1],
                r =>
                    r!["outputs"]!["ruleIds"] is JsonObject rules ? string.Join(',', rules.Select(i => (string)i.Value!)) : (string)r["id"]!
            );
        File.Delete(path);
        var applied = Objects(command);
        write(ids);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        write(null);
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
        Assert.Equal(applied, Objects(command));
        await command.SucceedAsync("destroy", "--yes", "--skip-preview");
        Assert.Equal(before, Objects(command));
    }

    /// <summary>The license without what cannot be taken back: company details, and the number of the next group.</summary>
    private static string Objects(CommandHarness command)
    {
        var dump = command.Dump();
        dump.Remove("company");
        dump.Remove("next_group_id");
        return dump.ToJsonString();
    }

    [GeneratedRegex(@"^  (\w+):\n    type: livechat:(\w+)$", RegexOptions.Multiline)]
    private static partial Regex Resource();
}
