using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEngine;
using PluginProtocol.Files;

namespace LiveChatPulumi.Cli.Seeds;

/// <summary>livechat export --as-seed: writes the license as a seed of the emulator.</summary>
internal static class SeedExport
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads the license that the environment's variables name, and writes the seed.</summary>
    /// <param name="context">The command.</param>
    /// <param name="file">The file; - for standard output.</param>
    /// <param name="owners">Client ids whose objects are read besides those that the license names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EngineException">The license cannot be read.</exception>
    public static async Task<int> RunAsync(
        CommandContext context,
        string file,
        IReadOnlyList<string> owners,
        CancellationToken cancellationToken
    )
    {
        using var api = LicenseAccess.Open(context);
        var own = Variable(context, "LIVECHAT_OWNER_CLIENT_ID");
        var license = Variable(context, "LIVECHAT_LICENSE_ID");
        var seed = await LicenseSeed.ReadAsync(api, own, owners, NumberOf(license), cancellationToken).ConfigureAwait(false);
        foreach (var problem in seed.Problems.Distinct())
            await context.WriteErrorAsync("warning: not as in the license: " + problem).ConfigureAwait(false);
        var text = seed.Json.ToJsonString(Readable) + "\n";
        if (file == "-")
        {
            await context.Data.WriteAsync(text).ConfigureAwait(false);
            return ExitCodes.Success;
        }

        // Names, addresses and phone numbers of people are in it.
        PrivateFile.Replace(file, Encoding.UTF8.GetBytes(text), toDisk: false);
        await context
            .WriteLineAsync(
                $"Wrote {file}: {Count(seed, "agents")} agents, {Count(seed, "groups")} groups, {Count(seed, "tags")} tags, "
                    + $"{Count(seed, "bots")} bots, {Count(seed, "auto_accesses")} rules. Rehearse on it: livechat emulate --seed {file}"
            )
            .ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static int Count(LicenseSeed seed, string name) => (seed.Json[name] as JsonArray)?.Count ?? 0;

    private static int? NumberOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Variable(CommandContext context, string name) =>
        context.Environment.GetValueOrDefault(name)?.Trim() is { Length: > 0 } value ? value : null;
}
