using System.CommandLine;
using LiveChatPulumi.Export.Reading;

namespace LiveChatPulumi.Cli.Export;

/// <summary>livechat export, as it is called.</summary>
internal static class ExportOptions
{
    /// <summary>The stack where none is named: what is exported is what is in use.</summary>
    private const string DefaultStack = "production";

    private static readonly Option<string> Out = new("--out", "-o") { Description = "The folder of the project.", Required = true };

    private static readonly Option<string> Language = new("--language", "-l")
    {
        Description = "The language of the program: csharp or yaml.",
        DefaultValueFactory = _ => "yaml",
    };

    private static readonly Option<string[]> Include = new("--include")
    {
        Description = "Export only these: Type, or Type/name with * and ?, such as Group or 'Agent/*@example.com'.",
    };

    private static readonly Option<string[]> Exclude = new("--exclude")
    {
        Description = "Export none of these; patterns as for --include.",
    };

    private static readonly Option<string[]> Owner = new("--owner")
    {
        Description =
            "Client id whose bot templates, properties and webhooks are exported, besides LIVECHAT_OWNER_CLIENT_ID and those that the "
            + "license itself names.",
    };

    private static readonly Option<string?> Name = new("--name") { Description = "The name of the project; by default the folder's." };

    private static readonly Option<string?> Sdk = new("--sdk")
    {
        Description = "For csharp: the SDK's project (.csproj), or a folder with its package; by default the package is restored.",
    };

    private static readonly Option<bool> NoProof = new("--no-proof")
    {
        Description = "Do not preview the written program: nothing then shows that it changes nothing.",
    };

    /// <summary>The command.</summary>
    /// <param name="context">What it works with.</param>
    /// <param name="stack">The stack that is named, or null.</param>
    /// <param name="folder">The folder that relative paths begin at.</param>
    public static Command Build(CommandContext context, Func<ParseResult, string?> stack, Func<ParseResult, string> folder)
    {
        var command = new Command(
            "export",
            "Write the whole license as a program with its state, and prove by a preview that the program changes nothing."
        )
        {
            Out,
            Language,
            Include,
            Exclude,
            Owner,
            Name,
            Sdk,
            NoProof,
        };
        Language.AcceptOnlyFromAmong("csharp", "yaml");
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(() =>
                {
                    var start = Path.GetFullPath(folder(parsed));
                    var settings = new ExportSettings(
                        Path.GetFullPath(parsed.GetValue(Out)!, start),
                        parsed.GetValue(Name),
                        stack(parsed) ?? context.Environment.GetValueOrDefault("PULUMI_STACK") ?? DefaultStack,
                        parsed.GetValue(Language) == "csharp" ? ExportLanguage.CSharp : ExportLanguage.Yaml,
                        new ExportFilter([.. parsed.GetValue(Include) ?? []], [.. parsed.GetValue(Exclude) ?? []]),
                        [.. parsed.GetValue(Owner) ?? []],
                        parsed.GetValue(Sdk) is { } sdk ? Path.GetFullPath(sdk, start) : null,
                        !parsed.GetValue(NoProof)
                    );
                    return new ExportCommand(context, settings).RunAsync(cancellationToken);
                })
        );
        return command;
    }
}
