using System.CommandLine;
using System.Text;
using LiveChatPulumi.Export.Model;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.State;
using PluginProtocol.Files;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Imports;

/// <summary>livechat import: takes objects that exist into the state, and prints the code that declares them.</summary>
internal sealed class ImportCommand
{
    private readonly Argument<string[]> _words = new("resource")
    {
        Description = "Type, name and id: livechat:Group support 7.",
        Arity = new ArgumentArity(0, 3),
    };
    private readonly Option<string?> _file = new("--file", "-f") { Description = "A file in the format of pulumi import --file." };
    private readonly Option<string?> _out = new("--out", "-o") { Description = "The file for the code; by default it is printed." };
    private readonly Option<bool> _code = Switch("--generate-code", "Write the code.");
    private readonly Option<bool> _protect = Switch("--protect", "Protect what is imported.");
    private readonly Option<string?> _parent = new("--parent") { Description = "The parent, as name=URN.", HelpName = "name=urn" };
    private readonly Option<string?> _provider = new("--provider") { Description = "The provider, as name=URN.", HelpName = "name=urn" };
    private readonly Option<string[]> _properties = new("--properties") { Description = "The inputs to keep; all without it." };
    private readonly Option<string?> _from = new("--from") { Hidden = true };

    private string? _schema;

    /// <summary>Builds the command.</summary>
    /// <param name="context">What commands work with.</param>
    /// <param name="run">Runs the operation, and gives its exit code.</param>
    /// <param name="open">Opens the project.</param>
    /// <param name="options">Options that it shares with other operations.</param>
    public static Command Build(
        CommandContext context,
        Func<Workspace, ParseResult, Importing, CancellationToken, Task<int>> run,
        Func<ParseResult, Workspace> open,
        params IEnumerable<Option> options
    )
    {
        var import = new ImportCommand();
        var command = new Command("import", "Take objects that exist into the stack, and print the code that declares them.")
        {
            import._words,
            import._file,
            import._out,
            import._code,
            import._protect,
            import._parent,
            import._provider,
            import._properties,
            import._from,
        };
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(
                    () => import.RunAsync(context, open(parsed), parsed, run, cancellationToken),
                    parsed.GetValue<bool>("--json")
                )
        );
        return command;
    }

    private static Option<bool> Switch(string name, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => true };

    private async Task<int> RunAsync(
        CommandContext context,
        Workspace workspace,
        ParseResult parsed,
        Func<Workspace, ParseResult, Importing, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken
    )
    {
        if (parsed.GetValue(_from) is not null)
            throw new EngineException("livechat import has no option --from: `pulumi import --from` does it, on the same state.");
        var writesCode = parsed.GetValue(_code);
        if (writesCode && !ImportedCode.Runtimes.Contains(workspace.Project.Runtime))
            throw new EngineException(
                $"livechat writes code in YAML and C#, not for the runtime '{workspace.Project.Runtime}': "
                    + "use `pulumi import`, or add --generate-code=false."
            );
        var imports = Imports(workspace, parsed);
        if (imports.Select(i => i.Type.Split(':')[0]).Distinct().Skip(1).Any())
            throw new EngineException("The objects are of several packages: import those of each package by a command of its own.");
        var code = await run(workspace, parsed, new Importing(imports, s => _schema = s), cancellationToken).ConfigureAwait(false);
        if (code != ExitCodes.Success || !writesCode || parsed.GetValue<bool>("--preview-only"))
            return code;
        await WriteCodeAsync(context, workspace, imports, parsed, cancellationToken).ConfigureAwait(false);
        return code;
    }

    private IReadOnlyList<ImportSpec> Imports(Workspace workspace, ParseResult parsed)
    {
        var file = new ImportFile(workspace.Project.Name, workspace.Stack);
        var words = parsed.GetValue(_words) ?? [];
        if (parsed.GetValue(_file) is { } path)
            return words.Length == 0
                ? file.Read(path, parsed.GetValue(_protect))
                : throw new EngineException("an import takes a type, a name and an id, or --file, not both");
        if (words is not [var type, var name, var id])
            throw new EngineException("an import takes a type, a name and an id, or --file");
        return
        [
            ImportFile.Of(type, name, id) with
            {
                Protect = parsed.GetValue(_protect),
                Parent = UrnOf(file, parsed, _parent),
                Provider = UrnOf(file, parsed, _provider),
                Properties = [.. (parsed.GetValue(_properties) ?? []).SelectMany(p => p.Split(','))],
            },
        ];
    }

    /// <summary>The URN of an option of the form <c>name=URN</c>; the name is what Pulumi calls the resource in the code.</summary>
    private static string UrnOf(ImportFile file, ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { Length: > 0 } given
            ? file.UrnOf(given[(given.IndexOf('=', StringComparison.Ordinal) + 1)..], option.Name)
            : "";

    private async Task WriteCodeAsync(
        CommandContext context,
        Workspace workspace,
        IReadOnlyList<ImportSpec> imports,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var snapshot = workspace.Backend.Load(workspace.Codec);
        var root = workspace.Target().RootUrn;
        var wanted = imports.Select(i => (i.Type, i.Name, i.Parent.Length > 0 ? i.Parent : root)).ToHashSet();
        var imported = snapshot
            .Resources.Where(r => r.Custom && wanted.Contains((r.Type, r.Name, r.Parent)))
            .Select(r => r.Urn)
            .ToHashSet(StringComparer.Ordinal);
        var prefix = workspace.Project.Name + ":";
        var config = workspace
            .Target()
            .Config.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(c => KeyValuePair.Create(c.Key[prefix.Length..], c.Value));
        if (_schema is null)
            throw new EngineException("The objects are imported, and no code is written: their plugin shows no schema.");
        var code = ImportedCode.Of(_schema, workspace.Project.Runtime, snapshot, imported, config);
        if (parsed.GetValue(_out) is { } path)
            await PrivateFile.WriteAsync(path, Encoding.UTF8.GetBytes(code.Text), cancellationToken).ConfigureAwait(false);
        else if (!parsed.GetValue<bool>("--json"))
            await PrintAsync(context, code.Text, imports[0].Protect).ConfigureAwait(false);
        if (!parsed.GetValue<bool>("--json"))
            await TellSettingsAsync(context, code.Settings).ConfigureAwait(false);
    }

    private static async Task PrintAsync(CommandContext context, string code, bool isProtected)
    {
        await context
            .WriteLineAsync("Copy this code into the program; until it is there, the next up wants to delete what was imported.")
            .ConfigureAwait(false);
        if (isProtected)
            await context
                .WriteLineAsync("What was imported is protected: to destroy it, remove `protect` and run up first.")
                .ConfigureAwait(false);
        await context.Data.WriteLineAsync("\n" + code).ConfigureAwait(false);
    }

    /// <summary>Tells what the code takes from the stack's configuration. Secrets are never printed.</summary>
    private static async Task TellSettingsAsync(CommandContext context, IReadOnlyList<StackSetting> settings)
    {
        if (settings.Count > 0)
            await context.WriteLineAsync("The code takes these from the stack's configuration:").ConfigureAwait(false);
        foreach (var setting in settings)
        {
            var value = setting switch
            {
                { IsSecret: false, Value: PropertyString text } => $"'{text.Value}'",
                { Kind: SettingKind.Boolean } => "<true|false>",
                { Kind: SettingKind.Number } => "<number>",
                _ => "<value>",
            };
            await context
                .WriteLineAsync($"    livechat config set {(setting.IsSecret ? "--secret " : "")}{setting.Key} {value}")
                .ConfigureAwait(false);
        }
    }
}

/// <summary>What an operation imports.</summary>
/// <param name="Objects">The objects.</param>
/// <param name="Schema">Gets the schema of their package.</param>
internal sealed record Importing(IReadOnlyList<ImportSpec> Objects, Action<string?> Schema);
