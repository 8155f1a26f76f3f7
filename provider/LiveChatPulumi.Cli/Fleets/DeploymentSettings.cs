using System.Text.Json.Nodes;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>
/// Settings of Pulumi Deployments for each license: the bodies of two calls of its REST API. A value that is a variable here stands as
/// <c>$NAME</c>, and is put in by whoever sends it.
/// </summary>
internal static class DeploymentSettings
{
    private const string Api = "https://api.pulumi.com/api/stacks";

    /// <summary>Writes the settings.</summary>
    /// <param name="fleet">The licenses.</param>
    /// <param name="source">Where their programs come from.</param>
    /// <param name="project">The name of a license's project.</param>
    public static JsonObject Write(Fleet fleet, FleetSource source, Func<FleetLicense, string> project) =>
        new() { ["stacks"] = new JsonArray([.. fleet.Licenses.Select(l => Stack(l, source, project(l)))]) };

    private static JsonObject Stack(FleetLicense license, FleetSource source, string project)
    {
        var address = $"{Api}/{Uri.EscapeDataString(source.Organization!)}/{project}/{license.Stack}/deployments";
        var stack = new JsonObject
        {
            ["name"] = license.Name,
            ["settings"] = new JsonObject { ["url"] = address + "/settings", ["body"] = Settings(license, source, project) },
        };
        if (source.DriftCron is { } cron)
            stack["drift"] = new JsonObject
            {
                ["url"] = address + "/drift/schedules",
                ["body"] = new JsonObject { ["scheduleCron"] = cron, ["autoRemediate"] = false },
            };
        return stack;
    }

    private static JsonObject Settings(FleetLicense license, FleetSource source, string project)
    {
        var variables = new JsonObject();
        foreach (var (name, value) in source.Plain)
            variables[name] = value;
        foreach (var (name, variable) in license.Environment)
            variables[name] = Secret(variable);

        // Values of the configuration reach the stack through commands, which find them in variables.
        var commands = new JsonArray();
        foreach (var (key, variable) in license.Config)
        {
            variables[variable] = Secret(variable);
            commands.Add(
                (JsonNode)
                    $"printf %s \"${variable}\" | pulumi config set --secret {key} --stack {source.Organization}/{project}/{license.Stack}"
            );
        }

        var operation = new JsonObject { ["environmentVariables"] = variables };
        if (commands.Count > 0)
            operation["preRunCommands"] = commands;
        var git = new JsonObject { ["repoURL"] = source.Repository, ["branch"] = "refs/heads/" + source.Branch };
        if (source.FolderOf(license) is not "." and var folder)
            git["repoDir"] = folder;
        return new JsonObject
        {
            ["sourceContext"] = new JsonObject { ["git"] = git },
            ["operationContext"] = operation,
        };
    }

    private static JsonObject Secret(string variable) => new() { ["secret"] = "$" + variable };
}
