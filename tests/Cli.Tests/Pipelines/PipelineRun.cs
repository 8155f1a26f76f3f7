using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests;

/// <summary>
/// Runs the commands of a job as its host does: in a clean clone of a repository, by bash, with the variables that the file sets and those
/// of a project, and nothing else of this machine. gh, glab and pulumi are stand-ins; git and jq are real, and so is livechat in the long
/// form of the tests, while it runs in the test's process otherwise.
/// </summary>
internal sealed class PipelineRun : IAsyncDisposable
{
    /// <summary>Keeps comments, issues and pull requests in files, as gh api and glab api would at their hosts.</summary>
    private const string HostStub = """
        #!/bin/bash
        set -eu
        [ "$1" = api ]; shift
        method=GET path= input='{}'
        while [ $# -gt 0 ]; do
          case $1 in
            --method) method=$2; shift 2 ;;
            --input) input=$(cat); shift 2 ;;
            -f) input=$(jq -n --arg name "${2%%=*}" --arg value "${2#*=}" '{($name): $value}'); shift 2 ;;
            --header) shift 2 ;;
            --paginate) shift ;;
            *) path=$1; shift ;;
          esac
        done
        echo "$method ${path%%\?*}" >>"$STORE/calls"
        last=$(basename "${path%%\?*}")
        [ "$last" != user ] || { echo '{"id":1}'; exit 0; }
        case $last in [0-9]*) id=$last; collection=$(basename "$(dirname "${path%%\?*}")") ;; *) id=; collection=$last ;; esac
        file="$STORE/$collection.json"
        [ -e "$file" ] || echo '[]' >"$file"
        case $method in
          GET) jq 'map(select(.state != "closed"))' "$file" ;;
          POST) jq --argjson new "$input" '. + [(length + 1) as $n | {id: $n, number: $n, iid: $n, state: "open",
              user: {login: "github-actions[bot]"}, author: {id: 1}} + $new]' "$file" >"$file.new"; mv "$file.new" "$file" ;;
          *) jq --argjson new "$input" --argjson id "$id" 'map(if .id == $id then . + $new else . end)
              | map(if .state_event == "close" then .state = "closed" else . end)' "$file" >"$file.new"; mv "$file.new" "$file" ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly CommandHarness _command;

    private CommandHere? _here;

    private PipelineRun(CommandHarness command) => _command = command;

    /// <summary>The repository in which the job runs.</summary>
    public string Clone => _folder.File("clone");

    /// <summary>What pulumi prints, and how it ends.</summary>
    public (string Text, int Code) Pulumi { get; set; } = ("", 0);

    public static async Task<PipelineRun> StartAsync(CommandHarness command, string host, string program)
    {
        var run = new PipelineRun(command);
        foreach (var name in (string[])["bin", "store", "home", "seed/ci"])
            Directory.CreateDirectory(run._folder.File(name));
        run.AddCommand("gh", HostStub);
        run.AddCommand("glab", HostStub);
        run.AddCommand("pulumi", "#!/bin/bash\nprintf '%s\\n' \"pulumi $*\" \"$PULUMI_TEXT\"; exit \"$PULUMI_CODE\"\n");
        if (!LongForms.Wanted)
        {
            run._here = await CommandHere.StartAsync(command);
            run.AddCommand(
                "livechat",
                CommandHere.Script.Replace(
                    nameof(CommandHere.FirstCode),
                    CommandHere.FirstCode.ToString(CultureInfo.InvariantCulture),
                    StringComparison.Ordinal
                )
            );
        }

        File.Copy(Repo.Path("examples", "gitops", host, "report.sh"), run._folder.File("seed/ci/report.sh"));
        await File.WriteAllTextAsync(run._folder.File("seed/Pulumi.yaml"), program);
        await File.WriteAllTextAsync(run._folder.File("seed/Pulumi.production.yaml"), "config: {}\n");
        await run.GitAsync("seed", "init", "--quiet", "--initial-branch", "main");
        await run.GitAsync("seed", "add", ".");
        await run.GitAsync("seed", "-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "--quiet", "--message", "first");
        await run.GitAsync(".", "clone", "--quiet", "--bare", "seed", "origin.git");
        await run.GitAsync(".", "clone", "--quiet", "origin.git", "clone");
        return run;
    }

    /// <summary>What a host has of a collection: comments, notes, issues, pulls or merge_requests.</summary>
    public JsonArray Has(string collection) =>
        File.Exists(Store(collection)) ? (JsonArray)JsonNode.Parse(File.ReadAllText(Store(collection)))! : [];

    /// <summary>Gives a host something that is there already.</summary>
    public void Give(string collection, string json) => File.WriteAllText(Store(collection), json);

    /// <summary>Runs git.</summary>
    public Task<string> GitAsync(string folder, params string[] arguments) =>
        Shell.RunAsync(_folder.File(folder), TimeSpan.FromMinutes(1), new Dictionary<string, string>(), ["git", .. arguments]);

    /// <summary>Runs the commands of a job.</summary>
    public Task<(int Code, string Output)> RunAsync(PipelineFile file, string job) =>
        RunAsync(file.IsGitHub ? ["-e"] : ["-e", "-o", "pipefail"], file.Script(job), file.Variables(job));

    /// <summary>Runs a script in the clone.</summary>
    public async Task<(int Code, string Output)> RunAsync(
        string[] options,
        string script,
        IEnumerable<(string Name, string Value)> variables
    )
    {
        var start = new ProcessStartInfo("/bin/bash", ["--noprofile", "--norc", .. options, "-c", script])
        {
            WorkingDirectory = Clone,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Project().Concat(variables))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = await process.ReadToEndAsync();
        return (process.ExitCode, output + errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_here is not null)
            await _here.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What the project of a host has in variables and secrets.</summary>
    private (string, string)[] Project() =>
        [
            ("PATH", $"{_folder.File("bin")}:{CommandHarness.BuiltFolder}:/usr/local/bin:/usr/bin:/bin"),
            ("HOME", _folder.File("home")),
            ("DOTNET_ROOT", Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory())),
            ("STORE", _folder.File("store")),
            ("COMMAND_HERE", _here?.Url ?? ""),
            ("PULUMI_TEXT", Pulumi.Text),
            ("PULUMI_CODE", Pulumi.Code.ToString(CultureInfo.InvariantCulture)),
            ("PULUMI_BACKEND_URL", $"file://{_folder.File("home")}"),
            ("PULUMI_CONFIG_PASSPHRASE", "x"),
            ("LIVECHAT_ACCOUNT_ID", "emulator"),
            ("LIVECHAT_PERSONAL_ACCESS_TOKEN", "emulator-pat"),
            ("LIVECHAT_API_URL", _command.Emulator.Url.ToString()),
            ("LIVECHAT_PROPAGATION_SECONDS", "2"),
            ("GITHUB_REPOSITORY", "acme/chat"),
            ("PULL_REQUEST", "7"),
            ("BASE_BRANCH", "main"),
            ("CI_PROJECT_ID", "12"),
            ("CI_PROJECT_DIR", Clone),
            ("CI_MERGE_REQUEST_IID", "7"),
            ("CI_DEFAULT_BRANCH", "main"),
        ];

    private string Store(string collection) => Path.Combine(_folder.File("store"), collection + ".json");

    private void AddCommand(string name, string script)
    {
        var path = Path.Combine(_folder.File("bin"), name);
        File.WriteAllText(path, script);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
