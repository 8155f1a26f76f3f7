using System.CommandLine;
using LiveChatPulumi.Routing;
using LocalEngine;
using LocalEngine.State;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>The rules that the commands show, and the license that they are of.</summary>
internal sealed record ShownRules(LicenseRoutes License, IReadOnlyList<ListedRule> Rules, bool IsPreview);

/// <summary>Reads the license's rules and, with <c>--preview</c>, forecasts them as an apply will leave them.</summary>
internal sealed class RulesReader(CommandContext context, Func<ParseResult, Workspace?> open)
{
    public Option<bool> Preview { get; } =
        new("--preview") { Description = "Show the rules as an up of this project's program will leave them.", Recursive = true };

    public async Task<ShownRules> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (workspace, preview) = (open(parsed), parsed.GetValue(Preview));
        if (preview && workspace is null)
            throw new EngineException("--preview needs a project: there is no Pulumi.yaml here; name its folder with --cwd");
        using var api = LicenseAccess.Open(context, workspace);
        var license = await LicenseRoutes.ReadAsync(api, cancellationToken).ConfigureAwait(false);
        if (!preview)
            return new ShownRules(license, [.. license.Rules.Select(r => new ListedRule(r))], preview);
        var (before, after) = await PreviewAsync(workspace!, cancellationToken).ConfigureAwait(false);
        return new ShownRules(license, RuleForecast.Of(license.Rules, DeclaredRules.Read(before, after)), preview);
    }

    /// <summary>Runs the program without applying it. Its messages go to stderr, because stdout is for the rules.</summary>
    private async Task<(Snapshot Before, Snapshot After)> PreviewAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        await using IDisplay display = new PlainDisplay(context.Errors, context.Filter, false);
        await display.PhaseAsync(OperationKind.Preview, workspace.Stack, preview: true).ConfigureAwait(false);
        var before = workspace.Backend.Load(workspace.Codec);
        var program = workspace.Program();
        await program.PrepareAsync(display, cancellationToken).ConfigureAwait(false);
        var parallel = 4 * Environment.ProcessorCount;
        var engine = new Engine(workspace.Target(), workspace.Plugins(), display, TimeProvider.System, parallel);
        var (result, after) = await engine.RunProgramAsync(program, before, null, cancellationToken).ConfigureAwait(false);
        return result.Succeeded
            ? (before, after)
            : throw new EngineException("the preview failed, so it is not known how the rules would be");
    }
}
