using System.Text;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Files;

namespace LiveChatPulumi.Cli;

/// <summary>livechat stack export and livechat stack import.</summary>
internal static class StackCommand
{
    public static async Task<int> ExportAsync(CommandContext context, Workspace workspace, string? file, bool showSecrets)
    {
        if (!workspace.Backend.Exists)
            throw new EngineException(workspace.Stacks.Missing(workspace.Stack) ?? $"no stack named '{workspace.Stack}' found");
        var snapshot = workspace.Backend.Load(workspace.Codec);
        var writer = showSecrets ? new CheckpointFile(null) : workspace.Codec;
        var text = writer.WriteExport(snapshot with { Salt = workspace.Crypter.Salt }, TimeProvider.System.GetUtcNow());
        if (file is null)
            await context.Data.WriteAsync(text).ConfigureAwait(false);
        else
            await PrivateFile.WriteAsync(file, Encoding.UTF8.GetBytes(text), CancellationToken.None).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    public static async Task<int> ImportAsync(CommandContext context, Workspace workspace, string? file)
    {
        var text = file is null
            ? await context.Input.ReadAllAsync().ConfigureAwait(false)
            : await File.ReadAllTextAsync(file).ConfigureAwait(false);
        using var guard = workspace.Backend.Lock(TimeProvider.System);
        var snapshot = workspace.Decode(text);
        workspace.KeepSalt();
        var foreign = snapshot
            .Resources.Select(r => PluginProtocol.Values.Urn.Parse(r.Urn))
            .FirstOrDefault(u => u.Stack != workspace.Stack);
        if (foreign is not null)
            throw new EngineException($"the state is of the stack '{foreign.Stack}', not '{workspace.Stack}'; nothing was changed");
        foreach (var operation in snapshot.PendingOperations)
            await context
                .WriteErrorAsync($"warning: removing pending operation '{operation.Type}' on '{operation.Resource.Urn}'")
                .ConfigureAwait(false);
        workspace.Backend.Save(
            snapshot with
            {
                PendingOperations = [],
                Salt = workspace.Crypter.Salt,
            },
            workspace.Codec,
            TimeProvider.System.GetUtcNow()
        );
        await context.WriteLineAsync("Import complete.").ConfigureAwait(false);
        return ExitCodes.Success;
    }
}
