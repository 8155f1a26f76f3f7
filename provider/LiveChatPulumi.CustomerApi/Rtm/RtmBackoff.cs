namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>The waits before new connections. They grow while connections fail, or last no longer than a ping.</summary>
internal sealed class RtmBackoff(RtmOptions options, TimeProvider time, Func<double> randomness)
{
    // Longer waits than the longest are not asked for, so the doubling needs not go on for ever.
    private const int MostDoublings = 16;

    private int _failures;
    private long _connected;

    /// <summary>Waits before an attempt.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_connected != 0 && time.GetElapsedTime(_connected) > options.PingInterval)
            _failures = 0;
        _connected = 0;
        var wait = Math.Min(
            options.ReconnectDelay.TotalSeconds * Math.Pow(2, Math.Min(_failures++, MostDoublings)),
            options.LongestReconnectDelay.TotalSeconds
        );
        // Half of it is random, so that customers who were cut off together do not come back together.
        return Task.Delay(TimeSpan.FromSeconds(wait * (0.5 + (randomness() / 2))), time, cancellationToken);
    }

    /// <summary>A connection was made.</summary>
    public void Connected() => _connected = time.GetTimestamp();
}
