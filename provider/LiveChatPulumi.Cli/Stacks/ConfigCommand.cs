using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEngine;

namespace LiveChatPulumi.Cli.Stacks;

/// <summary>livechat config, and its set, get and rm.</summary>
internal static class ConfigCommand
{
    /// <summary>Sets a value. One that the schema of its package calls secret is encrypted, unless it is said to be plain.</summary>
    /// <param name="context">What commands work with.</param>
    /// <param name="workspace">The stack.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null to ask for it.</param>
    /// <param name="secret">True where it is to be encrypted; null where the schema decides.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> SetAsync(
        CommandContext context,
        Workspace workspace,
        string key,
        string? value,
        bool? secret,
        CancellationToken cancellationToken
    )
    {
        workspace.Stacks.Require(workspace.Stack);
        var isSecret = secret ?? await workspace.IsSecretAsync(workspace.Config.Qualify(key), cancellationToken).ConfigureAwait(false);
        value ??= await context.Input.ReadValueAsync($"value of {key}", context.Errors, isSecret).ConfigureAwait(false);
        workspace.Config.Set(key, value, isSecret ? workspace.CrypterOf : null);
        if (isSecret && secret is null)
            await context.WriteErrorAsync($"{key} is a secret of its package: it was encrypted.").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    public static async Task<int> GetAsync(CommandContext context, Workspace workspace, string key)
    {
        var name = workspace.Config.Qualify(key);
        if (!workspace.Target().Config.TryGetValue(name, out var value))
            throw new EngineException($"configuration key '{name}' not found for stack '{workspace.Stack}'");
        await context.Data.WriteLineAsync(value).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    /// <summary>Takes a value out of the stack's file.</summary>
    public static async Task<int> RemoveAsync(CommandContext context, Workspace workspace, string key)
    {
        workspace.Config.Remove(key);
        await context.WriteErrorAsync($"{workspace.Config.Qualify(key)} is gone from Pulumi.{workspace.Stack}.yaml.").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    /// <summary>Lists all values that the stack has.</summary>
    public static async Task<int> ListAsync(CommandContext context, Workspace workspace, bool json, bool showSecrets)
    {
        workspace.Stacks.Require(workspace.Stack);
        var target = workspace.Target();
        if (json)
        {
            var all = new JsonObject();
            foreach (var (key, value) in target.Config)
            {
                var isSecret = target.SecretKeys.Contains(key);
                var entry = new JsonObject { ["secret"] = isSecret };
                if (!isSecret || showSecrets)
                    entry["value"] = value;
                all[key] = entry;
            }

            await context.Data.WriteLineAsync(CommandContext.Readably(all)).ConfigureAwait(false);
            return ExitCodes.Success;
        }

        var width = target.Config.Keys.Select(k => k.Length).DefaultIfEmpty(3).Max();
        await context.WriteLineAsync($"{"KEY".PadRight(width)}  VALUE").ConfigureAwait(false);
        foreach (var (key, value) in target.Config)
        {
            var shown = !target.SecretKeys.Contains(key) || showSecrets ? value : "[secret]";
            await context.Data.WriteLineAsync($"{key.PadRight(width)}  {shown}").ConfigureAwait(false);
        }

        return ExitCodes.Success;
    }

    /// <summary>True for a setting that a schema calls secret.</summary>
    /// <param name="schema">The schema of the package.</param>
    /// <param name="name">The setting.</param>
    public static bool IsSecret(string schema, string name)
    {
        using var json = JsonDocument.Parse(schema);
        return json.RootElement.TryGetProperty("config", out var config)
            && config.TryGetProperty("variables", out var variables)
            && variables.TryGetProperty(name, out var variable)
            && variable.TryGetProperty("secret", out var secret)
            && secret.ValueKind == JsonValueKind.True;
    }
}
