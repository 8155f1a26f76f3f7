using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Cli;
using LiveChatPulumi.Emulator;
using LocalEngine.Programs;
using LocalEngine.State;
using TestSupport;

namespace Cli_Tests;

/// <summary>
/// The livechat command in a project of its own, against an emulator in the test. Command and plugin run in the test's own
/// process, which is warm, unless they are told to be processes.
/// </summary>
internal sealed class CommandHarness : IAsyncDisposable
{
    /// <summary>Commands share their options, and parsing is not made for several commands at once.</summary>
    private static readonly Lock Parsing = new();

    private readonly TemporaryFolder _folder = new();
    private Func<TimeProvider> _time = () => TimeProvider.System;

    public EmulatorServer Emulator { get; private set; } = null!;

    public string ProjectFolder { get; private set; } = "";

    /// <summary>Keys of stacks that only commands in this process read.</summary>
    public static PassphraseKeys QuickKeys => new(rounds: 1000);

    /// <summary>The keys of the stack's secrets. Tests whose stacks have one salt can share them.</summary>
    public PassphraseKeys Keys { get; init; } = new();

    public string Token { get; set; } = "dal:emulator-token";

    public string Home => _folder.File("home");

    public string StatePath => Path.Combine(ProjectFolder, ".pulumi", "stacks", "shop", "dev.json");

    /// <summary>How long a command may take; null for what suffices where nothing is compiled.</summary>
    public TimeSpan? Limit { get; set; }

    /// <summary>True where command and plugin are to be processes. A command that LIVECHAT_TEST_COMMAND names always is.</summary>
    public bool AsProcess { get; private init; }

    /// <summary>Further environment variables; an empty value removes one.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The command that LIVECHAT_TEST_COMMAND names: so <c>make test-dist</c> tests the published one.</summary>
    private static string? PublishedCommand =>
        System.Environment.GetEnvironmentVariable("LIVECHAT_TEST_COMMAND") is { Length: > 0 } path ? path : null;

    public static string BuiltFolder => Repo.Path("provider", "LiveChatPulumi.Cli", "bin", Repo.Configuration, "net10.0");

    /// <param name="seed">What the license has.</param>
    /// <param name="asProcess">True where command and plugin are to be processes.</param>
    /// <param name="keys">Keys that tests share; Pulumi's own where some commands of a test are processes and some are not.</param>
    /// <param name="time">The clock of commands in this process.</param>
    public static async Task<CommandHarness> StartAsync(
        string? seed = null,
        bool asProcess = false,
        PassphraseKeys? keys = null,
        Func<TimeProvider>? time = null
    )
    {
        var areProcesses = asProcess || PublishedCommand is not null;
        var harness = new CommandHarness
        {
            Keys = areProcesses ? new() : keys ?? QuickKeys,
            _time = time ?? (() => TimeProvider.System),
            Emulator = await EmulatorServer.StartAsync(),
            AsProcess = areProcesses,
        };
        harness.Emulator.Control("seed", (JsonObject)JsonNode.Parse(seed ?? "{}")!);
        harness.ProjectFolder = Directory.CreateDirectory(harness._folder.File("project")).FullName;
        harness.AddStack("dev");
        return harness;
    }

    /// <summary>Gives the project a stack, by its file, as livechat new does.</summary>
    public void AddStack(string name) => File.WriteAllText(Path.Combine(ProjectFolder, $"Pulumi.{name}.yaml"), "config: {}\n");

    /// <summary>Takes the file of the stack dev away: the project has no stack then.</summary>
    public void RemoveStack() => File.Delete(Path.Combine(ProjectFolder, "Pulumi.dev.yaml"));

    /// <summary>Writes the program: resources of a YAML project.</summary>
    public void Write(string resources, string more = "") =>
        File.WriteAllText(Path.Combine(ProjectFolder, "Pulumi.yaml"), $"name: shop\nruntime: yaml\n{more}\nresources:\n{resources}\n");

    /// <summary>Writes a program in C# that declares what a JSON text lists. It is compiled with the tests.</summary>
    public void WriteListed(string json)
    {
        var binary = Repo.Path("tests", "ListedProgram", "bin", Repo.Configuration, "net10.0", "ListedProgram.dll");
        File.WriteAllText(
            Path.Combine(ProjectFolder, "Pulumi.yaml"),
            $"name: shop\nruntime:\n  name: dotnet\n  options: {{ binary: {binary} }}\n"
        );
        File.WriteAllText(Path.Combine(ProjectFolder, "program.json"), json);
    }

    public Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs a command, in this process, on the project of another folder.</summary>
    public Task<(int Code, string Output, string Errors)> RunInAsync(string folder, params string[] arguments) =>
        RunOnAsync("dev", folder, arguments);

    /// <summary>Runs a command, in this process, on a stack of the project in a folder.</summary>
    public Task<(int Code, string Output, string Errors)> RunOnAsync(string stack, string folder, params string[] arguments) =>
        RunHereAsync(["--stack", stack, "--cwd", folder, .. arguments], "", isPiped: true);

    /// <summary>Runs a command, in this process, that names no stack unless the arguments do.</summary>
    /// <param name="typed">What a person types; null where there is none.</param>
    /// <param name="arguments">The command's arguments.</param>
    public Task<(int Code, string Output, string Errors)> RunBareAsync(string? typed, params string[] arguments) =>
        RunHereAsync(["--cwd", ProjectFolder, .. arguments], typed ?? "", isPiped: typed is null);

    /// <summary>Runs a command, in this process, that takes its stacks from elsewhere.</summary>
    public Task<(int Code, string Output, string Errors)> RunFleetAsync(params string[] arguments) =>
        RunHereAsync(["--cwd", ProjectFolder, "fleet", .. arguments], "", isPiped: true);

    /// <summary>Runs such a command in front of a person who types something.</summary>
    public Task<(int Code, string Output, string Errors)> RunFleetAtTerminalAsync(string typed, params string[] arguments) =>
        RunHereAsync(["--cwd", ProjectFolder, "fleet", .. arguments], typed, isPiped: false);

    /// <summary>Runs a command with something piped in.</summary>
    public async Task<(int Code, string Output, string Errors)> RunWithInputAsync(string input, params string[] arguments)
    {
        if (!AsProcess)
            return await RunHereAsync(All(arguments), input, isPiped: true);
        using var process = StartProcess(CommandPath, All(arguments), input);
        var (output, errors) = await process.ReadToEndAsync();
        return (process.ExitCode, output, errors);
    }

    /// <summary>Runs a command in front of a person who types something.</summary>
    public Task<(int Code, string Output, string Errors)> RunAtTerminalAsync(string typed, params string[] arguments) =>
        RunHereAsync(All(arguments), typed, isPiped: false);

    /// <summary>Runs a command that has to succeed.</summary>
    public async Task<string> SucceedAsync(params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);
        Assert.True(code == 0, $"livechat {string.Join(' ', arguments)} ended with {code}:\n{output}\n{errors}");
        return output;
    }

    private static string CommandPath => PublishedCommand ?? Path.Combine(BuiltFolder, "livechat");

    /// <summary>Starts the command as a process.</summary>
    public Process Start(params string[] arguments) => StartProcess(CommandPath, All(arguments));

    /// <summary>Starts the command where no file can grow beyond a size: state and journals are cut short by it.</summary>
    /// <param name="kilobytes">The size.</param>
    /// <param name="arguments">The command's arguments.</param>
    public Process StartOnFullDisk(int kilobytes, params string[] arguments) =>
        StartProcess(
            "/bin/sh",
            [
                "-c",
                // The runtime maps its code through a file in memory, which the limit would stop.
                $"trap '' XFSZ; ulimit -f {kilobytes * 2}; export DOTNET_EnableWriteXorExecute=0; exec \"$0\" \"$@\"",
                CommandPath,
                .. All(arguments),
            ]
        );

    private Process StartProcess(string path, string[] arguments, string input = "", bool isPiped = true)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs a command, in this process, with the variables and arguments of another process.</summary>
    public Task<(int Code, string Output, string Errors)> RunForAsync(IReadOnlyDictionary<string, string> variables, string[] arguments) =>
        RunHereAsync(arguments, "", isPiped: true, variables);

    private async Task<(int Code, string Output, string Errors)> RunHereAsync(
        string[] arguments,
        string input,
        bool isPiped,
        IReadOnlyDictionary<string, string>? variables = null
    )
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var context = Context(output, errors, input, isPiped);
        if (variables is not null)
            context = context with { Environment = variables };
        ParseResult parsed;
        lock (Parsing)
            parsed = CommandLine.Build(context).Parse(arguments);
        var code = await parsed.InvokeAsync().InTimeAsync(Limit);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>What a command in this process works with.</summary>
    public CommandContext Context(TextWriter output, TextWriter errors, string input = "", bool isPiped = true)
    {
        var variables = Variables();
        return new CommandContext(variables, TextWriter.Synchronized(output), TextWriter.Synchronized(errors), BuiltFolder)
        {
            Plugins = (environment, processes) => new PluginsHere(name => environment.GetValueOrDefault(name), processes, _time),
            Keys = Keys,
            Input = new CommandInput(new StringReader(input), isPiped),
        };
    }

    private string[] All(string[] arguments) => ["--stack", "dev", "--cwd", ProjectFolder, .. arguments];

    /// <summary>The test's own variables, and those that lead to its license.</summary>
    private Dictionary<string, string> Variables()
    {
        var variables = ChildProcess.OwnVariables();
        variables["PULUMI_CONFIG_PASSPHRASE"] = "x";
        variables["PULUMI_HOME"] = Home;
        variables["LIVECHAT_API_URL"] = Emulator.Url.ToString();
        variables["LIVECHAT_ACCESS_TOKEN"] = Token;
        variables["LIVECHAT_LICENSE_ID"] = "100";

        // This license does not lag; a create that was cut off is looked for no longer than that before it is sent again.
        variables["LIVECHAT_PROPAGATION_SECONDS"] = "2";
        foreach (var (name, value) in Environment)
        {
            if (value.Length == 0)
                variables.Remove(name);
            else
                variables[name] = value;
        }

        return variables;
    }

    public JsonObject Dump() => (JsonObject)Emulator.Control("dump");

    public void Fault(string json) => Emulator.Control("faults", (JsonObject)JsonNode.Parse(json)!);

    /// <summary>Child processes whose command is the plugin.</summary>
    public static IEnumerable<int> PluginsOf(int parent) => ChildrenOf(parent, "(pulumi-resource)");

    /// <summary>Child processes that run a program in C#.</summary>
    public static IEnumerable<int> ProgramsOf(int parent) => ChildrenOf(parent, "(dotnet)");

    private static IEnumerable<int> ChildrenOf(int parent, string name)
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
            if (int.Parse(afterName[1], CultureInfo.InvariantCulture) == parent && stat.Contains(name, StringComparison.Ordinal))
                yield return int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        _folder.Dispose();
    }
}
