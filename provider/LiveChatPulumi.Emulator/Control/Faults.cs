using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.Control;

/// <summary>The ways in which a planned fault spoils a call.</summary>
internal enum FaultKind
{
    /// <summary>Refuses with an error type, without acting.</summary>
    Fail,

    /// <summary>Acts, then cuts the connection instead of answering.</summary>
    DropAnswer,

    /// <summary>Cuts the connection before acting.</summary>
    Cut,

    /// <summary>Acts, and then answers late.</summary>
    Hold,

    /// <summary>Refuses every second request of a batch with an error type; single calls pass.</summary>
    FailSome,

    /// <summary>Acts, and answers something else.</summary>
    WrongAnswer,

    /// <summary>Neither acts nor answers. Cuts the connection when the caller is gone or its time, where it has one, is up.</summary>
    Hang,
}

/// <summary>A planned fault.</summary>
internal sealed class Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>The method it waits for; null is any.</summary>
    public string? Method { get; init; }

    /// <summary>True when it waits only for calls that change the license.</summary>
    public bool WritesOnly { get; init; }

    /// <summary>Calls that it still lets pass.</summary>
    public int Skip { get; set; }

    /// <summary>Calls that it still hits.</summary>
    public int Count { get; set; } = 1;

    public string Type { get; init; } = "internal";

    /// <summary>The wrong answer.</summary>
    public string Body { get; init; } = "";

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What a failure says; null for a text that names the method.</summary>
    public string? Message { get; init; }

    public TimeSpan Hold { get; init; }

    public static Fault Parse(JsonObject json) =>
        new()
        {
            Kind = json["kind"]?.GetValue<string>() switch
            {
                "fail" => FaultKind.Fail,
                "drop-answer" => FaultKind.DropAnswer,
                "cut" => FaultKind.Cut,
                "hold" => FaultKind.Hold,
                "hang" => FaultKind.Hang,
                "wrong-answer" => FaultKind.WrongAnswer,
                "fail-some" => FaultKind.FailSome,
                var other => throw new FormatException(
                    $"A fault's kind is fail, fail-some, drop-answer, cut, hold, hang or wrong-answer, not '{other}'."
                ),
            },
            Method = json["method"]?.GetValue<string>(),
            WritesOnly = json["writesOnly"]?.GetValue<bool>() ?? false,
            Skip = (int)(json["skip"]?.Number() ?? 0),
            Count = (int)(json["count"]?.Number() ?? 1),
            Type = json["type"]?.GetValue<string>() ?? "internal",
            Message = json["message"]?.GetValue<string>(),
            Body = json["body"]?.GetValue<string>() ?? "",
            RetryAfter = json["retryAfterSeconds"]?.Number() is { } s ? TimeSpan.FromSeconds(s) : null,
            Hold =
                json["holdMilliseconds"]?.Number() is { } hold ? TimeSpan.FromMilliseconds(hold)
                : (string?)json["kind"] == "hang" ? Timeout.InfiniteTimeSpan
                : TimeSpan.Zero,
        };
}

/// <summary>The faults that are planned.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];

    public void Add(Fault fault)
    {
        lock (_gate)
            _faults.Add(fault);
    }

    public void Clear()
    {
        lock (_gate)
            _faults.Clear();
    }

    private static bool IsRead(string method) =>
        method.StartsWith("get_", StringComparison.Ordinal) || method.StartsWith("list_", StringComparison.Ordinal);

    public Fault? Next(string method)
    {
        lock (_gate)
        {
            foreach (
                var fault in _faults.Where(f =>
                    f.Count > 0 && (f.Method is null || f.Method == method) && !(f.WritesOnly && IsRead(method))
                )
            )
            {
                if (fault.Skip > 0)
                {
                    fault.Skip--;
                    continue;
                }

                fault.Count--;
                return fault;
            }

            return null;
        }
    }
}
