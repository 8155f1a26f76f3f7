using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Something that is not as expected.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Seen">What came.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record Mismatch(string What, string Expected, string Seen, string Remedy)
{
    public string Text => $"{What}: expected {Expected}, and {Seen}";
}

/// <summary>What one look at a check found.</summary>
internal sealed class Look
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Mismatch> _mismatches = [];
    private readonly List<string> _unknown = [];

    /// <summary>What is not as expected.</summary>
    public IReadOnlyList<Mismatch> Mismatches => _mismatches;

    /// <summary>What the customer's side does not tell, in sentences.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    public bool Holds => _mismatches.Count == 0;

    public void Miss(string what, string expected, string seen, string remedy) =>
        _mismatches.Add(new Mismatch(what, expected, seen, remedy));

    public void DoNotKnow(string why) => _unknown.Add(why);

    /// <summary>One of several, in words.</summary>
    public static string OneOf<T>(IReadOnlyList<T> wanted) =>
        wanted.Count == 1 ? $"{wanted[0]}" : "one of " + string.Join(", ", wanted.Select(w => $"{w}"));

    /// <summary>A refusal that is about what was asked, and not about who asks.</summary>
    public static bool IsOfTheCheck(CustomerApiException e) =>
        e.Kind is CustomerErrorKind.Other or CustomerErrorKind.Validation or CustomerErrorKind.NotSent;

    /// <summary>Values are equal as JSON; 3 and 3.0 are one number.</summary>
    public static bool Same(JsonNode? wanted, JsonNode? seen) =>
        JsonNode.DeepEquals(wanted, seen)
        || (
            wanted?.GetValueKind() == JsonValueKind.Number
            && seen?.GetValueKind() == JsonValueKind.Number
            && decimal.TryParse(wanted.ToJsonString(), CultureInfo.InvariantCulture, out var a)
            && decimal.TryParse(seen.ToJsonString(), CultureInfo.InvariantCulture, out var b)
            && a == b
        );

    /// <summary>A value as people read it.</summary>
    public static string Shown(JsonNode? value) => value?.ToJsonString(Readable) ?? "null";
}
