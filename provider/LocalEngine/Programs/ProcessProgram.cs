using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using LocalEngine.Projects;

namespace LocalEngine.Programs;

/// <summary>A program that runs as a process of its own.</summary>
internal abstract class ProcessProgram(Project project, IReadOnlyDictionary<string, string> environment) : IProgram
{
    /// <summary>The exit code of Pulumi's SDKs for a program that failed and has reported its error itself.</summary>
    private const int ErrorReported = 32;

    protected Project Project { get; } = project;

    /// <summary>The variables that the engine was given.</summary>
    protected IReadOnlyDictionary<string, string> Environment { get; } = environment;

    public virtual Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string?> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        var (code, stderr) = await RunProcessAsync(Command(run), Variables(run), run.Observer.ProgramOutput, cancellationToken)
            .ConfigureAwait(false);
        return code switch
        {
            0 => null,
            ErrorReported => "",
            _ => $"the program ended with exit code {code}{(stderr.Length > 0 ? ":\n" + stderr : "")}",
        };
    }

    /// <summary>The process to start. Its variables are those that the engine was given, and those of the run.</summary>
    protected abstract ProcessStartInfo Command(ProgramRun run);

    /// <summary>Runs a process to its end.</summary>
    /// <param name="start">The process to start.</param>
    /// <param name="variables">Variables beside those that the engine was given.</param>
    /// <param name="onLine">Gets each line of stdout.</param>
    /// <param name="cancellationToken">Kills the process.</param>
    /// <returns>The exit code and all of stderr.</returns>
    protected async Task<(int Code, string Stderr)> RunProcessAsync(
        ProcessStartInfo start,
        IEnumerable<KeyValuePair<string, string?>> variables,
        Action<string> onLine,
        CancellationToken cancellationToken
    )
    {
        start.With(Environment);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new EngineException($"{start.FileName} cannot be started.");
        var stderr = new StringBuilder();
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is not null)
                onLine(e.Data);
        };
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is not null)
                lock (stderr)
                    stderr.AppendLine(e.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        lock (stderr)
            return (process.ExitCode, stderr.ToString().Trim());
    }

    private IEnumerable<KeyValuePair<string, string?>> Variables(ProgramRun run)
    {
        yield return new("PULUMI_MONITOR", run.MonitorAddress);
        yield return new("PULUMI_ENGINE", run.EngineAddress);
        yield return new("PULUMI_PROJECT", run.Target.Project);
        yield return new("PULUMI_STACK", run.Target.Stack);
        yield return new("PULUMI_ORGANIZATION", run.Target.Organization);
        yield return new("PULUMI_ROOT_DIRECTORY", Project.Folder);
        yield return new("PULUMI_PWD", Project.ProgramFolder);
        yield return new("PULUMI_DRY_RUN", run.IsPreview ? "true" : "false");
        yield return new("PULUMI_QUERY_MODE", "false");
        yield return new("PULUMI_PARALLEL", run.Parallel.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return new("PULUMI_CONFIG", Json(run.Target.Config));
        yield return new(
            "PULUMI_CONFIG_SECRET_KEYS",
            new JsonArray([.. run.Target.SecretKeys.Select(k => JsonValue.Create(k))]).ToJsonString()
        );
    }

    private static string Json(IEnumerable<KeyValuePair<string, string>> values)
    {
        var json = new JsonObject();
        foreach (var (key, value) in values)
            json[key] = value;
        return json.ToJsonString();
    }
}
