using System.Globalization;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Provider.Run;

/// <summary>A delete that was sent, or is about to be.</summary>
/// <param name="Urn">The resource.</param>
/// <param name="Type">The type token of the object.</param>
/// <param name="Id">The object's id.</param>
/// <param name="At">When it began; once it was answered, when that was.</param>
/// <param name="IsAnswered">False while nobody knows what came of it.</param>
/// <param name="Removes">True where the object is gone afterwards; a setting goes back to what it is without the resource.</param>
internal sealed record DeleteRecord(string Urn, string Type, string Id, DateTimeOffset At, bool IsAnswered, bool Removes)
{
    private const string Prefix = "delete ";

    /// <summary>Whose it is; the journal sets it.</summary>
    public JournalOwner Owner { get; init; } = new("", false, "");

    /// <summary>False where no call was sent yet: then the object is there.</summary>
    public bool IsSent { get; init; } = true;

    /// <summary>True where a create of this machine gave the resource another object instead of this one.</summary>
    public bool IsOwed { get; init; }

    /// <summary>The record's name in the journal: a resource that is replaced may have several.</summary>
    public string Name => NameOf(Urn, Id);

    public static string NameOf(string urn, string id) => $"{Prefix}{urn} {id}";

    public static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static DeleteRecord Read(JsonObject json) =>
        new(
            json["urn"]!.GetValue<string>(),
            json["type"]!.GetValue<string>(),
            json["id"]!.GetValue<string>(),
            DateTimeOffset.Parse(json["at"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            json["answered"]!.GetValue<bool>(),
            json["removes"]!.GetValue<bool>()
        )
        {
            // Versions before this one wrote neither.
            IsSent = json["sent"]?.GetValue<bool>() ?? true,
            IsOwed = json["owed"]?.GetValue<bool>() ?? false,
        };

    public JsonObject Write() =>
        new()
        {
            ["urn"] = Urn,
            ["type"] = Type,
            ["id"] = Id,
            ["at"] = At.ToString("O"),
            ["answered"] = IsAnswered,
            ["removes"] = Removes,
            ["sent"] = IsSent,
            ["owed"] = IsOwed,
        };
}
