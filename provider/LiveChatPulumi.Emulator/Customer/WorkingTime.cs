using System.Globalization;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>Working hours: whether somebody works at a moment.</summary>
internal static class WorkingTime
{
    /// <summary>
    /// True within enabled hours of that day, by the scheduler's time zone, and always without any schedule. A time zone that does not
    /// exist counts as UTC.
    /// </summary>
    public static bool Includes(Scheduler scheduler, DateTimeOffset now)
    {
        if (scheduler.Schedule.IsEmpty)
            return true;
        var there = TimeZoneInfo.TryFindSystemTimeZoneById(scheduler.Timezone, out var zone) ? TimeZoneInfo.ConvertTime(now, zone) : now;
        var day = there.DayOfWeek.ToString().ToLowerInvariant();
        return scheduler.Schedule.Any(h =>
            h.Enabled && h.Day == day && Minutes(h.Start) <= Minute(there) && Minute(there) < Minutes(h.End)
        );
    }

    private static int Minute(DateTimeOffset time) => (time.Hour * 60) + time.Minute;

    private static int Minutes(string clock) =>
        (int.Parse(clock.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60) + int.Parse(clock.AsSpan(3, 2), CultureInfo.InvariantCulture);
}
