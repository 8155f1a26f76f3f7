using System.Text.Json.Nodes;

namespace Chaos_;

/// <summary>What happens to one license: two programs, one after the other, each applied while things go wrong.</summary>
/// <param name="First">Resources of the first program, by their place in the palette.</param>
/// <param name="Second">Resources of the second program, by place, with whether their inputs are changed.</param>
/// <param name="Faults">Planned faults, as the emulator takes them.</param>
/// <param name="LagSeconds">How long reads lag while things go wrong.</param>
/// <param name="Region">The region that the license lives in then.</param>
/// <param name="Readiness">When a change counts as done.</param>
/// <param name="Forgotten">Every how many newly created resources the engine dies before it notes one; 0 is never.</param>
/// <param name="ReferenceLagSeconds">How long calls that name a new object are refused then.</param>
internal sealed record ChaosCase(
    IReadOnlyList<int> First,
    IReadOnlyList<(int Place, bool Changed)> Second,
    IReadOnlyList<string> Faults,
    int LagSeconds,
    string Region,
    string Readiness,
    int Forgotten,
    int ReferenceLagSeconds
)
{
    private static readonly string[] Modes = ["accepted", "visible", "effective"];
    private static readonly string[] Kinds = ["drop-answer", "cut", "fail", "fail-some"];
    private static readonly string[] Errors = ["internal", "too_many_requests", "service_unavailable"];

    public static ChaosCase Random(int seed)
    {
        var random = new Random(seed);
        var first = Places(random);
        return new ChaosCase(
            first,
            [.. Places(random).Select(p => (p, random.Next(3) == 0))],
            [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Fault(random))],
            random.Next(3) == 0 ? random.Next(1, 91) : 0,
            random.Next(4) == 0 ? "fra" : "dal",
            // The default most of the time.
            Modes[Math.Max(0, random.Next(5) - 2)],
            random.Next(4) == 0 ? random.Next(1, 4) : 0,
            random.Next(4) == 0 ? random.Next(1, 91) : 0
        );
    }

    /// <summary>Smaller cases, each by one thing less.</summary>
    public IEnumerable<ChaosCase> Smaller()
    {
        for (var i = 0; i < First.Count; i++)
            yield return this with
            {
                First = Without(First, i),
            };
        for (var i = 0; i < Second.Count; i++)
            yield return this with
            {
                Second = Without(Second, i),
            };
        for (var i = 0; i < Faults.Count; i++)
            yield return this with
            {
                Faults = Without(Faults, i),
            };
        if (LagSeconds > 0)
            yield return this with
            {
                LagSeconds = 0,
            };
        if (ReferenceLagSeconds > 0)
            yield return this with
            {
                ReferenceLagSeconds = 0,
            };
        if (Region != "dal")
            yield return this with
            {
                Region = "dal",
            };
        if (Readiness != Modes[0])
            yield return this with
            {
                Readiness = Modes[0],
            };
        if (Forgotten > 0)
            yield return this with
            {
                Forgotten = 0,
            };
    }

    public override string ToString() =>
        $"first [{string.Join(", ", First)}], second [{string.Join(", ", Second.Select(s => s.Place + (s.Changed ? "*" : "")))}], "
        + $"lag {LagSeconds}, references {ReferenceLagSeconds}, region {Region}, "
        + $"readiness {Readiness}, forgotten {Forgotten}, faults {string.Join(" ", Faults)}";

    private static List<int> Places(Random random) => [.. Enumerable.Range(0, Palette.Count).Where(_ => random.Next(2) == 0)];

    private static string Fault(Random random)
    {
        var fault = new JsonObject
        {
            ["kind"] = Kinds[random.Next(Kinds.Length)],
            ["skip"] = random.Next(12),
            ["count"] = random.Next(1, 4),
            ["writesOnly"] = random.Next(2) == 0,
        };
        if ((string)fault["kind"]! is "fail" or "fail-some")
            fault["type"] = Errors[random.Next(Errors.Length)];
        return fault.ToJsonString();
    }

    private static List<T> Without<T>(IReadOnlyList<T> list, int index) => [.. list.Where((_, i) => i != index)];
}
