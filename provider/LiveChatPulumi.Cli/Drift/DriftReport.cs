using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEngine;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>A difference that a rule says to leave out.</summary>
internal sealed record IgnoredFinding(DriftFinding Finding, IgnoreRule Rule);

/// <summary>All that a comparison found.</summary>
internal sealed record DriftReport(string Project, string Stack, DateTimeOffset At)
{
    /// <summary>The format of the JSON document.</summary>
    private const int Version = 1;

    /// <summary>What is different.</summary>
    public IReadOnlyList<DriftFinding> Findings { get; init; } = [];

    /// <summary>What LiveChat does not show.</summary>
    public IReadOnlyList<DriftFinding> Unobservable { get; init; } = [];

    /// <summary>What rules leave out.</summary>
    public IReadOnlyList<IgnoredFinding> Ignored { get; init; } = [];

    /// <summary>What a former report had and this one does not.</summary>
    public IReadOnlyList<DriftFinding> Gone { get; init; } = [];

    /// <summary>What people should know of how it was compared.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What could not be compared.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>What an up after a refresh would do; null where nobody asked.</summary>
    public IReadOnlyList<PlannedStep>? Plan { get; init; }

    /// <summary>How many resources the state has.</summary>
    public int Resources { get; init; }

    /// <summary>The differences that count: those that no former report has.</summary>
    public IEnumerable<DriftFinding> News => Findings.Where(f => !f.IsKnown);

    /// <summary>How the command ends: what could not be compared is worse than drift.</summary>
    public int ExitCode =>
        Errors.Count > 0 ? ExitCodes.Failed
        : News.Any() ? ExitCodes.Different
        : ExitCodes.Success;

    /// <summary>The same report, with a former one's findings marked as known.</summary>
    public DriftReport Since(IReadOnlyList<DriftFinding> former)
    {
        var keys = former.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var now = Findings.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        return this with
        {
            Findings = [.. Findings.Select(f => f with { IsKnown = keys.Contains(f.Key) })],
            Gone = [.. former.Where(f => !now.Contains(f.Key))],
        };
    }

    /// <summary>The report as a document that <see cref="ReadFindings"/> reads again.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["version"] = Version,
            ["project"] = Project,
            ["stack"] = Stack,
            ["at"] = At.ToString("O", CultureInfo.InvariantCulture),
            ["resources"] = Resources,
            ["drift"] = News.Any(),
            ["findings"] = List(Findings),
            ["gone"] = List(Gone),
            ["unobservable"] = List(Unobservable),
            ["ignored"] = new JsonArray([.. Ignored.Select(i => Json(i.Finding, ("reason", i.Rule.Reason), ("until", i.Rule.UntilText)))]),
            ["notes"] = Texts(Notes),
            ["errors"] = Texts(Errors),
            ["plan"] = Plan is null ? null : PlannedStep.ToJson(Plan),
        };

    /// <summary>The findings of a report.</summary>
    /// <exception cref="EngineException">The text is no report.</exception>
    public static IReadOnlyList<DriftFinding> ReadFindings(string text, string file)
    {
        try
        {
            var json = JsonNode.Parse(text)!.AsObject();
            if ((int)json["version"]! != Version)
                throw new EngineException($"{file}: version {json["version"]} of the report is not known; this is version {Version}.");
            return [.. json["findings"]!.AsArray().Select(f => ReadFinding(f!.AsObject()))];
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException)
        {
            throw new EngineException($"{file} is no report that livechat drift --format json wrote: {e.Message}", e);
        }
    }

    private static DriftFinding ReadFinding(JsonObject json) =>
        new(Enum.Parse<DriftClass>(Text(json, "class")!, ignoreCase: true), Text(json, "type")!, Text(json, "id")!, Text(json, "name")!)
        {
            Urn = Text(json, "urn") ?? "",
            Property = Text(json, "property") ?? "",
            Old = Text(json, "old"),
            New = Text(json, "new"),
            Note = Text(json, "note") ?? "",
            Import = Text(json, "import") ?? "",
        };

    private static string? Text(JsonObject json, string name) => json[name]?.GetValue<string>();

    private static JsonArray List(IEnumerable<DriftFinding> findings) => new([.. findings.Select(f => Json(f))]);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);

    private static JsonObject Json(DriftFinding finding, params (string Name, string Value)[] more)
    {
        var json = new JsonObject
        {
            ["class"] = finding.Class.ToString().ToLowerInvariant(),
            ["type"] = finding.Type,
            ["id"] = finding.Id,
            ["name"] = finding.Name,
        };
        Add("urn", finding.Urn);
        Add("property", finding.Property);
        Add("old", finding.Old);
        Add("new", finding.New);
        Add("note", finding.Note);
        Add("import", finding.Import);
        Add("by", finding.Source?.Who);
        Add("changedAt", finding.Source?.At.ToString("O", CultureInfo.InvariantCulture));
        if (finding.IsKnown)
            json["known"] = true;
        foreach (var (name, value) in more)
            json[name] = value;
        return json;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
                json[name] = value;
        }
    }
}
