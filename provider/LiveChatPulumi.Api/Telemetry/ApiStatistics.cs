using System.Collections.Concurrent;
using System.Globalization;

namespace LiveChatPulumi.Api.Telemetry;

/// <summary>Numbers of a client's calls so far. They may be read at any time.</summary>
public sealed class ApiStatistics
{
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);
    private int _batches;
    private int _batched;
    private int _writes;
    private int _retries;
    private int _refused;
    private long _throttledTicks;

    /// <summary>HTTP requests by method, batch methods by their own names.</summary>
    internal IReadOnlyDictionary<string, int> Calls => _calls;

    /// <summary>HTTP requests in all.</summary>
    public int Total => _calls.Values.Sum();

    /// <summary>HTTP requests of methods that change the license.</summary>
    public int Writes => _writes;

    /// <summary>Batches of more than one request.</summary>
    internal int Batches => _batches;

    /// <summary>Requests that went in those batches.</summary>
    internal int Batched => _batched;

    /// <summary>Requests that were sent again after a failure.</summary>
    public int Retries => _retries;

    /// <summary>Requests that the server refused for their rate.</summary>
    public int Refused => _refused;

    /// <summary>Time that calls lost by these refusals, all calls together.</summary>
    internal TimeSpan Throttled => TimeSpan.FromTicks(Interlocked.Read(ref _throttledTicks));

    /// <summary>A line for people: calls by method, requests in batches, retries, and refusals for the rate.</summary>
    public string Summary()
    {
        var calls = _calls
            .OrderByDescending(c => c.Value)
            .ThenBy(c => c.Key, StringComparer.Ordinal)
            .Select(c =>
                _requests.TryGetValue(c.Key, out var requests)
                    ? $"{c.Key} {c.Value} with {(double)requests / c.Value:0.#} requests each"
                    : $"{c.Key} {c.Value}"
            );
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Total} {(Total == 1 ? "call" : "calls")} to LiveChat ({string.Join(", ", calls)})"
        );
        if (_retries > 0)
            text += $"; {_retries} sent again after a failure";
        if (_refused > 0)
            text += string.Create(
                CultureInfo.InvariantCulture,
                $"; {_refused} refused for their rate, which took {Throttled.TotalSeconds:0.0} s, all calls together"
            );
        return text;
    }

    internal void Called(string method, bool writes)
    {
        _calls.AddOrUpdate(method, 1, static (_, n) => n + 1);
        if (writes)
            Interlocked.Increment(ref _writes);
    }

    internal void BatchSent(string method, int count)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _batched, count);
        _requests.AddOrUpdate(method, static (_, c) => c, static (_, n, c) => n + c, count);
    }

    internal void Retried() => Interlocked.Increment(ref _retries);

    internal void WasRefused(TimeSpan waited)
    {
        Interlocked.Increment(ref _refused);
        Interlocked.Add(ref _throttledTicks, waited.Ticks);
    }
}
