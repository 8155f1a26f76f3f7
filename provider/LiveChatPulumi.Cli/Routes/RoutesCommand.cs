using System.CommandLine;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>livechat routes: shows the routing rules as they are, or as an apply will leave them.</summary>
internal static class RoutesCommand
{
    private static readonly Option<string?> Html = new("--html")
    {
        Description = "Write one page that shows the rules, the groups they lead to, and who answers there.",
    };

    public static Command Build(CommandContext context, Func<ParseResult, Workspace?> open)
    {
        var reader = new RulesReader(context, open);
        var json = new Option<bool>("--json") { Description = "Print one JSON document instead of lines.", Recursive = true };
        var command = new Command("routes", "Show which rules route chats, in their order, and where they lead.")
        {
            reader.Preview,
            json,
            Html,
            RoutesTestCommand.Build(context, reader, json),
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(async () =>
                {
                    var shown = await reader.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
                    await WriteAsync(context, shown, parsed.GetValue(Html), parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
                    return ExitCodes.Success;
                })
        );
        return command;
    }

    private static async Task WriteAsync(
        CommandContext context,
        ShownRules shown,
        string? html,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var text = new RoutesText(shown.License);
        if (html is not null)
        {
            var page = new RoutesPage(shown.License, TimeProvider.System.GetUtcNow()).Write(shown.Rules, shown.IsPreview);
            await File.WriteAllTextAsync(html, page, cancellationToken).ConfigureAwait(false);
            await context.WriteLineAsync($"Wrote {html}.").ConfigureAwait(false);
        }
        else if (json)
            await context.WriteJsonAsync(text.Json(shown.Rules)).ConfigureAwait(false);
        else
            foreach (var line in text.Lines(shown.Rules))
                await context.WriteLineAsync(line).ConfigureAwait(false);

        foreach (var warning in text.Warnings(shown.Rules))
            await context.WriteErrorAsync("warning: " + warning).ConfigureAwait(false);
    }
}
