using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>Agents and bots as chats are routed to them: who takes chats now, how many they have, and who is next.</summary>
/// <param name="options">The switches.</param>
/// <param name="clock">The emulated time.</param>
internal sealed class Staff(EmulatorOptions options, TimeProvider clock)
{
    public const string Accepting = "accepting chats";
    private static readonly string[] Ranks = ["first", "normal", "last"];

    /// <summary>What was set for somebody by a command, in place of what follows from the configuration.</summary>
    private readonly ConcurrentDictionary<string, string> _statuses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sets somebody's routing status; null takes it back to what follows from the configuration.</summary>
    public void Set(string id, string? status)
    {
        if (status is null)
            _statuses.TryRemove(id, out _);
        else
            _statuses[id] = status;
    }

    public void Clear() => _statuses.Clear();

    /// <summary>online, offline, or online_for_queue where all who are there have as many chats as they can.</summary>
    public string StatusOf(LicenseState state, int group, IReadOnlyDictionary<string, int> chats)
    {
        var there = MembersOf(state, [group]).Where(m => IsThere(state, m.Id)).ToList();
        return there.Count == 0 ? "offline"
            : there.Exists(m => chats.GetValueOrDefault(m.Id) < LimitOf(state, m.Id)) ? "online"
            : options["fullGroup"];
    }

    /// <summary>
    /// Who gets the next chat of some groups, or of all where null: of those who are there and have room, the one with the highest
    /// priority, then with the fewest chats, then the first by id. A bot comes before an agent of the same rank.
    /// </summary>
    public string? Next(LicenseState state, IReadOnlyList<int>? groups, IReadOnlyDictionary<string, int> chats) =>
        MembersOf(state, groups)
            .Where(m => IsThere(state, m.Id) && chats.GetValueOrDefault(m.Id) < LimitOf(state, m.Id))
            .OrderBy(m => m.Rank)
            .ThenBy(m => state.Bots.ContainsKey(m.Id) ? 0 : 1)
            .ThenBy(m => chats.GetValueOrDefault(m.Id))
            .ThenBy(m => m.Id, StringComparer.OrdinalIgnoreCase)
            .Select(m => m.Id)
            .FirstOrDefault();

    /// <summary>True for somebody who takes chats now.</summary>
    public bool IsThere(LicenseState state, string id)
    {
        var now = clock.GetUtcNow();
        if (state.Bots.TryGetValue(id, out var bot))
        {
            var status = _statuses.GetValueOrDefault(id) ?? (options.Is("newBots", "offline") ? "offline" : Accepting);
            return status == Accepting && WorkingTime.Includes(bot.WorkScheduler, now);
        }

        return state.Agents.TryGetValue(id, out var agent)
            && !agent.Suspended
            && !agent.AwaitingApproval
            && (_statuses.GetValueOrDefault(id) ?? agent.LoginStatus) == Accepting
            && WorkingTime.Includes(agent.WorkScheduler, now);
    }

    /// <summary>True where a bot of a client takes chats, so that its webhooks of type bot are sent.</summary>
    public bool HasBot(LicenseState state, string client) => state.Bots.Values.Any(b => b.OwnerClientId == client && IsThere(state, b.Id));

    /// <summary>An agent or bot as customers see it; null for somebody who is not there any more.</summary>
    public static JsonObject? Show(LicenseState state, string id)
    {
        if (state.Agents.TryGetValue(id, out var agent))
            return Show(agent.Id, agent.Name, agent.JobTitle, agent.Avatar);
        return state.Bots.TryGetValue(id, out var bot) ? Show(bot.Id, bot.Name, bot.JobTitle, bot.Avatar) : null;
    }

    private static JsonObject Show(string id, string name, string title, string avatar) =>
        new()
        {
            ["id"] = id,
            ["type"] = "agent",
            ["name"] = name,
            ["job_title"] = title,
            ["avatar"] = avatar,
        };

    /// <summary>Members of some groups, or of any, who get chats by themselves: supervisors do not.</summary>
    private static IEnumerable<(string Id, int Rank)> MembersOf(LicenseState state, IReadOnlyList<int>? groups) =>
        state
            .Members.Select(m =>
                (
                    m.Id,
                    Rank: m.Groups.Where(g => groups is null || groups.Contains(g.Id))
                        .Select(g => Array.IndexOf(Ranks, g.Priority))
                        .Where(r => r >= 0)
                        .DefaultIfEmpty(-1)
                        .Min()
                )
            )
            .Where(m => m.Rank >= 0);

    private static int LimitOf(LicenseState state, string id) =>
        state.Bots.TryGetValue(id, out var bot) ? bot.MaxChatsCount : state.Agents[id].MaxChatsCount;
}
