using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>Fields that agents and bots share: groups with priorities, and working hours (API document, Create Agent).</summary>
internal static partial class MemberFields
{
    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    public static string[] Priorities { get; } = ["first", "normal", "last", "supervisor"];

    public static Shape GroupsShape =>
        Shape.List(Shape.Object(new Parameter("id", Shape.Int(0), true), new Parameter("priority", Shape.OneOf(Priorities), true)));

    public static Shape SchedulerShape =>
        Shape.Object(
            new Parameter("timezone", Shape.Text()),
            new Parameter(
                "schedule",
                Shape.List(
                    Shape.Object(
                        new Parameter("day", Shape.OneOf(Days), true),
                        new Parameter("enabled", Shape.Bool, true),
                        new Parameter("start", Shape.Matching(Clock()), true),
                        new Parameter("end", Shape.Matching(Clock()), true)
                    )
                ),
                true
            )
        );

    public static ImmutableArray<Membership>? ReadGroups(JsonObject request) =>
        request["groups"] is JsonArray groups
            ? [.. groups.Select(g => new Membership(g!["id"]!.GetValue<int>(), g["priority"]!.GetValue<string>()))]
            : null;

    public static Scheduler? ReadScheduler(JsonObject request, string fallback)
    {
        if (request["work_scheduler"] is not JsonObject json)
            return null;
        var zone = json["timezone"]?.GetValue<string>() is { Length: > 0 } z ? z : fallback;
        return new Scheduler(
            zone,
            [
                .. ((JsonArray)json["schedule"]!).Select(e => new WorkingHours(
                    e!["day"]!.GetValue<string>(),
                    e["enabled"]!.GetValue<bool>(),
                    e["start"]!.GetValue<string>(),
                    e["end"]!.GetValue<string>()
                )),
            ]
        );
    }

    public static void CheckReferences(CallContext context, JsonObject request)
    {
        var known = context.Known.Groups;
        foreach (var id in (request["groups"] as JsonArray)?.Select(g => g!["id"]!.GetValue<int>()) ?? [])
        {
            if (!known.ContainsKey(id))
                throw context.GroupMissing(id);
        }

        var zone = request["work_scheduler"]?["timezone"]?.GetValue<string>();
        if (zone is { Length: > 0 } && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) && context.Options.Is("timezones", "checked"))
            throw ApiFailure.Validation("`work_scheduler.timezone` is not a known time zone");
    }

    public static JsonArray ShowGroups(IEnumerable<Membership> groups) =>
        new([.. groups.Select(g => (JsonNode)new JsonObject { ["id"] = g.Id, ["priority"] = g.Priority })]);

    public static JsonObject ShowScheduler(Scheduler scheduler) =>
        new()
        {
            ["timezone"] = scheduler.Timezone,
            ["schedule"] = new JsonArray([
                .. scheduler.Schedule.Select(h => new JsonObject
                {
                    ["day"] = h.Day,
                    ["enabled"] = h.Enabled,
                    ["start"] = h.Start,
                    ["end"] = h.End,
                }),
            ]),
        };

    [GeneratedRegex("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
    private static partial Regex Clock();
}
