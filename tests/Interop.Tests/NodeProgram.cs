using System.Diagnostics;
using LocalEngine.Programs;
using LocalEngine.Projects;
using TestSupport;

namespace Interop_Tests;

/// <summary>A program for Node, run as Pulumi's language host runs it.</summary>
/// <param name="project">The project.</param>
/// <param name="program">The file, or the folder that holds it.</param>
/// <param name="variables">Variables of the process.</param>
internal sealed class NodeProgram(Project project, string program, IReadOnlyDictionary<string, string> variables)
    : ProcessProgram(project, variables)
{
    /// <summary>Where the official SDK is installed.</summary>
    public static string Folder => Repo.Path("tests", "node");

    protected override ProcessStartInfo Command(ProgramRun run) =>
        new(
            "node",
            [
                Path.Combine(Folder, "node_modules", "@pulumi", "pulumi", "cmd", "run"),
                "--monitor",
                run.MonitorAddress,
                "--engine",
                run.EngineAddress,
                "--project",
                run.Target.Project,
                "--stack",
                run.Target.Stack,
                "--organization",
                run.Target.Organization,
                "--pwd",
                Folder,
                "--root-directory",
                Folder,
                "--parallel",
                "8",
                .. run.IsPreview ? new[] { "--dry-run" } : [],
                program,
            ]
        )
        {
            WorkingDirectory = Folder,
        };
}
