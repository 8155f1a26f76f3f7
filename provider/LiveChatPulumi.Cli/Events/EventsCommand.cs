using System.CommandLine;
using LocalEngine;

namespace LiveChatPulumi.Cli.Events;

/// <summary>livechat events: hears of changes of the license while they are made.</summary>
internal static class EventsCommand
{
    /// <summary>The variable with the secret: on a command line, the list of processes would show it.</summary>
    public const string SecretVariable = "LIVECHAT_EVENTS_SECRET";

    private const int ShortestSecret = 16;

    public static Command Build(CommandContext context, Func<ParseResult, Workspace?> open) =>
        new("events", "Keep what LiveChat tells of changes of the license: drift --events names who made them, and when.")
        {
            BuildServe(context),
            BuildRegister(context, open),
        };

    private static Command BuildServe(CommandContext context)
    {
        var file = new Option<string>("--file")
        {
            Description = "The file that the events are appended to.",
            DefaultValueFactory = _ => "livechat.events.jsonl",
        };
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1.", DefaultValueFactory = _ => 8788 };
        var size = new Option<int>("--max-megabytes") { Description = "How long a file may become.", DefaultValueFactory = _ => 10 };
        var kept = new Option<int>("--keep") { Description = "How many full files are kept.", DefaultValueFactory = _ => 5 };
        var command = new Command(
            "serve",
            "Receive webhooks of the license on 127.0.0.1, behind a proxy of yours. "
                + $"{SecretVariable} has the secret that they carry. Ctrl-C ends it."
        )
        {
            file,
            port,
            size,
            kept,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(() =>
                    ServeAsync(
                        context,
                        parsed.GetValue(file)!,
                        parsed.GetValue(port),
                        Math.Max(1, parsed.GetValue(size)) * 1024L * 1024,
                        Math.Max(1, parsed.GetValue(kept)),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static async Task<int> ServeAsync(
        CommandContext context,
        string path,
        int port,
        long bound,
        int kept,
        CancellationToken cancellationToken
    )
    {
        if (context.Environment.GetValueOrDefault(SecretVariable) is not { Length: >= ShortestSecret } secret)
            throw new EngineException($"{SecretVariable} must have the secret of the webhooks, {ShortestSecret} characters or more.");
        context.Filter.Learn(secret);
        using var file = new EventFile(path, bound, kept);
        await using var server = new EventServer(file, secret, context.WriteLineAsync, TimeProvider.System);
        await server.StartAsync(port, cancellationToken).ConfigureAwait(false);
        await context.WriteLineAsync($"http://{server.Address}").ConfigureAwait(false);
        await context.Data.FlushAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C ends it; what was answered is on the disk.
        }

        return ExitCodes.Success;
    }

    private static Command BuildRegister(CommandContext context, Func<ParseResult, Workspace?> open)
    {
        var url = new Option<string>("--url") { Description = "The address by which LiveChat reaches events serve.", Required = true };
        var language = new Option<string?>("--language") { Description = "yaml or csharp; by default that of the project." };
        language.AcceptOnlyFromAmong("yaml", "csharp");
        var command = new Command("register", "Print the webhooks that events serve needs, as resources for the program.")
        {
            url,
            language,
        };
        command.SetAction(
            (parsed, _) =>
                context.GuardAsync(async () =>
                {
                    var address = parsed.GetValue(url)!;
                    if (!Uri.TryCreate(address, UriKind.Absolute, out var parsedUrl) || parsedUrl.Scheme is not ("https" or "http"))
                        throw new EngineException("--url must be an absolute address such as https://hooks.example.com/livechat");
                    var isCSharp = (parsed.GetValue(language) ?? open(parsed)?.Project.Runtime) is "csharp" or "dotnet";
                    var lines = isCSharp ? RegisterText.CSharp(address) : RegisterText.Yaml(address);
                    foreach (var line in lines)
                        await context.WriteLineAsync(line).ConfigureAwait(false);
                    return ExitCodes.Success;
                })
        );
        return command;
    }
}
