using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Contracts;
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
    private static readonly Option<string?> As = new("--as")
    {
        Description = "Behave as a license does, by the file of livechat doctor --contract. --set wins.",
        HelpName = "file",
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
            As,
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
        if (parsed.GetValue(As) is { } contract)
            ContractFile.Apply(contract, options);
        foreach (var pair in parsed.GetValue(Switches) ?? [])
            Set(options, pair);
        var controlToken = parsed.GetValue(ControlToken) ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        await using var emulator = await EmulatorServer
            .StartAsync(options, parsed.GetValue(Port), null, controlToken, cancellationToken)
            .ConfigureAwait(false);
        var seed = parsed.GetValue(SeedFile) is { } file ? Read(file) : [];
        try
        {
            emulator.Control("seed", seed);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or NullReferenceException)
        {
            throw new EngineException($"{parsed.GetValue(SeedFile)}: {e.Message}", e);
        }

        foreach (var line in Greeting(emulator.Url.ToString().TrimEnd('/'), seed, parsed.GetValue(SeedFile), controlToken))
            await context.Data.WriteLineAsync(line).ConfigureAwait(false);
        await context.Data.FlushAsync(cancellationToken).ConfigureAwait(false);
        await WaitAsync(parsed.GetValue(StopAfter), cancellationToken).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    /// <summary>What somebody needs who has never done this: the address alone on the first line, for scripts.</summary>
    private static IEnumerable<string> Greeting(string url, JsonObject seed, string? file, string controlToken)
    {
        var credentials = (seed["credentials"] as JsonArray)?.OfType<JsonObject>().ToList() ?? [];
        var bearer = credentials.Find(c => c["token"] is not null);
        var (token, client) =
            credentials.Count == 0
                ? (EmulatorServer.DefaultToken, EmulatorServer.DefaultClientId)
                : (bearer?["token"]?.ToString(), bearer?["clientId"]?.ToString() ?? EmulatorServer.DefaultClientId);
        var personal = credentials.Find(c => c["pat"] is not null);
        var (account, pat) =
            credentials.Count == 0
                ? (EmulatorServer.DefaultAccount, EmulatorServer.DefaultPersonalToken)
                : (personal?["accountId"]?.ToString(), personal?["pat"]?.ToString());
        yield return url;
        yield return "";
        yield return $"An emulated LiveChat license{(file is null ? "" : $", as {file} says")}. In another terminal:";
        yield return "";
        yield return $"  export LIVECHAT_API_URL={url}";
        if (token is not null)
            yield return $"  export LIVECHAT_ACCESS_TOKEN={token}";
        else
            yield return $"  export LIVECHAT_ACCOUNT_ID={account} LIVECHAT_PERSONAL_ACCESS_TOKEN={pat}";
        yield return $"  export LIVECHAT_OWNER_CLIENT_ID={client}";
        yield return "";
        if (token is not null && pat is not null)
            yield return $"Or, instead of the access token, account {account} with the personal access token {pat}.";
        yield return file is null ? "It has an owner and the group General; --seed FILE gives it people." : $"Its people are in {file}.";
        yield return "Lag, limits and faults: --read-lag, --latency, --set, and commands under /_emulator/ (docs/emulator.md).";
        yield return $"Commands under /_emulator/ take the header X-Emulator-Token: {controlToken}";
        yield return "Ctrl-C ends it; nothing is kept.";
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
