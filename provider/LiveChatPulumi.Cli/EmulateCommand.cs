using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>livechat emulate: a license on this machine.</summary>
internal static class EmulateCommand
{
    public static Command Build(Shell shell)
    {
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 takes any free one." };
        var seed = new Option<string?>("--seed") { Description = "A JSON file with agents, groups, tags and credentials." };
        var lag = new Option<double>("--read-lag") { Description = "Seconds for which reads show the state from before a write." };
        var latency = new Option<double>("--latency") { Description = "Milliseconds that each answer takes." };
        var set = new Option<string[]>("--set")
        {
            Description = "A switch of an open question, as name=value.",
            AllowMultipleArgumentsPerToken = true,
        };
        var idle = new Option<double>("--stop-after")
        {
            Description = "Seconds after which it stops by itself; 0 is never.",
            DefaultValueFactory = _ => 3600,
        };
        var command = new Command("emulate", "Serve an emulated LiveChat license on 127.0.0.1.") { port, seed, lag, latency, set, idle };
        command.SetAction(
            (parsed, cancellationToken) =>
                shell.GuardAsync(async () =>
                {
                    var options = new EmulatorOptions
                    {
                        ReadLag = TimeSpan.FromSeconds(parsed.GetValue(lag)),
                        Latency = TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
                    };
                    foreach (var pair in parsed.GetValue(set) ?? [])
                        Apply(options, pair);
                    await using var emulator = await EmulatorServer
                        .StartAsync(options, parsed.GetValue(port), null, cancellationToken)
                        .ConfigureAwait(false);
                    if (parsed.GetValue(seed) is { } file)
                        emulator.Control("seed", Read(file));
                    await shell.Output.WriteLineAsync(emulator.Url.ToString().TrimEnd('/')).ConfigureAwait(false);
                    await shell.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
                    await WaitAsync(parsed.GetValue(idle), cancellationToken).ConfigureAwait(false);
                    return ExitCodes.Success;
                })
        );
        return command;
    }

    private static async Task WaitAsync(double seconds, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(seconds > 0 ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how an emulator is ended.
        }
    }

    private static void Apply(EmulatorOptions options, string pair)
    {
        try
        {
            var parts = pair.Split('=', 2);
            options[parts[0]] = parts.Length == 2 ? parts[1] : throw new FormatException($"'{pair}' must be name=value.");
        }
        catch (FormatException e)
        {
            throw new EngineException(e.Message, e);
        }
    }

    private static JsonObject Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new EngineException($"{file} must hold a JSON object.");
        }
        catch (JsonException e)
        {
            throw new EngineException($"{file} is not JSON: {e.Message}", e);
        }
    }
}
