using System.CommandLine;
using LiveChatPulumi.Cli.Diffs;
using LiveChatPulumi.Cli.Doctor;
using LiveChatPulumi.Cli.Drift;
using LiveChatPulumi.Cli.Events;
using LiveChatPulumi.Cli.Export;
using LiveChatPulumi.Cli.Fleets;
using LiveChatPulumi.Cli.Imports;
using LiveChatPulumi.Cli.Projects;
using LiveChatPulumi.Cli.Routes;
using LiveChatPulumi.Cli.Stacks;
using LiveChatPulumi.Cli.Verify;
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
    private static readonly Option<string> Color = new("--color")
    {
        Description = "When to use colours: always, never, or auto, which is at a terminal and without NO_COLOR.",
        Recursive = true,
        DefaultValueFactory = _ => "auto",
    };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Go on without asking." };
    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON in Pulumi's form: a preview as one document, an update as events.",
    };
    private static readonly Option<int> Parallel = new("--parallel", "-p")
    {
        Description = "Operations at once, at most; without it, all that are ready. The provider bounds its calls by itself.",
        DefaultValueFactory = _ => int.MaxValue,
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                    result.AddError("--parallel takes a number of operations, 1 or more.");
            },
        },
    };
    private static readonly Option<bool> Debug = new("--debug") { Description = "Show the provider's debug events as well." };
    private static readonly Option<bool> ExpectNoChanges = new("--expect-no-changes")
    {
        Description = $"End with exit code {ExitCodes.UnexpectedChanges} if anything would change.",
    };
    private static readonly Option<bool> SkipPreview = new("--skip-preview", "-f") { Description = "Apply without a preview." };
    private static readonly Option<bool> SkipPreviewOfImport = new("--skip-preview") { Description = SkipPreview.Description };
    private static readonly Option<bool> Refresh = new("--refresh", "-r") { Description = "Refresh the state first." };
    private static readonly Option<bool> ContinueOnError = new("--continue-on-error")
    {
        Description = "After a failed step, go on with what does not depend on it. The command still ends as failed.",
    };
    private static readonly Option<bool> ClearPendingCreates = new("--clear-pending-creates")
    {
        Description = "Forget the creates that an interrupted run left on record.",
    };
    private static readonly Option<bool> DeletesMany = new(ManyDeletes.Option)
    {
        Description = "Go on without asking also where more than half of the stack is deleted.",
    };
    private static readonly Option<string?> Markdown = new("--markdown")
    {
        Description = "Also write the preview as Markdown to this file, for the comment of a pull request.",
        HelpName = "file",
    };
    private static readonly Option<bool> Verify = new("--verify")
    {
        Description =
            $"Then look whether customers get what was applied, by {VerifyFile.DefaultName}, or by what follows from the program.",
    };
    private static readonly Option<bool> PreviewOnly = new("--preview-only")
    {
        Description = "Show what would change, and change nothing.",
    };

    public static RootCommand Build(CommandContext context)
    {
        var root = new RootCommand(
            "Applies Pulumi programs to a LiveChat license without the Pulumi CLI. "
                + "State and commands are Pulumi's; what is missing here, the Pulumi CLI does."
        );
        root.Options.Add(Stack);
        root.Options.Add(Folder);
        root.Options.Add(Color.AcceptOnlyFromAmong("always", "never", "auto"));
        root.Subcommands.Add(Operation("preview", "Show what up would change.", OperationKind.Preview, context, [Refresh, Markdown]));
        root.Subcommands.Add(
            Operation(
                "up",
                "Make the license as the program declares it.",
                OperationKind.Up,
                context,
                [Yes, SkipPreview, Refresh, ContinueOnError, DeletesMany, Verify, VerifyCommand.TokenCommand]
            )
        );
        root.Subcommands.Add(
            Operation(
                "refresh",
                "Bring the state up to date with the license.",
                OperationKind.Refresh,
                context,
                [Yes, SkipPreview, PreviewOnly, ClearPendingCreates]
            )
        );
        root.Subcommands.Add(
            Operation(
                "destroy",
                "Delete everything that the stack owns.",
                OperationKind.Destroy,
                context,
                [Yes, SkipPreview, PreviewOnly, ContinueOnError]
            )
        );
        root.Subcommands.Add(PulumiOnly.AddTo(StackCommands(context), context, "stack"));
        root.Subcommands.Add(PulumiOnly.AddTo(ConfigCommands(context), context, "config"));
        root.Subcommands.Add(PulumiOnly.AddTo(StateCommand.Build(context, parsed => Open(parsed, context)), context, "state"));
        root.Subcommands.Add(
            CancelCommand.Build(
                context,
                (parsed, stack) => Workspace.Open(parsed.GetValue(Folder)!, stack ?? parsed.GetValue(Stack), context)
            )
        );
        root.Subcommands.Add(
            ImportCommand.Build(
                context,
                (workspace, parsed, imports, cancellationToken) => ImportAsync(context, workspace, parsed, imports, cancellationToken),
                parsed => Open(parsed, context),
                [Yes, SkipPreviewOfImport, PreviewOnly, Json, Parallel, Debug]
            )
        );
        root.Subcommands.Add(RoutesCommand.Build(context, OpenOrNone));
        root.Subcommands.Add(DriftCommand.Build(context, parsed => Open(parsed, context)));
        root.Subcommands.Add(FleetCommand.Build(context, parsed => parsed.GetValue(Folder)!, parsed => parsed.GetValue(Stack)));
        root.Subcommands.Add(DoctorCommand.Build(context, OpenOrNone));
        root.Subcommands.Add(EventsCommand.Build(context, OpenOrNone));
        root.Subcommands.Add(VerifyCommand.Build(context, parsed => Open(parsed, context)));
        root.Subcommands.Add(WaitCommand.Build(context, parsed => Open(parsed, context)));
        root.Subcommands.Add(ExportOptions.Build(context, parsed => parsed.GetValue(Stack), parsed => parsed.GetValue(Folder)!));
        root.Subcommands.Add(DiffCommand.Build(context, parsed => parsed.GetValue(Folder)!));
        root.Subcommands.Add(EmulateCommand.Build(context));
        root.Subcommands.Add(NewCommand.Build(context, parsed => parsed.GetValue(Folder)!, parsed => parsed.GetValue(Stack)));
        root.Subcommands.Add(RequestUnsuspensionCommand.Build(context));
        PulumiOnly.AddTo(root, context, "");
        return root;

        // Some commands work without a project as well.
        Workspace? OpenOrNone(ParseResult parsed) =>
            File.Exists(Path.Combine(parsed.GetValue(Folder)!, "Pulumi.yaml")) ? Open(parsed, context) : null;
    }

    private static Task<int> ImportAsync(
        CommandContext context,
        Workspace workspace,
        ParseResult parsed,
        Importing imports,
        CancellationToken cancellationToken
    ) =>
        new OperationCommand(
            context,
            workspace,
            new OperationSettings(
                OperationKind.Import,
                Json: parsed.GetValue(Json),
                Debug: parsed.GetValue(Debug),
                Parallel: parsed.GetValue(Parallel),
                ExpectNoChanges: false,
                Yes: parsed.GetValue(Yes),
                SkipPreview: parsed.GetValue(SkipPreviewOfImport),
                Refresh: false,
                ContinueOnError: false,
                ClearPendingCreates: false,
                PreviewOnly: parsed.GetValue(PreviewOnly),
                DeletesMany: false,
                new SelectionSettings([], [], [], Dependents: false)
            )
            {
                Imports = imports,
                Color = parsed.GetValue(Color),
            }
        ).RunAsync(cancellationToken);

    private static Command Operation(string name, string description, OperationKind kind, CommandContext context, Option[] options)
    {
        var command = new Command(name, description) { Json, Parallel, ExpectNoChanges, Debug };
        foreach (var option in options)
            command.Options.Add(option);
        var runsProgram = kind is OperationKind.Preview or OperationKind.Up;
        foreach (var option in SelectionOptions.For(runsProgram))
            command.Options.Add(option);
        var others = PulumiOnly.AddOptionsTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(
                    () =>
                    {
                        PulumiOnly.RefuseOptions(parsed, command, others);
                        var workspace = Open(parsed, context);
                        return new OperationCommand(
                            context,
                            workspace,
                            new OperationSettings(
                                kind,
                                Json: parsed.GetValue(Json),
                                Debug: parsed.GetValue(Debug),
                                Parallel: parsed.GetValue(Parallel),
                                ExpectNoChanges: parsed.GetValue(ExpectNoChanges),
                                Yes: options.Contains(Yes) && parsed.GetValue(Yes),
                                SkipPreview: options.Contains(SkipPreview) && parsed.GetValue(SkipPreview),
                                Refresh: options.Contains(Refresh) && parsed.GetValue(Refresh),
                                ContinueOnError: options.Contains(ContinueOnError) && parsed.GetValue(ContinueOnError),
                                ClearPendingCreates: options.Contains(ClearPendingCreates) && parsed.GetValue(ClearPendingCreates),
                                PreviewOnly: kind == OperationKind.Preview
                                    || (options.Contains(PreviewOnly) && parsed.GetValue(PreviewOnly)),
                                DeletesMany: options.Contains(DeletesMany) && parsed.GetValue(DeletesMany),
                                SelectionOptions.Read(parsed, runsProgram)
                            )
                            {
                                Color = parsed.GetValue(Color),
                                Markdown = options.Contains(Markdown) ? parsed.GetValue(Markdown) : null,
                            }
                        )
                        {
                            Then = options.Contains(Verify) ? VerifyCommand.After(context, workspace, parsed, Verify, Json) : null,
                        }.RunAsync(cancellationToken);
                    },
                    parsed.GetValue(Json)
                )
        );
        return command;
    }

    private static Command StackCommands(CommandContext context)
    {
        var showSecrets = new Option<bool>("--show-secrets") { Description = "Write secrets in clear." };
        var file = new Option<string?>("--file") { Description = "The file; by default stdout or stdin." };
        var export = new Command("export", "Write the stack's state, as pulumi stack export does.") { showSecrets, file };
        export.SetAction(
            (parsed, _) =>
                context.GuardAsync(() =>
                    StackCommand.ExportAsync(context, Open(parsed, context), parsed.GetValue(file), parsed.GetValue(showSecrets))
                )
        );
        var import = new Command("import", "Replace the stack's state by an export, as pulumi stack import does.") { file };
        import.SetAction(
            (parsed, _) => context.GuardAsync(() => StackCommand.ImportAsync(context, Open(parsed, context), parsed.GetValue(file)))
        );
        return StacksCommand.AddTo(
            new Command("stack", "The project's stacks, and their state.") { export, import },
            context,
            (parsed, stack) => Workspace.Open(parsed.GetValue(Folder)!, stack ?? parsed.GetValue(Stack), context)
        );
    }

    private static Command ConfigCommands(CommandContext context)
    {
        var key = new Argument<string>("key") { Description = "The key; without a namespace it is the project's." };
        var value = new Argument<string?>("value")
        {
            Description = "The value. Without it, standard input is read; where that is a terminal, the command asks.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var secret = new Option<bool>("--secret") { Description = "Encrypt the value; what the package's schema calls secret is anyway." };
        var plaintext = new Option<bool>("--plaintext") { Description = "Do not encrypt the value, whatever the schema says." };
        var json = new Option<bool>("--json", "-j") { Description = "Print JSON." };
        var showSecrets = new Option<bool>("--show-secrets") { Description = "Print secrets in clear." };
        var set = new Command("set", "Set a value in Pulumi.<stack>.yaml.") { key, value, secret, plaintext };
        set.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(() =>
                    ConfigCommand.SetAsync(
                        context,
                        Open(parsed, context),
                        parsed.GetValue(key)!,
                        parsed.GetValue(value),
                        parsed.GetValue(secret) ? true
                            : parsed.GetValue(plaintext) ? false
                            : null,
                        cancellationToken
                    )
                )
        );
        var get = new Command("get", "Print a value in clear.") { key };
        get.SetAction(
            (parsed, _) => context.GuardAsync(() => ConfigCommand.GetAsync(context, Open(parsed, context), parsed.GetValue(key)!))
        );
        var remove = new Command("rm", "Take a value out of Pulumi.<stack>.yaml.") { key };
        remove.SetAction(
            (parsed, _) => context.GuardAsync(() => ConfigCommand.RemoveAsync(context, Open(parsed, context), parsed.GetValue(key)!))
        );
        var list = new Command("config", "The stack's configuration: without a subcommand, all of its values.")
        {
            set,
            get,
            remove,
            json,
            showSecrets,
        };
        list.SetAction(
            (parsed, _) =>
                context.GuardAsync(() =>
                    ConfigCommand.ListAsync(context, Open(parsed, context), parsed.GetValue(json), parsed.GetValue(showSecrets))
                )
        );
        return list;
    }

    private static Workspace Open(ParseResult parsed, CommandContext context) =>
        Workspace.Open(parsed.GetValue(Folder)!, parsed.GetValue(Stack), context);
}
