using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.Control;

/// <summary>A call that was made.</summary>
/// <param name="Method">The API method.</param>
/// <param name="At">Emulated time of the call.</param>
/// <param name="Request">The body, secrets masked.</param>
/// <param name="Outcome"><c>ok</c>, an error type, <c>dropped</c> or <c>cut</c>.</param>
/// <param name="Region">The X-Region header, or null.</param>
public sealed record LoggedCall(string Method, DateTimeOffset At, JsonNode? Request, string Outcome, string? Region);

/// <summary>Every call since the start or the last clearing.</summary>
public sealed class CallLog
{
    private static readonly HashSet<string> SecretNames = ["secret_key", "bot_secret", "secret", "token", "access_token", "password"];
    private readonly Lock _gate = new();
    private readonly List<LoggedCall> _calls = [];

    /// <summary>The calls, oldest first.</summary>
    public IReadOnlyList<LoggedCall> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>Calls by method.</summary>
    public IReadOnlyDictionary<string, int> Counts => Calls.GroupBy(c => c.Method).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>Forgets all calls.</summary>
    public void Clear()
    {
        lock (_gate)
            _calls.Clear();
    }

    internal void Add(string method, DateTimeOffset at, JsonNode? request, string outcome, string? region)
    {
        var masked = request?.DeepClone();
        Mask(masked);
        lock (_gate)
            _calls.Add(new LoggedCall(method, at, masked, outcome, region));
    }

    internal JsonObject ToJson() =>
        new()
        {
            ["counts"] = new JsonObject(
                Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))
            ),
            ["calls"] = new JsonArray([
                .. Calls.Select(c => new JsonObject
                {
                    ["method"] = c.Method,
                    ["at"] = c.At.ToString("O"),
                    ["outcome"] = c.Outcome,
                    ["region"] = c.Region,
                    ["request"] = c.Request?.DeepClone(),
                }),
            ]),
        };

    private static void Mask(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Mask(item);
        }
        else if (node is JsonObject map)
        {
            foreach (var name in map.Select(m => m.Key).ToList())
            {
                if (SecretNames.Contains(name))
                    map[name] = "[secret]";
                else
                    Mask(map[name]);
            }
        }
    }
}
