using System.CommandLine;
using LocalEngine;

namespace LiveChatPulumi.Cli.Projects;

/// <summary>livechat new: a project to begin with, and what to do next.</summary>
internal static class NewCommand
{
    private static readonly Argument<string?> Folder = new("folder")
    {
        Description = "The folder, which is made; by default the one that the command runs in.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<string> Language = new("--language", "-l")
    {
        Description = "csharp, which needs the .NET SDK, or yaml, which needs nothing.",
        DefaultValueFactory = _ => "csharp",
    };
    private static readonly Option<string?> Name = new("--name", "-n") { Description = "The project's name; by default the folder's." };
    private static readonly Option<string?> Packages = new("--packages")
    {
        Description = "A folder with the SDK's package, such as dist: a nuget.config names it. For C#.",
        HelpName = "folder",
    };

    /// <summary>The command.</summary>
    /// <param name="context">What commands work with.</param>
    /// <param name="root">The folder that other commands take as the project's.</param>
    /// <param name="stack">The stack that options name; null for none.</param>
    public static Command Build(CommandContext context, Func<ParseResult, string> root, Func<ParseResult, string?> stack)
    {
        var command = new Command("new", "Make a project to begin with: a group, an agent and a tag.")
        {
            Folder,
            Language.AcceptOnlyFromAmong("csharp", "yaml"),
            Name,
            Packages,
        };
        command.SetAction((parsed, _) => context.GuardAsync(() => RunAsync(context, parsed, root(parsed), stack(parsed))));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, string root, string? stack)
    {
        var (given, language) = (parsed.GetValue(Folder), parsed.GetValue(Language)!);
        if (parsed.GetValue(Packages) is { } packages && (language != "csharp" || !Directory.Exists(packages)))
            throw new EngineException(
                language == "csharp" ? $"--packages {packages}: there is no such folder." : "--packages is for C#: YAML needs no packages."
            );
        var folder = Path.GetFullPath(Path.Combine(root, given ?? "."));
        var name = parsed.GetValue(Name) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        var files = NewProject.Write(folder, name, language, stack ?? "dev", parsed.GetValue(Packages));
        await context.WriteLineAsync($"Made {given ?? "the project"}: {string.Join(", ", files)}").ConfigureAwait(false);
        await context.WriteLineAsync("").ConfigureAwait(false);
        foreach (var (line, what) in Next(given))
            await context.WriteLineAsync($"  {line, -20}   # {what}").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static IEnumerable<(string Line, string What)> Next(string? folder)
    {
        yield return ("livechat emulate", "in another terminal: a license to play with. It prints three lines to export");
        if (folder is not null)
            yield return ($"cd {folder}", "");
        yield return ("livechat preview", "what would change");
        yield return ("livechat up", "asks, then applies");
    }
}
