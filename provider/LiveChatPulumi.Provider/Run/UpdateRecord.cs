using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Provider.Run;

/// <summary>An update that was sent, or is about to be: it ends once the engine's state is known to have its inputs.</summary>
/// <param name="Urn">The resource.</param>
/// <param name="Type">The type token of the object.</param>
/// <param name="Id">The object's id.</param>
/// <param name="At">When it began.</param>
/// <param name="Run">The run that sent it.</param>
/// <param name="Inputs">Names of the inputs that it may have changed.</param>
/// <param name="Digest">A digest of the inputs that a state has after it; empty where it changed a secret.</param>
internal sealed record UpdateRecord(
    string Urn,
    string Type,
    string Id,
    DateTimeOffset At,
    string Run,
    ImmutableArray<string> Inputs,
    string Digest
)
{
    private const string Prefix = "update ";

    /// <summary>Whose it is; the journal sets it.</summary>
    public JournalOwner Owner { get; init; } = new("", false, "");

    /// <summary>The record's name in the journal: by the object, whose resource may have another name in the next run.</summary>
    public string Name => NameOf(Type, Id);

    public static string NameOf(string type, string id) => $"{Prefix}{type} {id}";

    public static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static UpdateRecord Read(JsonObject json) =>
        new(
            json["urn"]!.GetValue<string>(),
            json["type"]!.GetValue<string>(),
            json["id"]!.GetValue<string>(),
            DateTimeOffset.Parse(json["at"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            json["run"]!.GetValue<string>(),
            [.. json["inputs"]!.AsArray().Select(n => n!.GetValue<string>())],
            json["digest"]!.GetValue<string>()
        );

    public JsonObject Write() =>
        new()
        {
            ["urn"] = Urn,
            ["type"] = Type,
            ["id"] = Id,
            ["at"] = At.ToString("O"),
            ["run"] = Run,
            ["inputs"] = new JsonArray([.. Inputs.Select(n => (JsonNode)n)]),
            ["digest"] = Digest,
        };
}
