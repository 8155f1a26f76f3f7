using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using LocalEngine;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>The file that says how a license answers what the documents leave open: doctor writes it, and the emulator takes it.</summary>
internal static class ContractFile
{
    /// <summary>The name of the file where none is given.</summary>
    public const string DefaultName = "livechat.contract.json";

    private const int Version = 1;

    /// <summary>What the file says.</summary>
    /// <param name="findings">A finding for each switch.</param>
    /// <param name="url">Where the license is.</param>
    /// <param name="at">When it was looked at.</param>
    /// <param name="filter">What people read passes it.</param>
    public static JsonObject Write(IReadOnlyList<SwitchFinding> findings, Uri url, DateTimeOffset at, Func<string, string> filter) =>
        new()
        {
            ["version"] = Version,
            ["url"] = url.GetLeftPart(UriPartial.Authority),
            ["at"] = at.ToString("O", CultureInfo.InvariantCulture),
            ["switches"] = new JsonObject(
                findings.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Value))
            ),
            ["seen"] = new JsonObject(
                findings.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, (JsonNode?)filter(f.Text)))
            ),
            ["unknown"] = new JsonObject(
                findings.Where(f => f.Value is null).Select(f => KeyValuePair.Create(f.Name, (JsonNode?)filter(f.Text)))
            ),
        };

    /// <summary>Sets the switches that a file names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The emulator.</param>
    /// <exception cref="EngineException">It cannot be read, or names what is no switch or no value of one.</exception>
    public static void Apply(string path, EmulatorOptions options)
    {
        if (!File.Exists(path))
            throw new EngineException($"There is no file {path}: livechat doctor --contract --sandbox writes one.");
        try
        {
            var file = JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
            if (file?["version"]?.ToString() != $"{Version}" || file["switches"] is not JsonObject switches)
                throw new EngineException($"{path} must be a file of livechat doctor --contract, version {Version}.");
            foreach (var (name, value) in switches)
                options[name] = value is JsonValue v && v.TryGetValue<string>(out var text) ? text : "";
        }
        catch (JsonException e)
        {
            throw new EngineException($"{path} is not JSON: {e.Message}", e);
        }
        catch (FormatException e)
        {
            throw new EngineException($"{path}: {e.Message}", e);
        }
    }
}
