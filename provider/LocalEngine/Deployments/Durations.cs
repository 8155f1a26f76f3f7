using System.Globalization;
using LocalEngine.State;
using PluginProtocol.Messages;

namespace LocalEngine.Deployments;

/// <summary>Reads durations in Go's notation, in which SDKs send them: <c>5m0s</c> or <c>300000000000ns</c>.</summary>
internal static class Durations
{
    public static Timeouts Read(RegisterResourceRequest.Types.CustomTimeouts? timeouts) =>
        timeouts is null ? Timeouts.None : new Timeouts(Seconds(timeouts.Create), Seconds(timeouts.Update), Seconds(timeouts.Delete));

    /// <summary>The duration in seconds; an empty text gives 0.</summary>
    /// <exception cref="EngineException">The text is not a duration.</exception>
    public static double Seconds(string text)
    {
        var total = 0.0;
        for (var i = 0; i < text.Length; )
        {
            var start = i;
            while (i < text.Length && IsNumeric(text[i]))
                i++;
            var unit = i;
            while (i < text.Length && !IsNumeric(text[i]))
                i++;
            if (!double.TryParse(text.AsSpan(start, unit - start), CultureInfo.InvariantCulture, out var number))
                throw new EngineException($"'{text}' is not a duration; write it as 5m or 90s.");
            total += number * UnitSeconds(text[unit..i], text);
        }

        return total;
    }

    private static bool IsNumeric(char c) => char.IsAsciiDigit(c) || c == '.';

    private static double UnitSeconds(string unit, string text) =>
        unit switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" => 1e-3,
            "us" or "µs" => 1e-6,
            "ns" => 1e-9,
            _ => throw new EngineException($"'{text}' is not a duration: '{unit}' is not a unit; units are h, m, s, ms, us and ns."),
        };
}
