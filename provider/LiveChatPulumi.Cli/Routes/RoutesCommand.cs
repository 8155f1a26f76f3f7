using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Routing;
using LocalEngine;
using LocalEngine.State;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>livechat routes: where chats go, as it is and as an apply will leave it.</summary>
internal static class RoutesCommand
{
    private static readonly Option<bool> Preview = new("--preview")
    {
        Description = "Show the rules as an up of this project's program will leave them.",
        Recursive = true,
    };
    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON document instead of lines.",
        Recursive = true,
    };

    public static Command Build(Shell shell, Func<ParseResult, Workspace?> open)
    {
        var html = new Option<string?>("--html")
        {
            Description = "Write one page that shows the rules, the groups they lead to, and who answers there.",
        };
        var command = new Command("routes", "Show which rules route chats, in their order, and where they lead.")
        {
            Preview,
            Json,
            html,
            BuildTest(shell, open),
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                shell.GuardAsync(async () =>
                {
                    var (license, routes) = await ReadAsync(shell, open(parsed), parsed.GetValue(Preview), cancellationToken)
                        .ConfigureAwait(false);
                    var text = new RoutesText(license);
                    if (parsed.GetValue(html) is { } file)
                    {
                        await File.WriteAllTextAsync(
                                file,
                                new RoutesPage(license, TimeProvider.System.GetUtcNow()).Write(routes, parsed.GetValue(Preview)),
                                cancellationToken
                            )
                            .ConfigureAwait(false);
                        await shell.Output.WriteLineAsync($"Wrote {file}.").ConfigureAwait(false);
                    }
                    else if (parsed.GetValue(Json))
                        await WriteAsync(shell, text.Json(routes)).ConfigureAwait(false);
                    else
                        foreach (var line in text.Lines(routes))
                            await shell.Output.WriteLineAsync(line).ConfigureAwait(false);

                    foreach (var warning in text.Warnings(routes))
                        await shell.Errors.WriteLineAsync("warning: " + warning).ConfigureAwait(false);
                    return ExitCodes.Success;
                })
        );
        return command;
    }

    private static Command BuildTest(Shell shell, Func<ParseResult, Workspace?> open)
    {
        var url = new Option<string?>("--url") { Description = "Address of the page that the customer is on." };
        var country = new Option<string?>("--country") { Description = "The customer's country, by name." };
        var code = new Option<string?>("--country-code") { Description = "The customer's country, by its code of two letters." };
        var region = new Option<string?>("--region") { Description = "The customer's region." };
        var city = new Option<string?>("--city") { Description = "The customer's city." };
        var command = new Command("test", "Tell which rule a customer meets first, and which groups get the chat.")
        {
            url,
            country,
            code,
            region,
            city,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                shell.GuardAsync(async () =>
                {
                    var visitor = new Visitor(
                        parsed.GetValue(url),
                        new RulePlace(parsed.GetValue(country), parsed.GetValue(code), parsed.GetValue(region), parsed.GetValue(city))
                    );
                    if (visitor == new Visitor(null, new RulePlace(null, null, null, null)))
                        throw new EngineException("say something of the customer: --url, --country, --country-code, --region or --city");
                    var (license, routes) = await ReadAsync(shell, open(parsed), parsed.GetValue(Preview), cancellationToken)
                        .ConfigureAwait(false);
                    if (parsed.GetValue(Json))
                    {
                        var (rule, uncertain) = RuleMatching.First(
                            routes.Where(r => !r.Change.HasFlag(RouteChange.Deleted)).Select(r => r.Rule),
                            visitor
                        );
                        await WriteAsync(
                                shell,
                                new JsonObject
                                {
                                    ["ruleId"] = rule?.Id,
                                    ["groupIds"] = new JsonArray([.. (rule?.Groups ?? [0]).Select(g => (JsonNode)g)]),
                                    ["dependsOn"] = new JsonArray([.. uncertain.Select(r => (JsonNode)r.Id)]),
                                }
                            )
                            .ConfigureAwait(false);
                    }
                    else
                        foreach (var line in new RoutesText(license).Answer(routes, visitor))
                            await shell.Output.WriteLineAsync(line).ConfigureAwait(false);

                    return ExitCodes.Success;
                })
        );
        return command;
    }

    private static async Task<(LicenseRoutes License, IReadOnlyList<Route> Routes)> ReadAsync(
        Shell shell,
        Workspace? workspace,
        bool preview,
        CancellationToken cancellationToken
    )
    {
        if (preview && workspace is null)
            throw new EngineException("--preview needs a project: there is no Pulumi.yaml here; name its folder with --cwd");
        using var api = LicenseAccess.Open(shell.Environment, workspace);
        var license = await LicenseRoutes.ReadAsync(api, cancellationToken).ConfigureAwait(false);
        if (!preview)
            return (license, [.. license.Rules.Select(r => new Route(r))]);
        var (before, after) = await PreviewAsync(shell, workspace!, cancellationToken).ConfigureAwait(false);
        return (license, RouteForecast.Of(license.Rules, before, after));
    }

    /// <summary>Runs the program without applying it. What it has to say goes to stderr.</summary>
    private static async Task<(Snapshot Before, Snapshot After)> PreviewAsync(
        Shell shell,
        Workspace workspace,
        CancellationToken cancellationToken
    )
    {
        await using IDisplay display = new PlainDisplay(shell.Errors, false);
        await display.PhaseAsync(OperationKind.Preview, workspace.Stack, preview: true).ConfigureAwait(false);
        var before = workspace.Backend.Load(workspace.Codec);
        var program = workspace.Program();
        await program.PrepareAsync(display, cancellationToken).ConfigureAwait(false);
        var (result, after) = await new Engine(
            workspace.Target(),
            workspace.Plugins(),
            display,
            TimeProvider.System,
            4 * Environment.ProcessorCount
        )
            .RunProgramAsync(program, before, null, cancellationToken)
            .ConfigureAwait(false);
        return result.Succeeded
            ? (before, after)
            : throw new EngineException("the preview failed, so it is not known how the rules would be");
    }

    private static Task WriteAsync(Shell shell, JsonObject json) =>
        shell.Output.WriteLineAsync(
            json.ToJsonString(
                new JsonSerializerOptions
                {
                    WriteIndented = true,
                    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        );
}
