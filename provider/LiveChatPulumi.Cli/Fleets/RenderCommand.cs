using System.CommandLine;
using System.Globalization;
using LocalEngine;
using LocalEngine.Projects;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>Where the programs of a fleet come from, for those who run it elsewhere.</summary>
/// <param name="Repository">The address of the repository.</param>
/// <param name="Branch">Its branch.</param>
/// <param name="Root">The repository's folder on this machine.</param>
/// <param name="Organization">The organization of the stacks in Pulumi Cloud; null for another backend.</param>
/// <param name="DriftCron">When drift is looked for; null for never.</param>
/// <param name="MaxDeletes">How many resources of a type a run may delete; null for no bound.</param>
internal sealed record FleetSource(string Repository, string Branch, string Root, string? Organization, string? DriftCron, int? MaxDeletes)
{
    /// <summary>Variables whose values are no secrets.</summary>
    public IEnumerable<(string Name, string Value)> Plain =>
        MaxDeletes is { } most ? [("LIVECHAT_MAX_DELETES", most.ToString(CultureInfo.InvariantCulture))] : [];

    /// <summary>The project's folder inside of the repository.</summary>
    /// <exception cref="EngineException">It is not in it.</exception>
    public string FolderOf(FleetLicense license)
    {
        var folder = Path.GetRelativePath(Root, license.Folder).Replace(Path.DirectorySeparatorChar, '/');
        return folder.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(folder)
            ? throw new EngineException($"{license.Place}: {license.Folder} is not in the repository {Root}: name its folder with --root")
            : folder;
    }
}

/// <summary>livechat fleet render: the same file drives the Pulumi Kubernetes Operator, or Pulumi Deployments.</summary>
internal static class RenderCommand
{
    private static readonly Option<string> To = new("--to")
    {
        Description = "operator (Stack resources of the Pulumi Kubernetes Operator) or deployments (settings of Pulumi Deployments).",
        Required = true,
    };
    private static readonly Option<string> Repository = new("--repository")
    {
        Description = "The address of the repository that has the programs.",
        Required = true,
    };
    private static readonly Option<string> Branch = new("--branch") { Description = "Its branch.", DefaultValueFactory = _ => "main" };
    private static readonly Option<string?> Root = new("--root")
    {
        Description = "The repository's folder here; by default the nearest one with .git above the file.",
    };
    private static readonly Option<string?> Organization = new("--organization")
    {
        Description = "The organization of the stacks in Pulumi Cloud.",
    };
    private static readonly Option<string> Secret = new("--secret-name")
    {
        Description = "operator: the Kubernetes Secret that has the variables which the file names.",
        DefaultValueFactory = _ => "livechat-fleet",
    };
    private static readonly Option<string?> Namespace = new("--namespace") { Description = "operator: the namespace of the stacks." };
    private static readonly Option<string?> ServiceAccount = new("--service-account")
    {
        Description = "operator: the account that the programs run under.",
    };
    private static readonly Option<string?> DriftCron = new("--drift-cron")
    {
        Description = "When drift is looked for, such as '0 3 * * *'.",
    };
    private static readonly Option<int?> MaxDeletes = new("--max-deletes")
    {
        Description = "How many resources of a type a run may delete (livechat:maxDeletes).",
    };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Write to a file instead." };

    public static Command Build(CommandContext context, Func<ParseResult, Fleet> load)
    {
        To.AcceptOnlyFromAmong("operator", "deployments");
        var command = new Command("render", "Write what runs the fleet elsewhere. It names secrets and holds none.");
        foreach (var option in FleetCommand.Common)
            command.Options.Add(option);
        foreach (
            var option in (Option[])
                [To, Repository, Branch, Root, Organization, Secret, Namespace, ServiceAccount, DriftCron, MaxDeletes, Out]
        )
            command.Options.Add(option);
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(async () =>
                {
                    var text = Render(load(parsed), parsed);
                    var summary = $"{parsed.GetValue(To)}: settings for the fleet.";
                    await context.WriteReportAsync(text, parsed.GetValue(Out), summary, cancellationToken).ConfigureAwait(false);
                    return ExitCodes.Success;
                })
        );
        return command;
    }

    private static string Render(Fleet fleet, ParseResult parsed)
    {
        var source = new FleetSource(
            parsed.GetValue(Repository)!,
            parsed.GetValue(Branch)!,
            parsed.GetValue(Root) is { } root ? Path.GetFullPath(root) : RepositoryOf(fleet.Path),
            parsed.GetValue(Organization),
            parsed.GetValue(DriftCron),
            parsed.GetValue(MaxDeletes)
        );
        if (parsed.GetValue(To) == "operator")
            return OperatorManifests.Write(
                fleet,
                source,
                new ClusterSettings(parsed.GetValue(Secret)!, parsed.GetValue(Namespace), parsed.GetValue(ServiceAccount))
            );
        if (source.Organization is null)
            throw new EngineException("Pulumi Deployments belong to an organization of Pulumi Cloud: name it with --organization");
        return CommandContext.Readably(DeploymentSettings.Write(fleet, source, ProjectName)) + "\n";
    }

    private static string ProjectName(FleetLicense license) => Project.Load(license.Folder).Name;

    private static string RepositoryOf(string file)
    {
        for (var folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, ".git")) || File.Exists(Path.Combine(folder, ".git")))
                return folder;
        }

        return Path.GetDirectoryName(file)!;
    }
}
