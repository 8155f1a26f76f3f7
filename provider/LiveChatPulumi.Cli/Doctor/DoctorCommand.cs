using System.CommandLine;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Cli.Contracts;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Cli.Doctor;

/// <summary>livechat doctor: what will fail, and what to do about it, before anything is written.</summary>
internal static class DoctorCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document instead of lines." };

    private static readonly Option<bool> Contract = new("--contract")
    {
        Description =
            "Make, read and remove marked objects in a throw-away license, and write how it answers what the documents leave open. "
            + "Needs --sandbox.",
    };
    private static readonly Option<bool> Sandbox = new("--sandbox")
    {
        Description = "The license is a throw-away one: --contract may make and remove objects in it.",
    };
    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "The file that --contract writes, for livechat emulate --as.",
        DefaultValueFactory = _ => ContractFile.DefaultName,
    };

    public static Command Build(CommandContext context, Func<ParseResult, Workspace?> open)
    {
        var command = new Command(
            "doctor",
            "Look at the credential, the license, and what the program needs of them; writes nothing without --contract. "
                + $"Exit code {ExitCodes.Failed} where something will fail."
        )
        {
            Json,
            Contract,
            Sandbox,
            Out,
        };
        command.SetAction(
            (parsed, cancellationToken) => context.GuardAsync(() => RunAsync(context, open(parsed), parsed, cancellationToken))
        );
        return command;
    }

    private static Task<int> RunAsync(CommandContext context, Workspace? workspace, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(Contract))
            return parsed.GetValue(Sandbox)
                ? throw new EngineException("--sandbox is for --contract: without that, nothing is written")
                : RunAsync(context, workspace, parsed.GetValue(Json), cancellationToken);
        if (parsed.GetValue(Json))
            throw new EngineException("--contract writes JSON to a file by itself: leave out --json");
        return ContractCommand.RunAsync(context, workspace, parsed.GetValue(Sandbox), parsed.GetValue(Out)!, cancellationToken);
    }

    private static async Task<int> RunAsync(CommandContext context, Workspace? workspace, bool json, CancellationToken cancellationToken)
    {
        // Whoever waits for advice does not wait for the sixth try.
        var options = LicenseAccess.Options(context, workspace) with
        {
            MaxRetries = 1,
        };
        var (types, notes) = await TypesAsync(context, workspace, cancellationToken).ConfigureAwait(false);
        using var examination = new Examination(
            options,
            LicenseAccess.Setting(context, workspace, "ownerClientId", "LIVECHAT_OWNER_CLIENT_ID"),
            types,
            TimeProvider.System
        )
        {
            Account = LicenseAccess.Setting(context, workspace, "accountId", "LIVECHAT_ACCOUNT_ID"),
        };
        await examination.RunAsync(cancellationToken).ConfigureAwait(false);
        List<Finding> all = [.. examination.Findings, .. notes];
        if (json)
            await context.WriteJsonAsync(ToJson(context, all)).ConfigureAwait(false);
        else
            foreach (var finding in all)
            {
                await context.WriteLineAsync($"{finding.Word, -5}{finding.About}: {finding.Text}").ConfigureAwait(false);
                if (finding.Remedy.Length > 0)
                    await context.WriteLineAsync($"     what to do: {finding.Remedy}").ConfigureAwait(false);
            }

        return all.Exists(f => f.Verdict == Verdict.Bad) ? ExitCodes.Failed : ExitCodes.Success;
    }

    /// <summary>The types that the state has, and those of the program as far as a preview gets; all where there is neither.</summary>
    private static async Task<(IReadOnlyList<string> Types, IReadOnlyList<Finding> Notes)> TypesAsync(
        CommandContext context,
        Workspace? workspace,
        CancellationToken cancellationToken
    )
    {
        if (workspace is null)
            return ([.. NeededCalls.ByType.Keys], []);
        var snapshot = workspace.Backend.Exists ? workspace.Backend.Load(workspace.Codec) : Snapshot.Empty;
        var types = snapshot.Resources.Select(r => r.Type).ToHashSet(StringComparer.Ordinal);
        var listener = new Listener();
        try
        {
            var program = workspace.Program();
            await program.PrepareAsync(listener, cancellationToken).ConfigureAwait(false);
            var engine = new Engine(workspace.Target(), workspace.Plugins(), listener, TimeProvider.System, int.MaxValue);
            await engine.RunProgramAsync(program, snapshot, null, cancellationToken).ConfigureAwait(false);
            types.UnionWith(listener.Types);
        }
        catch (EngineException e)
        {
            listener.Diagnostic(LogSeverity.Error, "", e.Message);
        }

        return (
            [.. types.Where(NeededCalls.ByType.ContainsKey)],
            [
                .. listener
                    .Errors.Take(1)
                    .Select(e => new Finding(
                        Verdict.Warning,
                        "program",
                        $"its preview fails, so it may have more kinds of resources than were looked at: {context.Filter.Of(e)}",
                        "see livechat preview."
                    )),
            ]
        );
    }

    private static JsonObject ToJson(CommandContext context, IEnumerable<Finding> findings) =>
        new()
        {
            ["findings"] = new JsonArray([
                .. findings.Select(f => new JsonObject
                {
                    ["verdict"] = f.Word.ToLowerInvariant(),
                    ["about"] = f.About,
                    ["text"] = context.Filter.Of(f.Text),
                    ["remedy"] = context.Filter.Of(f.Remedy),
                }),
            ]),
        };

    /// <summary>Notes which types a program has.</summary>
    private sealed class Listener : IEngineObserver
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _types = new();
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _errors = new();

        public IEnumerable<string> Types => _types;

        public IEnumerable<string> Errors => _errors;

        public void StepStarted(Step step) => _types.Enqueue(step.Type);

        public void StepFinished(Step step, TimeSpan took, string? error) => _types.Enqueue(step.Type);

        public void Diagnostic(LogSeverity severity, string urn, string message)
        {
            if (severity == LogSeverity.Error)
                _errors.Enqueue(message);
        }

        public void ProgramOutput(string line) { }
    }
}
