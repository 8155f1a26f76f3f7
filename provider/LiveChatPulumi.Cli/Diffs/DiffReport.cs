using System.Text.Json.Nodes;
using LiveChatPulumi.Export.Comparing;
using LiveChatPulumi.Export.Model;

namespace LiveChatPulumi.Cli.Diffs;

/// <summary>What two licenses differ in, with the names that people gave the two.</summary>
/// <param name="NameA">How the first is called.</param>
/// <param name="NameB">How the second is called.</param>
/// <param name="Differences">What differs.</param>
internal sealed record DiffReport(string NameA, string NameB, LicenseDifferences Differences)
{
    /// <summary>The types of which something differs, with what does.</summary>
    public IEnumerable<(string Type, IReadOnlyList<ObjectDifference> Objects)> ByType =>
        Differences.Objects.GroupBy(d => Short(d.Type)).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, Objects(g)));

    /// <summary>One line that says how many objects are the same, differ, and are in one license only.</summary>
    public string Summary
    {
        get
        {
            var same = Differences.Equal.Values.Sum();
            var onlyA = Differences.Objects.Count(d => d.B is null);
            var onlyB = Differences.Objects.Count(d => d.A is null);
            var differ = Differences.Objects.Length - onlyA - onlyB;
            return $"{same} the same, {differ} differ, {onlyA} only in {NameA}, {onlyB} only in {NameB}";
        }
    }

    /// <summary>What was not compared, in lines for people.</summary>
    public IEnumerable<string> Unread =>
        Differences.Unread.Select(u => $"{Short(u.Gap.Type)} was not compared: {NameOf(u.Side)} cannot be read. {u.Gap.Reason}");

    /// <summary>How a license is called.</summary>
    public string NameOf(Side side) => side == Side.A ? NameA : NameB;

    /// <summary>The name of a resource without its package.</summary>
    public static string Short(string type) => type[(type.LastIndexOf(':') + 1)..];

    /// <summary>The report as data.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["a"] = NameA,
            ["b"] = NameB,
            ["same"] = Differences.AreSame,
            ["equal"] = new JsonObject(Differences.Equal.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value))),
            ["differences"] = new JsonArray([.. Differences.Objects.Select(ToJson)]),
            ["notCompared"] = new JsonArray([
                .. Differences.Unread.Select(u => new JsonObject
                {
                    ["side"] = NameOf(u.Side),
                    ["type"] = u.Gap.Type,
                    ["reason"] = u.Gap.Reason,
                }),
            ]),
        };

    private static IReadOnlyList<ObjectDifference> Objects(IEnumerable<ObjectDifference> group) => [.. group];

    private static JsonObject ToJson(ObjectDifference difference)
    {
        var json = new JsonObject
        {
            ["type"] = difference.Type,
            ["title"] = difference.Title,
            ["in"] =
                difference.B is null ? "a"
                : difference.A is null ? "b"
                : "both",
        };
        foreach (var (name, found) in new[] { ("a", difference.A), ("b", difference.B) })
        {
            if (found is not null)
                json[name] = ToJson(found);
        }

        if (difference.Properties.Length > 0)
            json["properties"] = new JsonArray([
                .. difference.Properties.Select(p => new JsonObject
                {
                    ["path"] = p.Path,
                    ["a"] = p.A,
                    ["b"] = p.B,
                }),
            ]);
        return json;
    }

    private static JsonObject ToJson(ExportedObject found) => new() { ["id"] = found.Id, ["name"] = found.Name };
}
