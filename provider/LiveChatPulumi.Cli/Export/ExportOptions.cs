using System.CommandLine;
using LiveChatPulumi.Cli.Seeds;
using LiveChatPulumi.Export.Reading;
using LocalEngine;

namespace LiveChatPulumi.Cli.Export;

/// <summary>livechat export, as it is called.</summary>
internal static class ExportOptions
{
    /// <summary>The stack where none is named: what is exported is what is in use.</summary>
    private const string DefaultStack = "production";

    private static readonly Option<string?> Out = new("--out", "-o") { Description = "The folder of the project." };

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

    private static readonly Option<string?> AsSeed = new("--as-seed")
    {
        Description = "Write no program, but a seed for livechat emulate --seed: a license to rehearse on. - is standard output.",
    };

    private static readonly Option<bool> AsComponent = new("--as-component")
    {
        Description =
            "Write a component in C# whose arguments are what differs between stacks, so that one program serves several licenses.",
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
            AsSeed,
            AsComponent,
        };
        Language.AcceptOnlyFromAmong("csharp", "yaml");
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(() =>
                {
                    var start = Path.GetFullPath(folder(parsed));
                    if (parsed.GetValue(AsSeed) is { } seed)
                    {
                        RefuseBesideSeed(parsed);
                        var file = seed == "-" ? seed : Path.GetFullPath(seed, start);
                        return SeedExport.RunAsync(context, file, parsed.GetValue(Owner) ?? [], cancellationToken);
                    }

                    var settings = SettingsOf(context, parsed, stack(parsed), start);
                    return new ExportCommand(context, settings).RunAsync(cancellationToken);
                })
        );
        return command;
    }

    /// <summary>The name of a language, as the option has it.</summary>
    public static string NameOf(ExportLanguage language) => language == ExportLanguage.CSharp ? "csharp" : "yaml";

    /// <summary>What is asked for. What is not said is as in the last export of the folder.</summary>
    private static ExportSettings SettingsOf(CommandContext context, ParseResult parsed, string? stack, string start)
    {
        var folder = Path.GetFullPath(OutOf(parsed), start);
        var former = new ExportFolder(folder).ReadFormer(_ => null);
        var (include, exclude) = (parsed.GetValue(Include) ?? [], parsed.GetValue(Exclude) ?? []);
        var language = parsed.GetValue(Language)!;
        var chosen = stack ?? former?.Stack ?? context.Environment.GetValueOrDefault("PULUMI_STACK") ?? DefaultStack;
        if (parsed.GetValue(AsComponent))
            language = LanguageOfComponent(parsed, former is not null);
        if (former is not null)
        {
            if (parsed.GetResult(Language) is { Implicit: true })
                language = former.Language;
            RefuseOther("--language", former.Language, language);
            RefuseOther("--stack", former.Stack, chosen);
            if (include.Length + exclude.Length > 0)
            {
                RefuseOther("--include", string.Join(' ', former.Include), string.Join(' ', include));
                RefuseOther("--exclude", string.Join(' ', former.Exclude), string.Join(' ', exclude));
            }

            if (parsed.GetValue(Name) is not null)
                throw new EngineException("--name: the folder has a project already, which keeps its name.");
        }

        return new ExportSettings(
            folder,
            parsed.GetValue(Name),
            chosen,
            language == NameOf(ExportLanguage.CSharp) ? ExportLanguage.CSharp : ExportLanguage.Yaml,
            former is null ? new ExportFilter([.. include], [.. exclude]) : new ExportFilter(former.Include, former.Exclude),
            [.. parsed.GetValue(Owner) ?? []],
            parsed.GetValue(Sdk) is { } sdk ? Path.GetFullPath(sdk, start) : null,
            !parsed.GetValue(NoProof)
        )
        {
            Former = former,
            AsComponent = parsed.GetValue(AsComponent),
        };
    }

    private static string LanguageOfComponent(ParseResult parsed, bool isThere)
    {
        if (isThere)
            throw new EngineException("--as-component writes a program anew, and the folder has one: name another folder with --out.");
        if (parsed.GetResult(Language) is { Implicit: false } && parsed.GetValue(Language) != NameOf(ExportLanguage.CSharp))
            throw new EngineException("--as-component writes C# only: leave --language out, or say csharp. A flat export writes YAML.");
        return NameOf(ExportLanguage.CSharp);
    }

    private static void RefuseOther(string option, string was, string wanted)
    {
        if (was != wanted)
            throw new EngineException(
                $"{option}: the folder holds an export with '{was}', not '{wanted}'. "
                    + "Name another folder with --out, or leave the option out."
            );
    }

    private static string OutOf(ParseResult parsed) =>
        parsed.GetValue(Out) is { Length: > 0 } folder
            ? folder
            : throw new EngineException("--out names the folder of the project that is written; --as-seed writes a seed instead.");

    /// <summary>A seed is the whole license: what is about programs has no meaning for it.</summary>
    private static void RefuseBesideSeed(ParseResult parsed)
    {
        foreach (var option in new Option[] { Out, Language, Include, Exclude, Name, Sdk, NoProof, AsComponent })
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new EngineException($"{option.Name} is about a program, and --as-seed writes none: leave one of them out.");
        }
    }
}
