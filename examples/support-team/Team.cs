using System.Collections.Generic;
using System.Linq;
using Pulumi;
using LiveChat = LiveChatPulumi.LiveChat;

namespace SupportTeam;

/// <summary>The team. Declared apart from the program, so that a test can look at it: ../support-team.Tests.</summary>
public static class Team
{
    /// <summary>Declares groups, agents and tags.</summary>
    /// <returns>The outputs of the stack.</returns>
    public static IDictionary<string, object?> Declare()
    {
        var config = new Config();
        var domain = config.Require("domain");
        var maxChats = config.GetInt32("maxChats") ?? 6;

        // Three teams. Agents declare which ones they belong to, so the groups leave their members alone.
        var sales = new LiveChat.Group("sales", new() { Name = "Sales", LanguageCode = "en" });
        var support = new LiveChat.Group("support", new() { Name = "Support", LanguageCode = "en" });
        var wsparcie = new LiveChat.Group("wsparcie", new() { Name = "Wsparcie", LanguageCode = "pl" });

        LiveChat.Inputs.WorkSchedulerArgs Hours(string timezone, string start, string end) =>
            new()
            {
                Timezone = timezone,
                Schedule = new[]
                {
                    LiveChat.Weekday.Monday,
                    LiveChat.Weekday.Tuesday,
                    LiveChat.Weekday.Wednesday,
                    LiveChat.Weekday.Thursday,
                    LiveChat.Weekday.Friday,
                }
                    .Select(day => new LiveChat.Inputs.ScheduleEntryArgs
                    {
                        Day = day,
                        Enabled = true,
                        Start = start,
                        End = end,
                    })
                    .ToList(),
            };

        LiveChat.Agent Agent(
            string login,
            string name,
            string title,
            LiveChat.Inputs.WorkSchedulerArgs hours,
            params (LiveChat.Group Group, LiveChat.Priority Priority)[] groups
        ) =>
            new(
                login,
                new()
                {
                    Email = $"{login}@{domain}",
                    Name = name,
                    JobTitle = title,
                    MaxChatsCount = maxChats,
                    Groups = groups
                        .Select(g => new LiveChat.Inputs.GroupMembershipArgs { GroupId = g.Group.GroupId, Priority = g.Priority })
                        .ToList(),
                    Notifications = new[] { LiveChat.Notification.IncomingChat, LiveChat.Notification.UnassignedChats },
                    EmailSubscriptions = new[] { LiveChat.EmailSubscription.WeeklySummary },
                    WorkScheduler = hours,
                }
            );

        var day = Hours("Europe/Warsaw", "08:00", "16:00");
        var late = Hours("Europe/Warsaw", "14:00", "22:00");
        var overseas = Hours("America/New_York", "09:00", "17:00");
        var first = LiveChat.Priority.First;
        var normal = LiveChat.Priority.Normal;
        var last = LiveChat.Priority.Last;

        var agents = new List<LiveChat.Agent>
        {
            Agent("ada", "Ada", "Head of Support", day, (support, LiveChat.Priority.Supervisor), (wsparcie, LiveChat.Priority.Supervisor)),
            Agent("ben", "Ben", "Support", day, (support, first)),
            Agent("cleo", "Cleo", "Support", day, (support, normal)),
            Agent("dan", "Dan", "Support", late, (support, normal)),
            Agent("eve", "Eve", "Support", overseas, (support, normal), (sales, last)),
            Agent("filip", "Filip", "Wsparcie", day, (wsparcie, first), (support, last)),
            Agent("gosia", "Gosia", "Wsparcie", day, (wsparcie, normal)),
            Agent("hania", "Hania", "Wsparcie", late, (wsparcie, normal)),
            Agent("iwo", "Iwo", "Sales", day, (sales, first)),
            Agent("jane", "Jane", "Sales", overseas, (sales, normal)),
            Agent("kim", "Kim", "Sales", overseas, (sales, normal)),
            Agent("lena", "Lena", "Sales", late, (sales, last), (wsparcie, last)),
        };

        // Tags per team: agents see those of their own groups.
        _ = new LiveChat.Tag(
            "vip",
            new() { Name = config.Get("vipTag") ?? "vip", GroupIds = new[] { sales.GroupId, support.GroupId, wsparcie.GroupId } }
        );
        _ = new LiveChat.Tag("refund", new() { Name = "refund", GroupIds = new[] { support.GroupId, wsparcie.GroupId } });
        _ = new LiveChat.Tag("bug", new() { Name = "bug", GroupIds = new[] { support.GroupId } });
        _ = new LiveChat.Tag("lead", new() { Name = "lead", GroupIds = new[] { sales.GroupId } });

        return new Dictionary<string, object?>
        {
            ["supportGroupId"] = support.GroupId,
            ["salesGroupId"] = sales.GroupId,
            ["agents"] = Output.All(agents.Select(a => a.Email)).Apply(emails => string.Join(", ", emails)),
        };
    }
}
