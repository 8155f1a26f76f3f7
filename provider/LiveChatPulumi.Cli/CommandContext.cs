using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEngine;
using LocalEngine.Plugins;

namespace LiveChatPulumi.Cli;

/// <summary>
/// What commands work with: variables, which plugins and programs get as well, streams, and the folder that the command lies in.
/// </summary>
internal sealed record CommandContext(
    IReadOnlyDictionary<string, string> Environment,
    TextWriter Output,
    TextWriter Errors,
    string CommandFolder
)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Stands before the plugins that are processes. Tests run a plugin in their own process.</summary>
    public Func<IProviderHost, IProviderHost> Plugins { get; init; } = processes => processes;

    /// <summary>Runs a command. A failure that users can act on becomes one line and exit code 1.</summary>
    public async Task<int> GuardAsync(Func<Task<int>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (EngineException e)
        {
            await Errors.WriteLineAsync("error: " + e.Message).ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Errors.WriteLineAsync("error: " + e.Message).ConfigureAwait(false);
            return ExitCodes.Failed;
        }
    }

    public Task WriteJsonAsync(JsonObject json) => Output.WriteLineAsync(json.ToJsonString(Readable));
}
