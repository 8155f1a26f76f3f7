using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>Rules over several properties that agents and bots share.</summary>
internal static class MembershipRules
{
    public static IEnumerable<(PropertyPath Path, string Reason)> OneMembershipAGroup(PropertyObject inputs)
    {
        if (inputs["groups"] is not PropertyArray groups)
            yield break;
        var seen = new HashSet<double>();
        for (var i = 0; i < groups.Items.Length; i++)
        {
            if (groups.Items[i] is PropertyObject o && o["groupId"] is PropertyNumber id && !seen.Add(id.Value))
                yield return (
                    PropertyPath.Root.Member("groups").Element(i).Member("groupId"),
                    $"names group {id.Value} a second time; an agent has one priority in a group"
                );
        }
    }

    /// <summary>An agent has a time zone that hours fall back to; a bot has none.</summary>
    public static IEnumerable<(PropertyPath Path, string Reason)> ZoneOfHours(PropertyObject inputs)
    {
        if (inputs["workScheduler"] is PropertyObject hours && hours.Text("timezone") is "")
            yield return (PropertyPath.Root.Member("workScheduler").Member("timezone"), "must be a time zone: a bot has none of its own");
    }

    /// <summary>What is worth a second look: the API document forbids neither spans over midnight nor spans that overlap.</summary>
    public static IEnumerable<(PropertyPath Path, string Reason)> HoursInOrder(PropertyObject inputs)
    {
        if ((inputs["workScheduler"] as PropertyObject)?["schedule"] is not PropertyArray schedule)
            yield break;
        for (var i = 0; i < schedule.Items.Length; i++)
        {
            if (
                schedule.Items[i] is PropertyObject o
                && o["enabled"] is not PropertyBool { Value: false }
                && o.Text("start") is { } start
                && o.Text("end") is { } end
                && string.CompareOrdinal(start, end) >= 0
            )
                yield return (
                    PropertyPath.Root.Member("workScheduler").Member("schedule").Element(i),
                    $"starts at {start} and ends at {end}, which is not later on the same day; LiveChat decides what that means"
                );
            else if (Overlapped(schedule, i) is { } other)
                yield return (
                    PropertyPath.Root.Member("workScheduler").Member("schedule").Element(i),
                    $"overlaps schedule[{other}] on the same day; join the two, or part them"
                );
        }
    }

    /// <summary>An earlier span that shares time with this one.</summary>
    private static int? Overlapped(PropertyArray schedule, int index)
    {
        var mine = Span(schedule.Items[index]);
        for (var i = 0; mine.Day is not null && i < index; i++)
        {
            var other = Span(schedule.Items[i]);
            if (
                other.Day == mine.Day
                && string.CompareOrdinal(other.Start, mine.End) < 0
                && string.CompareOrdinal(mine.Start, other.End) < 0
            )
                return i;
        }

        return null;
    }

    private static (string? Day, string? Start, string? End) Span(PropertyValue value) =>
        value is PropertyObject o
        && o["enabled"] is not PropertyBool { Value: false }
        && o.Text("day") is { } day
        && o.Text("start") is { } start
        && o.Text("end") is { } end
            ? (day, start, end)
            : default;
}
