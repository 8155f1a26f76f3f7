using System.Diagnostics;
using LocalEngine.Projects;
using PluginProtocol.Messages;

namespace LocalEngine.Programs;

/// <summary>A program with <c>runtime: dotnet</c>. It is compiled once and then run for each phase.</summary>
internal sealed class DotnetProgram(Project project, IReadOnlyDictionary<string, string> environment) : ProcessProgram(project, environment)
{
    public override async Task PrepareAsync(IEngineObserver observer, CancellationToken cancellationToken)
    {
        if (Project.RuntimeOptions.ContainsKey("binary"))
            return;
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

    protected override ProcessStartInfo Command(ProgramRun run)
    {
        var start = Project.RuntimeOptions.TryGetValue("binary", out var binary)
            ? Compiled(Path.GetFullPath(binary, Project.Folder))
            : new ProcessStartInfo("dotnet", ["run", "--no-build", "--project", Project.ProgramFolder]);
        start.WorkingDirectory = Project.ProgramFolder;
        return start;
    }

    private static ProcessStartInfo Compiled(string path) =>
        path.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [path]) : new ProcessStartInfo(path);
}
