using System.Diagnostics;
using LocalEngine.Projects;
using PluginProtocol.Messages;

namespace LocalEngine.Programs;

/// <summary>
/// A program with <c>runtime: dotnet</c>. It is compiled once and then run for each phase; not at all where nothing has changed since the
/// last time.
/// </summary>
internal sealed class DotnetProgram(Project project, IReadOnlyDictionary<string, string> environment) : ProcessProgram(project, environment)
{
    private string? _executable;

    public override async Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken)
    {
        if (Project.RuntimeOptions.ContainsKey("binary"))
            return;
        var sdk = await SdkVersionAsync(cancellationToken).ConfigureAwait(false);
        var before = await SourcesAsync(sdk, cancellationToken).ConfigureAwait(false);
        if (before is { } same && same.Record.Holds(same.Digest))
        {
            observer.Diagnostic(LogSeverity.Info, "", "program unchanged since the last build");
            _executable = same.Record.Executable();
            return;
        }

        await BuildAsync(observer, cancellationToken).ConfigureAwait(false);

        // What changed while it was built may be in the output or not.
        if (await SourcesAsync(sdk, cancellationToken).ConfigureAwait(false) is not { } after || after.Digest != before?.Digest)
            return;
        after.Record.Write(after.Digest);
        _executable = after.Record.Executable();
    }

    protected override ProcessStartInfo Command(ProgramRun run)
    {
        var compiled = Project.RuntimeOptions.TryGetValue("binary", out var binary)
            ? Path.GetFullPath(binary, Project.Folder)
            : _executable;
        var start = compiled is not null
            ? Compiled(compiled)
            : new ProcessStartInfo("dotnet", ["run", "--no-build", "--project", Project.ProgramFolder]);
        start.WorkingDirectory = Project.ProgramFolder;
        return start;
    }

    private static ProcessStartInfo Compiled(string path) =>
        path.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [path]) : new ProcessStartInfo(path);

    /// <summary>A digest of what a build depends on, and the record of the last one; null where it is in doubt.</summary>
    private async Task<(string Digest, BuildRecord Record)?> SourcesAsync(string? sdk, CancellationToken cancellationToken)
    {
        if (sdk is null || BuildInputs.Of(Project.ProgramFolder) is not { } inputs)
            return null;
        return await inputs.DigestAsync(sdk, Environment, cancellationToken).ConfigureAwait(false) is { } digest
            ? (digest, new BuildRecord(Project.ProgramFolder, inputs))
            : null;
    }

    /// <summary>The SDK that builds in the program's folder; null where none does.</summary>
    private async Task<string?> SdkVersionAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var start = new ProcessStartInfo("dotnet", ["--version"]) { WorkingDirectory = Project.ProgramFolder };
        var (code, _) = await RunProcessAsync(start, [], lines.Add, cancellationToken).ConfigureAwait(false);
        return code == 0 ? string.Join('\n', lines) : null;
    }

    private async Task BuildAsync(IEngineObserver observer, CancellationToken cancellationToken)
    {
        var output = new List<string>();
        var build = new ProcessStartInfo("dotnet", ["build", Project.ProgramFolder, "-nologo", "-v:quiet", "-clp:NoSummary"])
        {
            WorkingDirectory = Project.ProgramFolder,
        };
        var (code, stderr) = await RunProcessAsync(build, [], output.Add, cancellationToken).ConfigureAwait(false);
        if (code != 0)
            throw new EngineException($"The program does not compile:\n{string.Join("\n", output.Distinct())}\n{stderr}");
        foreach (var warning in output.Where(l => l.Contains(": warning ", StringComparison.Ordinal)).Distinct())
            observer.Diagnostic(LogSeverity.Warning, "", warning);
    }
}
