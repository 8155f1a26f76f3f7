using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Conformance_;

/// <summary>
/// One change of JSON. Places are written as <c>agents[id=ann@example.com].groups[0].priority</c>; in them, and where a text
/// is put, <c>{id}</c> is the id of the object under test.
/// </summary>
internal sealed partial record Edit
{
    /// <summary>The place that changes.</summary>
    public required string At { get; init; }

    /// <summary>What stands there afterwards.</summary>
    public JsonNode? Put { get; init; }

    /// <summary>The place whose value stands there afterwards.</summary>
    public string? Copy { get; init; }

    /// <summary>What the array that stands there begins with afterwards.</summary>
    public JsonNode? InsertFirst { get; init; }

    /// <summary>Makes the change.</summary>
    public void Apply(JsonNode root, string id)
    {
        var steps = Steps(At, id);
        var place = steps[..^1].Aggregate(root, Go);
        if (InsertFirst is { } item)
            Go(place, steps[^1]).AsArray().Insert(0, item.DeepClone());
        else if (Copy is { } from)
            place[steps[^1]] = Steps(from, id).Aggregate(root, Go).DeepClone();
        else
            place[steps[^1]] = Put is JsonValue text && text.TryGetValue(out string? t) ? t.Replace("{id}", id) : Put?.DeepClone();
    }

    /// <summary>Names of members, and what stands in brackets.</summary>
    private static string[] Steps(string place, string id) => [.. Step().Matches(place.Replace("{id}", id)).Select(m => m.Value)];

    private static JsonNode Go(JsonNode at, string step) =>
        step is not ['[', .. var item, ']'] ? at[step]!
        : item.Split('=') is [var name, var value] ? at.AsArray().Single(o => o![name]!.ToString() == value)!
        : at[int.Parse(item)]!;

    [GeneratedRegex(@"\[[^\]]*\]|[^.\[\]]+")]
    private static partial Regex Step();
}
