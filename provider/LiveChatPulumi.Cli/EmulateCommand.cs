using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>livechat emulate: serves an emulated license on this machine.</summary>
internal static class EmulateCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "The port on 127.0.0.1; 0 takes any free one." };
    private static readonly Option<string?> SeedFile = new("--seed")
    {
        Description = "A JSON file with agents, groups, tags and credentials.",
    };
    private static readonly Option<double> ReadLag = new("--read-lag")
    {
        Description = "Seconds for which reads show the state from before a write.",
    };
    private static readonly Option<double> Latency = new("--latency") { Description = "Milliseconds that each answer takes." };
    private static readonly Option<string[]> Switches = new("--set")
    {
        Description = "A switch of an open question, as name=value.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string?> ControlToken = new("--control-token")
    {
        Description =
            "What commands under /_emulator/ have to carry in the header X-Emulator-Token; by default a new one, which is printed.",
    };
    private static readonly Option<double> StopAfter = new("--stop-after")
    {
        Description = "Seconds after which it stops by itself; 0 is never.",
        DefaultValueFactory = _ => 3600,
    };

    public static Command Build(CommandContext context)
    {
        var command = new Command("emulate", "Serve an emulated LiveChat license on 127.0.0.1.")
        {
            Port,
            SeedFile,
            ReadLag,
            Latency,
            Switches,
            ControlToken,
            StopAfter,
        };
        command.SetAction((parsed, cancellationToken) => context.GuardAsync(() => RunAsync(context, parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new EmulatorOptions
        {
            ReadLag = TimeSpan.FromSeconds(parsed.GetValue(ReadLag)),
            Latency = TimeSpan.FromMilliseconds(parsed.GetValue(Latency)),
        };
        foreach (var pair in parsed.GetValue(Switches) ?? [])
            Set(options, pair);
        var controlToken = parsed.GetValue(ControlToken) ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        await using var emulator = await EmulatorServer
            .StartAsync(options, parsed.GetValue(Port), null, controlToken, cancellationToken)
            .ConfigureAwait(false);
        if (parsed.GetValue(SeedFile) is { } file)
            emulator.Control("seed", Read(file));
        await context.WriteLineAsync(emulator.Url.ToString().TrimEnd('/')).ConfigureAwait(false);
        if (parsed.GetValue(ControlToken) is null)
            await context
                .WriteLineAsync($"Commands under /_emulator/ take the header X-Emulator-Token: {controlToken}")
                .ConfigureAwait(false);
        await context.Data.FlushAsync(cancellationToken).ConfigureAwait(false);
        await WaitAsync(parsed.GetValue(StopAfter), cancellationToken).ConfigureAwait(false);
        return ExitCodes.Success;
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
            // Ctrl-C ends the emulator.
        }
    }

    private static void Set(EmulatorOptions options, string pair)
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
