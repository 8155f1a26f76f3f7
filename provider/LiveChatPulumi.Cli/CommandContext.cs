using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEngine;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Text;

namespace LiveChatPulumi.Cli;

/// <summary>What commands work with.</summary>
/// <param name="Environment">Variables, which plugins and programs get as well.</param>
/// <param name="Data">
/// Where data goes as it is: exports, JSON, values. What people read goes through <see cref="WriteLineAsync"/>.
/// </param>
/// <param name="Errors">Where warnings and errors go.</param>
/// <param name="CommandFolder">The folder that the command lies in.</param>
internal sealed record CommandContext(
    IReadOnlyDictionary<string, string> Environment,
    TextWriter Data,
    TextWriter Errors,
    string CommandFolder
)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What every text for people passes. It knows the secrets of the variables, and learns those of the stack.</summary>
    public MessageFilter Filter { get; } = Knowing(Environment);

    /// <summary>Stands before the plugins that are processes, with their variables. Tests run a plugin in their own process.</summary>
    public Func<IReadOnlyDictionary<string, string>, IProviderHost, IProviderHost> Plugins { get; init; } = (_, processes) => processes;

    /// <summary>Where commands read what they need from a person or a pipe.</summary>
    public CommandInput Input { get; init; } = new(Console.In, Console.IsInputRedirected);

    /// <summary>True where what people read goes to a terminal.</summary>
    public bool IsTerminal { get; init; } = !Console.IsOutputRedirected && ReferenceEquals(Data, Console.Out);

    /// <summary>The keys of the stack's secrets. Commands of one test share them.</summary>
    public PassphraseKeys Keys { get; init; } = new();

    /// <summary>Writes a report: to a file that is named, with a line that says so, else as data of the command.</summary>
    /// <param name="text">The report.</param>
    /// <param name="file">The file, or null.</param>
    /// <param name="summary">What the report says, as one sentence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteReportAsync(string text, string? file, string summary, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            await Data.WriteAsync(text).ConfigureAwait(false);
            return;
        }

        await File.WriteAllTextAsync(file, text, cancellationToken).ConfigureAwait(false);
        await WriteLineAsync($"{summary} Wrote {file}.").ConfigureAwait(false);
    }

    /// <summary>Runs a command. A failure that users can act on becomes one line and exit code 1.</summary>
    /// <param name="act">The command.</param>
    /// <param name="json">True where what reads the output expects JSON, also of a failure.</param>
    public async Task<int> GuardAsync(Func<Task<int>> act, bool json = false)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            await WriteErrorAsync("error: " + e.Message).ConfigureAwait(false);
            if (json)
                await Data.WriteLineAsync(JsonDisplay.Failure(Filter.Of(e.Message))).ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await WriteErrorAsync($"error: this is a fault of livechat, please report it: {e}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
    }

    /// <summary>Asks a person whether to go on, and says so where not.</summary>
    /// <param name="question">The question.</param>
    /// <param name="details">Shows more of what is asked about; null where there is no more.</param>
    /// <param name="interrupted">Ends when the person wants to leave; null where that ends the process.</param>
    public async Task<bool> ConfirmAsync(string question, Func<Task>? details = null, Task? interrupted = null)
    {
        while (true)
        {
            await Data.WriteAsync($"{question} ({(details is null ? "yes/no" : "yes/no/details")}) ").ConfigureAwait(false);
            await Data.FlushAsync().ConfigureAwait(false);
            switch ((await AnswerAsync(interrupted).ConfigureAwait(false))?.Trim().ToLowerInvariant())
            {
                case "yes" or "y":
                    return true;
                case "details" or "d" when details is not null:
                    await details().ConfigureAwait(false);
                    continue;
                default:
                    await WriteErrorAsync("error: confirmation declined; nothing was changed").ConfigureAwait(false);
                    return false;
            }
        }
    }

    /// <summary>What a person types; null at the end of the input, and where the person leaves.</summary>
    private async Task<string?> AnswerAsync(Task? interrupted)
    {
        if (interrupted is null)
            return await Input.ReadLineAsync().ConfigureAwait(false);

        // The console reads a line on the thread that asks for it.
        var line = Task.Run(() => Input.ReadLineAsync());
        if (await Task.WhenAny(line, interrupted).ConfigureAwait(false) == line)
            return await line.ConfigureAwait(false);
        await Data.WriteLineAsync().ConfigureAwait(false);
        return null;
    }

    public Task WriteJsonAsync(JsonObject json) => Data.WriteLineAsync(Readably(json));

    /// <summary>A document with its lines indented.</summary>
    public static string Readably(JsonObject json) => json.ToJsonString(Readable);

    /// <summary>Writes a line for people.</summary>
    public Task WriteLineAsync(string line) => Data.WriteLineAsync(Filter.Of(line));

    /// <summary>Writes a warning or an error, which may have several lines.</summary>
    public async Task WriteErrorAsync(string text)
    {
        foreach (var line in Filter.Lines(text))
            await Errors.WriteLineAsync(line).ConfigureAwait(false);
    }

    private static MessageFilter Knowing(IReadOnlyDictionary<string, string> environment)
    {
        var filter = new MessageFilter();
        foreach (
            var name in (string[])
                ["LIVECHAT_ACCESS_TOKEN", "LIVECHAT_PERSONAL_ACCESS_TOKEN", "LIVECHAT_CUSTOMER_TOKEN", "PULUMI_CONFIG_PASSPHRASE"]
        )
            filter.Learn(environment.GetValueOrDefault(name));
        return filter;
    }
}
