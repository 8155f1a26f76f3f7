using System.CommandLine;
using LiveChatPulumi.Cli.Routes;
using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>The commands and their options.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Stack = new("--stack", "-s")
    {
        Description = "The stack; by default PULUMI_STACK, or the only Pulumi.<stack>.yaml.",
        Recursive = true,
    };
    private static readonly Option<string> Folder = new("--cwd", "-C")
    {
        Description = "The project's folder.",
        Recursive = true,
        DefaultValueFactory = _ => ".",
    };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Go on without asking." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document instead of lines." };
    private static readonly Option<int> Parallel = new("--parallel", "-p")
    {
        Description = "Operations at once.",
        DefaultValueFactory = _ => 4 * Environment.ProcessorCount,
    };
    private static readonly Option<bool> Debug = new("--debug") { Description = "Show the provider's debug events as well." };
    private static readonly Option<bool> ExpectNoChanges = new("--expect-no-changes")
    {
        Description = $"End with exit code {ExitCodes.UnexpectedChanges} if anything would change.",
    };
    private static readonly Option<bool> SkipPreview = new("--skip-preview", "-f") { Description = "Apply without a preview." };
    private static readonly Option<bool> Refresh = new("--refresh", "-r") { Description = "Refresh the state first." };
    private static readonly Option<bool> PreviewOnly = new("--preview-only")
    {
        Description = "Show what would change, and change nothing.",
    };

    public static RootCommand Build(Func<string, string?> environment, TextWriter output, TextWriter errors)
    {
        var shell = new Shell(environment, output, errors);
        var root = new RootCommand(
            "Applies Pulumi programs to a LiveChat license without the Pulumi CLI. "
                + "State and commands are Pulumi's; what is missing here, the Pulumi CLI does."
        );
        root.Options.Add(Stack);
        root.Options.Add(Folder);
        root.Subcommands.Add(Operation("preview", "Show what up would change.", OperationKind.Preview, shell, [Refresh]));
        root.Subcommands.Add(
            Operation("up", "Make the license as the program declares it.", OperationKind.Up, shell, [Yes, SkipPreview, Refresh])
        );
        root.Subcommands.Add(
            Operation(
                "refresh",
                "Bring the state up to date with the license.",
                OperationKind.Refresh,
                shell,
                [Yes, SkipPreview, PreviewOnly]
            )
        );
        root.Subcommands.Add(
            Operation("destroy", "Delete everything that the stack owns.", OperationKind.Destroy, shell, [Yes, SkipPreview, PreviewOnly])
        );
        root.Subcommands.Add(StackCommands(shell));
        root.Subcommands.Add(ConfigCommands(shell));
        root.Subcommands.Add(
            RoutesCommand.Build(
                shell,
                parsed => File.Exists(Path.Combine(parsed.GetValue(Folder)!, "Pulumi.yaml")) ? Open(parsed, shell) : null
            )
        );
        root.Subcommands.Add(EmulateCommand.Build(shell));
        root.Subcommands.Add(RequestUnsuspensionCommand.Build(shell));
        return root;
    }

    private static Command Operation(string name, string description, OperationKind kind, Shell shell, Option[] options)
    {
        var command = new Command(name, description) { Json, Parallel, ExpectNoChanges, Debug };
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction(
            (parsed, cancellationToken) =>
                shell.GuardAsync(() =>
                    new OperationCommand(
                        shell,
                        Open(parsed, shell),
                        new OperationSettings(
                            kind,
                            Json: parsed.GetValue(Json),
                            Debug: parsed.GetValue(Debug),
                            Parallel: parsed.GetValue(Parallel),
                            ExpectNoChanges: parsed.GetValue(ExpectNoChanges),
                            Yes: options.Contains(Yes) && parsed.GetValue(Yes),
                            SkipPreview: options.Contains(SkipPreview) && parsed.GetValue(SkipPreview),
                            Refresh: options.Contains(Refresh) && parsed.GetValue(Refresh),
                            PreviewOnly: kind == OperationKind.Preview || (options.Contains(PreviewOnly) && parsed.GetValue(PreviewOnly))
                        )
                    ).RunAsync(cancellationToken)
                )
        );
        return command;
    }

    private static Command StackCommands(Shell shell)
    {
        var showSecrets = new Option<bool>("--show-secrets") { Description = "Write secrets in clear." };
        var file = new Option<string?>("--file") { Description = "The file; by default stdout or stdin." };
        var export = new Command("export", "Write the stack's state, as pulumi stack export does.") { showSecrets, file };
        export.SetAction(
            (parsed, _) =>
                shell.GuardAsync(() =>
                    StackCommand.ExportAsync(shell, Open(parsed, shell), parsed.GetValue(file), parsed.GetValue(showSecrets))
                )
        );
        var import = new Command("import", "Replace the stack's state by an export, as pulumi stack import does.") { file };
        import.SetAction(
            (parsed, _) => shell.GuardAsync(() => StackCommand.ImportAsync(shell, Open(parsed, shell), parsed.GetValue(file)))
        );
        return new Command("stack", "The stack's state.") { export, import };
    }

    private static Command ConfigCommands(Shell shell)
    {
        var key = new Argument<string>("key") { Description = "The key; without a namespace it is the project's." };
        var value = new Argument<string>("value") { Description = "The value." };
        var secret = new Option<bool>("--secret") { Description = "Encrypt the value." };
        var set = new Command("set", "Set a value in Pulumi.<stack>.yaml.") { key, value, secret };
        set.SetAction(
            (parsed, _) =>
                shell.GuardAsync(() =>
                    ConfigCommand.SetAsync(Open(parsed, shell), parsed.GetValue(key)!, parsed.GetValue(value)!, parsed.GetValue(secret))
                )
        );
        var get = new Command("get", "Print a value in clear.") { key };
        get.SetAction((parsed, _) => shell.GuardAsync(() => ConfigCommand.GetAsync(shell, Open(parsed, shell), parsed.GetValue(key)!)));
        return new Command("config", "The stack's configuration.") { set, get };
    }

    private static Workspace Open(ParseResult parsed, Shell shell) =>
        Workspace.Open(parsed.GetValue(Folder)!, parsed.GetValue(Stack), shell.Environment);
}
