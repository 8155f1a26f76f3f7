using System.Collections.Concurrent;
using System.Globalization;

namespace LiveChatPulumi.Api;

/// <summary>What a client has done so far: counted as it goes, safe to read at any time.</summary>
public sealed class ApiStatistics
{
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private int _batches;
    private int _batched;
    private int _retries;
    private int _refused;
    private long _throttledTicks;

    /// <summary>HTTP requests by method, batch methods by their own names.</summary>
    public IReadOnlyDictionary<string, int> Calls => _calls;

    /// <summary>HTTP requests in all.</summary>
    public int Total => _calls.Values.Sum();

    /// <summary>Batches of more than one request.</summary>
    public int Batches => _batches;

    /// <summary>Requests that went in those batches.</summary>
    public int Batched => _batched;

    /// <summary>Requests that were sent again after a failure.</summary>
    public int Retries => _retries;

    /// <summary>Requests that the server refused for their rate.</summary>
    public int Refused => _refused;

    /// <summary>Time that calls waited because of that, all calls together.</summary>
    public TimeSpan Throttled => TimeSpan.FromTicks(Interlocked.Read(ref _throttledTicks));

    /// <summary>One line for people.</summary>
    public string Summary() => string.Create(CultureInfo.InvariantCulture, $"{Total} calls to LiveChat ({string.Join(", ", _calls.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"))}); {Batches} batches{(Batches > 0 ? $" of {(double)Batched / Batches:0.#} requests on average" : "")}; {Retries} retries; {Refused} refused for their rate, {Throttled.TotalSeconds:0.0} s waited for it");

    internal void Called(string method) => _calls.AddOrUpdate(method, 1, static (_, n) => n + 1);

    internal void BatchSent(int count)
    {
        if (count < 2) return;
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _batched, count);
    }

    internal void Retried() => Interlocked.Increment(ref _retries);

    internal void WasRefused(TimeSpan waited)
    {
        Interlocked.Increment(ref _refused);
        Interlocked.Add(ref _throttledTicks, waited.Ticks);
    }
}
