namespace LiveChatPulumi.Emulator;

/// <summary>Refuses calls above the rate that the options set, by a token bucket of one second.</summary>
internal sealed class Throttle(TimeProvider clock, EmulatorOptions options)
{
    private readonly Lock _gate = new();
    private double _tokens = double.NaN;
    private DateTimeOffset _last;

    public void Count()
    {
        var rate = options.RequestsPerSecond;
        if (rate <= 0)
            return;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _tokens = double.IsNaN(_tokens) ? rate : Math.Min(rate, _tokens + ((now - _last).TotalSeconds * rate));
            _last = now;
            if (_tokens < 1)
                throw new ApiFailure("too_many_requests", "Too many requests");
            _tokens--;
        }
    }
}
