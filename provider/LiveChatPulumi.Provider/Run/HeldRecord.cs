using System.Globalization;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Provider.Run;

/// <summary>The object that the engine's state had of a resource when a run last saw it.</summary>
/// <param name="Urn">The resource.</param>
/// <param name="Type">The type token of the object.</param>
/// <param name="Id">The object's id.</param>
/// <param name="At">When it was written down.</param>
internal sealed record HeldRecord(string Urn, string Type, string Id, DateTimeOffset At)
{
    private const string Prefix = "held ";

    /// <summary>Whose it is; the journal sets it.</summary>
    public JournalOwner Owner { get; init; } = new("", false, "");

    /// <summary>The record's name in the journal: a resource has one.</summary>
    public string Name => Prefix + Urn;

    public static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static HeldRecord Read(JsonObject json) =>
        new(
            json["urn"]!.GetValue<string>(),
            json["type"]!.GetValue<string>(),
            json["id"]!.GetValue<string>(),
            DateTimeOffset.Parse(json["at"]!.GetValue<string>(), CultureInfo.InvariantCulture)
        );

    public JsonObject Write() =>
        new()
        {
            ["urn"] = Urn,
            ["type"] = Type,
            ["id"] = Id,
            ["at"] = At.ToString("O"),
        };
}
