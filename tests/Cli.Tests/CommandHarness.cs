using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace Cli_Tests;

/// <summary>The livechat command as a process, in a project of its own, against an emulator in the test.</summary>
internal sealed class CommandHarness : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EmulatorServer Emulator { get; private set; } = null!;

    public string ProjectFolder { get; private set; } = "";

    public string Token { get; set; } = "dal:emulator-token";

    public string StatePath => Path.Combine(ProjectFolder, ".pulumi", "stacks", "shop", "dev.json");

    /// <summary>Further environment variables; an empty value removes one.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The command as it was built, or the one that LIVECHAT_TEST_COMMAND names: so <c>make test-dist</c> tests the published one.</summary>
    private static string Executable =>
        System.Environment.GetEnvironmentVariable("LIVECHAT_TEST_COMMAND") is { Length: > 0 } path
            ? path
            : Repo.Path("provider", "LiveChatPulumi.Cli", "bin", Repo.Configuration, "net10.0", "livechat");

    public static async Task<CommandHarness> StartAsync(string? seed = null)
    {
        var harness = new CommandHarness { Emulator = await EmulatorServer.StartAsync() };
        harness.Emulator.Control("seed", (JsonObject)JsonNode.Parse(seed ?? "{}")!);
        harness.ProjectFolder = Directory.CreateDirectory(harness._folder.File("project")).FullName;
        return harness;
    }

    /// <summary>Writes the program: resources of a YAML project.</summary>
    public void Write(string resources, string more = "") =>
        File.WriteAllText(Path.Combine(ProjectFolder, "Pulumi.yaml"), $"name: shop\nruntime: yaml\n{more}\nresources:\n{resources}\n");

    public async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, errors) = await process.ReadToEndAsync();
        return (process.ExitCode, output, errors);
    }

    /// <summary>Runs a command that has to succeed.</summary>
    public async Task<string> SucceedAsync(params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);
        Assert.True(code == 0, $"livechat {string.Join(' ', arguments)} ended with {code}:\n{output}\n{errors}");
        return output;
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, ["--stack", "dev", "--cwd", ProjectFolder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["PULUMI_CONFIG_PASSPHRASE"] = "x";
        start.Environment["PULUMI_HOME"] = _folder.File("home");
        start.Environment["LIVECHAT_API_URL"] = Emulator.Url.ToString();
        start.Environment["LIVECHAT_ACCESS_TOKEN"] = Token;
        start.Environment["LIVECHAT_LICENSE_ID"] = "100";

        // This license does not lag; a create that was cut off is looked for no longer than that before it is sent again.
        start.Environment["LIVECHAT_PROPAGATION_SECONDS"] = "5";
        foreach (var (key, value) in Environment)
        {
            if (value.Length == 0)
                start.Environment.Remove(key);
            else
                start.Environment[key] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public JsonObject Dump() => (JsonObject)Emulator.Control("dump");

    public void Fault(string json) => Emulator.Control("faults", (JsonObject)JsonNode.Parse(json)!);

    /// <summary>Child processes whose command is the plugin.</summary>
    public static IEnumerable<int> PluginsOf(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            var afterName = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (
                int.Parse(afterName[1], CultureInfo.InvariantCulture) == parent
                && stat.Contains("pulumi-resource", StringComparison.Ordinal)
            )
                yield return int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        _folder.Dispose();
    }
}
