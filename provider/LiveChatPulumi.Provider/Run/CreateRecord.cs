using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Provider.Run;

/// <summary>A create that was sent, or is about to be.</summary>
/// <param name="Name">Its name in the journal: the URN of the resource, and more where a resource makes several objects.</param>
/// <param name="Type">Its type token.</param>
/// <param name="Key">What the object can be found by: its natural key, or the fields that tell it apart.</param>
/// <param name="KnownIds">Ids that existed before, so are not this create's.</param>
/// <param name="Id">The id that the API answered; null while the outcome is open.</param>
/// <param name="Confirmed">True once the engine has shown that its state holds the id.</param>
/// <param name="At">When it began.</param>
internal sealed record CreateRecord(
    string Name,
    string Type,
    string Key,
    ImmutableArray<string> KnownIds,
    string? Id,
    bool Confirmed,
    DateTimeOffset At
)
{
    /// <summary>Whose it is; the journal sets it.</summary>
    public JournalOwner Owner { get; init; } = new("", false, "");

    /// <summary>The run that wrote it last; the journal sets it. Empty where that run does not count as ended, whatever it noted.</summary>
    public string Run { get; init; } = "";

    public static CreateRecord Read(string name, JsonObject json) =>
        new(
            name,
            json["type"]!.GetValue<string>(),
            json["key"]!.GetValue<string>(),
            [.. ((JsonArray)json["knownIds"]!).Select(i => i!.GetValue<string>())],
            json["id"]?.GetValue<string>(),
            json["confirmed"]!.GetValue<bool>(),
            DateTimeOffset.Parse(json["at"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
        )
        {
            // Versions before this one wrote no run.
            Run = json["run"]?.GetValue<string>() ?? "",
        };

    public JsonObject Write() =>
        new()
        {
            ["type"] = Type,
            ["key"] = Key,
            ["knownIds"] = new JsonArray([.. KnownIds.Select(i => (JsonNode)JsonValue.Create(i))]),
            ["id"] = Id,
            ["confirmed"] = Confirmed,
            ["at"] = At.ToString("O"),
            ["run"] = Run,
        };
}
