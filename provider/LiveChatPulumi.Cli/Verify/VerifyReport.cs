using System.Text.Json.Nodes;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>What came of all checks.</summary>
/// <param name="Results">The checks, in their order.</param>
/// <param name="Notes">What could not be made a check of, and why.</param>
internal sealed record VerifyReport(IReadOnlyList<CheckResult> Results, IReadOnlyList<string> Notes)
{
    /// <summary>Why something is not looked at at all.</summary>
    public const string Geolocation =
        "Where a customer is, LiveChat takes from the address of the caller: rules with a geolocation are seen from this machine only.";

    public int ExitCode =>
        Count(CheckVerdict.Wrong) + Count(CheckVerdict.NotYet) > 0 ? ExitCodes.NotReady
        : Count(CheckVerdict.Failed) > 0 ? ExitCodes.Failed
        : ExitCodes.Success;

    /// <summary>All in one sentence.</summary>
    public string Summary
    {
        get
        {
            (CheckVerdict Verdict, string Words)[] others =
            [
                (CheckVerdict.Wrong, "wrong"),
                (CheckVerdict.NotYet, "not yet as expected"),
                (CheckVerdict.Failed, "could not be looked at"),
                (CheckVerdict.Unknown, "not told to customers"),
                (CheckVerdict.Skipped, "skipped"),
            ];
            var rest = others.Where(o => Count(o.Verdict) > 0).Select(o => $", {Count(o.Verdict)} {o.Words}");
            return $"{Count(CheckVerdict.Holds)} of {Results.Count} checks hold{string.Concat(rest)}.";
        }
    }

    public int Count(CheckVerdict verdict) => Results.Count(r => r.Verdict == verdict);

    /// <summary>The same with all texts as people may see them: what LiveChat says comes from outside.</summary>
    /// <param name="filter">What people read passes it.</param>
    public VerifyReport Filtered(Func<string, string> filter)
    {
        return new VerifyReport([.. Results.Select(One)], [.. Notes.Select(filter)]);

        CheckResult One(CheckResult result) =>
            result with
            {
                Check = result.Check with { Name = filter(result.Check.Name), Place = filter(result.Check.Place) },
                Mismatches =
                [
                    .. result.Mismatches.Select(m => new Mismatch(filter(m.What), filter(m.Expected), filter(m.Seen), filter(m.Remedy))),
                ],
                Notes = [.. result.Notes.Select(filter)],
            };
    }

    public JsonObject ToJson() =>
        new()
        {
            ["summary"] = new JsonObject
            {
                ["checks"] = Results.Count,
                ["ok"] = Count(CheckVerdict.Holds),
                ["wrong"] = Count(CheckVerdict.Wrong),
                ["notYet"] = Count(CheckVerdict.NotYet),
                ["failed"] = Count(CheckVerdict.Failed),
                ["unknown"] = Count(CheckVerdict.Unknown),
                ["skipped"] = Count(CheckVerdict.Skipped),
            },
            ["checks"] = new JsonArray([.. Results.Select(ToJson)]),
            ["notes"] = Texts(Notes),
        };

    private static JsonNode ToJson(CheckResult result) =>
        new JsonObject
        {
            ["kind"] = result.Check.Kind,
            ["name"] = result.Check.Name,
            ["place"] = result.Check.Place,
            ["verdict"] = result.Verdict switch
            {
                CheckVerdict.Holds => "ok",
                CheckVerdict.NotYet => "notYet",
                var other => other.ToString().ToLowerInvariant(),
            },
            ["mismatches"] = new JsonArray([
                .. result.Mismatches.Select(m => new JsonObject
                {
                    ["what"] = m.What,
                    ["expected"] = m.Expected,
                    ["seen"] = m.Seen,
                    ["remedy"] = m.Remedy,
                }),
            ]),
            ["notes"] = Texts(result.Notes),
        };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
