using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Emulator;
using LocalEngine;
using LocalEngine.Projects;
using LocalEngine.State;
using LocalEngine.Yaml;
using TestSupport;

namespace Cli_Tests;

/// <summary>
/// A program with every kind of resource goes through its whole life, however the server behaves where the document is silent.
/// </summary>
public partial class FullLicenseTests
{
    /// <summary>Each switch with each other value.</summary>
    public static TheoryData<string, string> OtherValues
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, values) in EmulatorOptions.Switches)
            {
                foreach (var value in values.Skip(1))
                    data.Add(name, value);
            }

            return data;
        }
    }

    /// <summary>The license as it is by default; in the long form the commands go through all the others as well.</summary>
    public static TheoryData<string, string> ValuesForCommands
    {
        get
        {
            var data = LongForms.Wanted ? OtherValues : [];
            data.Add("noPayload", "object");
            return data;
        }
    }

    /// <summary>The values of switches of each life in one process.</summary>
    public static TheoryData<string> SwitchesForOneProcess
    {
        get
        {
            var all = EmulatorOptions.Switches;
            var lives = Enumerable
                .Range(1, all.Max(s => s.Value.Length) - 1)
                .Select(n => string.Join(", ", all.Select(s => $"{s.Key}={s.Value[Math.Min(n, s.Value.Length - 1)]}")));
            var single = all.SelectMany(s => s.Value.Skip(1).Select(v => $"{s.Key}={v}"));
            return [.. LongForms.Wanted ? lives.Concat(single) : lives];
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
    [MemberData(nameof(ValuesForCommands))]
    public async Task ExampleInYaml_WholeLife_ChangesOnlyWhatItShould(string name, string value)
    {
        await using var command = await StartAsync("full-license-yaml", asProcess: false);
        command.Emulator.Options[name] = value;
        await LiveAsync(
            new Commands(command),
            ids => File.WriteAllText(Path.Combine(command.ProjectFolder, "Pulumi.yaml"), Importing(ids))
        );
    }

    [Fact]
    public async Task ExampleInCSharp_WholeLife_ChangesOnlyWhatItShould()
    {
        await using var command = await StartAsync("full-license", asProcess: true);
        var binary = Repo.Path("examples", "full-license", "bin", Repo.Configuration, "net10.0", "FullLicense.dll");
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, "Pulumi.yaml"),
            $"name: full-license\nruntime:\n  name: dotnet\n  options: {{ binary: {binary} }}\n"
        );
        var stack = Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml");
        var config = await File.ReadAllTextAsync(stack);
        await LiveAsync(
            new Commands(command),
            ids =>
                File.WriteAllText(stack, config + string.Concat((ids ?? []).Select(i => $"  full-license:import-{i.Key}: \"{i.Value}\"\n")))
        );
    }

    /// <summary>
    /// The same life with the engine, the plugin and the license in one process. All switches stand at their second values in one life, at
    /// their third in the next, as far as they have so many; in the long form each value of each switch has a life of its own as well.
    /// </summary>
    [Theory]
    [MemberData(nameof(SwitchesForOneProcess))]
    public async Task ExampleInYaml_WholeLifeInOneProcess_ChangesOnlyWhatItShould(string switches)
    {
        using var folder = new TemporaryFolder();
        var time = new JumpingTime();
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(time: time), time)
        {
            Project = "full-license-yaml",
            Settings = new Dictionary<string, string> { ["clientId"] = "emulator-client", ["webhookKey"] = "hush-hush" },
        };
        foreach (var pair in switches.Split(", "))
            engine.Emulator.Options[pair.Split('=')[0]] = pair.Split('=')[1];
        await LiveAsync(new OneProcess(engine, folder.Path), ids => File.WriteAllText(folder.File("Pulumi.yaml"), Importing(ids)));
    }

    private static string Importing(Dictionary<string, string>? ids)
    {
        var program = File.ReadAllText(Repo.Path("examples", "full-license-yaml", "Pulumi.yaml"));
        return ids is null
            ? program
            : Resource().Replace(program, m => $"{m.Value}\n    options: {{ import: '{ids[m.Groups[1].Value]}' }}");
    }

    private static async Task<CommandHarness> StartAsync(string project, bool asProcess)
    {
        var command = await CommandHarness.StartAsync(asProcess: asProcess);
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"),
            $"config:\n  {project}:clientId: emulator-client\n"
        );
        await File.WriteAllTextAsync(
            Path.Combine(command.ProjectFolder, "Pulumi.yaml"),
            $"name: {project}\nruntime: yaml\nresources: {{}}\n"
        );
        await command.SucceedAsync("config", "set", "--secret", "webhookKey", "hush-hush");
        return command;
    }

    /// <summary>preview, up, up, refresh, import into an empty stack, destroy.</summary>
    private static async Task LiveAsync(ILife life, Action<Dictionary<string, string>?> write)
    {
        write(null);
        var before = Objects(life.Emulator);
        await life.PreviewAsync();
        Assert.Equal(before, Objects(life.Emulator));
        await life.UpAsync(changes: 14);
        await life.UpAsync(changes: 0);
        await life.RefreshAsync();
        var resources = (await life.LoseStateAsync())["checkpoint"]!["latest"]!["resources"]!.AsArray();
        var ids = resources
            .Where(r => ((string)r!["type"]!).StartsWith("livechat:", StringComparison.Ordinal))
            .ToDictionary(
                r => ((string)r!["urn"]!).Split("::")[^1],
                r =>
                    r!["outputs"]!["ruleIds"] is JsonObject rules ? string.Join(',', rules.Select(i => (string)i.Value!)) : (string)r["id"]!
            );
        var applied = Objects(life.Emulator);
        write(ids);
        await life.UpAsync();
        write(null);
        await life.UpAsync(changes: 0);
        Assert.Equal(applied, Objects(life.Emulator));
        await life.DestroyAsync();
        Assert.Equal(before, Objects(life.Emulator));
    }

    /// <summary>The license without what cannot be taken back: company details, and the number of the next group.</summary>
    private static string Objects(EmulatorServer emulator)
    {
        var dump = (JsonObject)emulator.Control("dump");
        dump.Remove("company");
        dump.Remove("next_group_id");
        return dump.ToJsonString();
    }

    [GeneratedRegex(@"^  (\w+):\n    type: livechat:(\w+)$", RegexOptions.Multiline)]
    private static partial Regex Resource();

    /// <summary>The commands of a life; each has to succeed.</summary>
    private interface ILife
    {
        EmulatorServer Emulator { get; }

        Task PreviewAsync();

        /// <param name="changes">How much is created, 0 for no change of any kind; null does not matter.</param>
        Task UpAsync(int? changes = null);

        Task RefreshAsync();

        Task DestroyAsync();

        /// <summary>Takes the stack's state away, and gives it.</summary>
        Task<JsonNode> LoseStateAsync();
    }

    private sealed class Commands(CommandHarness command) : ILife
    {
        public EmulatorServer Emulator => command.Emulator;

        public Task PreviewAsync() => command.SucceedAsync("preview");

        public async Task UpAsync(int? changes)
        {
            var output = await command.SucceedAsync([
                "up",
                "--yes",
                "--skip-preview",
                .. changes == 0 ? new[] { "--expect-no-changes" } : [],
            ]);
            if (changes > 0)
                Assert.Contains($"+  {changes} created", output, StringComparison.Ordinal);
        }

        public Task RefreshAsync() => command.SucceedAsync("refresh", "--yes", "--skip-preview", "--expect-no-changes");

        public Task DestroyAsync() => command.SucceedAsync("destroy", "--yes", "--skip-preview");

        public async Task<JsonNode> LoseStateAsync()
        {
            var path = Assert.Single(
                Directory.GetFiles(Path.Combine(command.ProjectFolder, ".pulumi", "stacks"), "dev.json", SearchOption.AllDirectories)
            );
            var state = await File.ReadAllTextAsync(path);
            File.Delete(path);
            return JsonNode.Parse(state)!;
        }
    }

    private sealed class OneProcess(EngineHarness engine, string folder) : ILife
    {
        public EmulatorServer Emulator => engine.Emulator;

        private YamlProgram Program => new(Project.Load(folder));

        public async Task PreviewAsync() => Succeeded(await engine.PreviewAsync(Program));

        public async Task UpAsync(int? changes)
        {
            var result = Succeeded(await engine.UpAsync(Program));
            if (changes is { } n)
                Assert.Equal((n, n), (result.Changes, result.Counts.GetValueOrDefault(StepOp.Create)));
        }

        public async Task RefreshAsync() => Assert.Equal(0, Succeeded(await engine.RefreshAsync()).Changes);

        public async Task DestroyAsync() => Succeeded(await engine.DestroyAsync());

        public Task<JsonNode> LoseStateAsync()
        {
            var state = new CheckpointFile(null).WriteCheckpoint(engine.State, engine.Project, "dev", DateTimeOffset.UnixEpoch);
            engine.State = Snapshot.Empty;
            return Task.FromResult(JsonNode.Parse(state)!);
        }

        private RunResult Succeeded(RunResult result)
        {
            Assert.True(result.Succeeded, string.Join("\n", engine.Messages));
            return result;
        }
    }
}
