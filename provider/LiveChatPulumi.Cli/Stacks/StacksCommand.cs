using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Stacks;

/// <summary>livechat stack init, ls, select, rm and output.</summary>
internal static class StacksCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Go on without asking." };
    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Also a stack that still has resources; they stay in LiveChat.",
    };
    private static readonly Option<bool> ShowSecrets = new("--show-secrets") { Description = "Print secrets in clear." };
    private static readonly Argument<string> Name = new("stack") { Description = "The stack." };
    private static readonly Argument<string?> Output = new("name")
    {
        Description = "The output; all of them without it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Adds the commands.</summary>
    /// <param name="stack">The command that has them.</param>
    /// <param name="context">What commands work with.</param>
    /// <param name="open">Opens the project on a stack; on the one that options name for null.</param>
    public static Command AddTo(Command stack, CommandContext context, Func<ParseResult, string?, Workspace> open)
    {
        Add("init", "Make a stack, and have commands take it from now on.", [Name], (w, p) => InitAsync(context, w), named: true);
        Add("ls", "List the stacks of the project.", [Json], (w, p) => ListAsync(context, w, p.GetValue(Json)), named: false);
        Add("select", "Have commands take a stack from now on.", [Name], (w, p) => SelectAsync(context, w), named: true);
        Add(
            "rm",
            "Forget a stack: its state and its Pulumi.<stack>.yaml. Nothing in LiveChat is deleted.",
            [Name, Yes, Force],
            (w, p) => RemoveAsync(context, w, p.GetValue(Yes), p.GetValue(Force)),
            named: true
        );
        Add(
            "output",
            "Print the stack's outputs.",
            [Output, Json, ShowSecrets],
            (w, p) => OutputAsync(context, w, p.GetValue(Output), p.GetValue(Json), p.GetValue(ShowSecrets)),
            named: false
        );
        return stack;

        void Add(string name, string description, Symbol[] symbols, Func<Workspace, ParseResult, Task<int>> run, bool named)
        {
            var command = new Command(name, description);
            foreach (var symbol in symbols)
            {
                if (symbol is Option option)
                    command.Options.Add(option);
                else
                    command.Arguments.Add((Argument)symbol);
            }

            command.SetAction((parsed, _) => context.GuardAsync(() => run(open(parsed, named ? parsed.GetValue(Name) : null), parsed)));
            stack.Subcommands.Add(command);
        }
    }

    private static async Task<int> InitAsync(CommandContext context, Workspace workspace)
    {
        if (workspace.Backend.Exists)
            throw new EngineException($"the stack '{workspace.Stack}' already exists");
        workspace.Make();
        workspace.Stacks.Select(workspace.Stack);
        await context.WriteLineAsync($"Made the stack '{workspace.Stack}'.").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static async Task<int> SelectAsync(CommandContext context, Workspace workspace)
    {
        workspace.Stacks.Require(workspace.Stack);
        workspace.Stacks.Select(workspace.Stack);
        await context.WriteLineAsync($"Commands that name no stack take '{workspace.Stack}' now.").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static async Task<int> ListAsync(CommandContext context, Workspace workspace, bool json)
    {
        var stacks = workspace.Stacks.All().Select(s => (Stack: s, Count: workspace.CountResources(s.Name))).ToList();
        if (json)
        {
            var list = new JsonArray([
                .. stacks.Select(s =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = s.Stack.Name,
                            ["current"] = s.Stack.Name == workspace.Stack,
                            ["lastUpdate"] = s.Stack.Updated?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                            ["resourceCount"] = s.Count,
                        }
                ),
            ]);
            await context.Data.WriteLineAsync(list.ToJsonString()).ConfigureAwait(false);
            return ExitCodes.Success;
        }

        var width = Math.Max(4, stacks.Select(s => s.Stack.Name.Length + 1).DefaultIfEmpty(0).Max());
        await context.WriteLineAsync($"{"NAME".PadRight(width)}  {"LAST UPDATE", -20}  RESOURCES").ConfigureAwait(false);
        foreach (var (stack, count) in stacks)
        {
            var name = stack.Name + (stack.Name == workspace.Stack ? "*" : "");
            var updated = stack.Updated?.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "never";
            await context.WriteLineAsync($"{name.PadRight(width)}  {updated, -20}  {count}").ConfigureAwait(false);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> RemoveAsync(CommandContext context, Workspace workspace, bool yes, bool force)
    {
        if (workspace.Stacks.All().All(s => s.Name != workspace.Stack))
            throw new EngineException($"no stack named '{workspace.Stack}' found");
        var count = workspace.CountResources(workspace.Stack);
        if (count > 0 && !force)
            throw new EngineException(
                $"the stack '{workspace.Stack}' still has {count} resources: run livechat destroy first. "
                    + "To forget them and leave them in LiveChat, add --force."
            );
        if (!yes)
        {
            if (context.Input.IsPiped)
                throw new EngineException("--yes must be passed in to proceed when running in non-interactive mode");
            var question =
                $"This forgets the stack '{workspace.Stack}' with its configuration{(count > 0 ? $" and {count} resources" : "")}.";
            if (!await context.ConfirmAsync($"{question} Go on?").ConfigureAwait(false))
                return ExitCodes.Failed;
        }

        workspace.Remove();
        await context.WriteLineAsync($"The stack '{workspace.Stack}' is gone.").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static async Task<int> OutputAsync(CommandContext context, Workspace workspace, string? name, bool json, bool showSecrets)
    {
        if (!workspace.Backend.Exists)
            throw new EngineException(
                workspace.Stacks.Missing(workspace.Stack) ?? $"the stack '{workspace.Stack}' has no state yet: run livechat up first"
            );
        var root = workspace.Backend.Load(workspace.Codec).Resources.FirstOrDefault(r => r.Type == Urn.StackType);
        var outputs = root?.Outputs ?? PropertyObject.Empty;
        if (name is not null)
        {
            var value = outputs[name] ?? throw new EngineException($"the stack '{workspace.Stack}' has no output '{name}'");
            await context.Data.WriteLineAsync(json ? JsonOf(value) : TextOf(value)).ConfigureAwait(false);
            return ExitCodes.Success;
        }

        if (json)
        {
            await context.Data.WriteLineAsync(JsonOf(outputs)).ConfigureAwait(false);
            return ExitCodes.Success;
        }

        await context.WriteLineAsync($"Current stack outputs ({outputs.Members.Count}):").ConfigureAwait(false);
        foreach (var (key, value) in outputs.Members)
            await context.Data.WriteLineAsync($"    {key}: {TextOf(value)}").ConfigureAwait(false);
        return ExitCodes.Success;

        string JsonOf(PropertyValue value) => new CheckpointCodec(null).WriteText(Shown(value));

        string TextOf(PropertyValue value) => Shown(value) is PropertyString s ? s.Value : JsonOf(value);

        PropertyValue Shown(PropertyValue value) =>
            showSecrets ? value.Plain()
            : value is PropertySecret or PropertyOutput { IsSecret: true } ? PropertyValue.Of("[secret]")
            : value is PropertyObject o ? PropertyObject.From(o.Members.Select(m => KeyValuePair.Create(m.Key, Shown(m.Value))))
            : value is PropertyArray a ? PropertyValue.List(a.Items.Select(Shown))
            : value;
    }
}
