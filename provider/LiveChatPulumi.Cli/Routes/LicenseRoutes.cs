using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Routing;
using LocalEngine;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>The rules of a license, its groups, and the members that answer there, as they are now.</summary>
internal sealed class LicenseRoutes
{
    private static readonly string[] Priorities = ["first", "normal", "last", "supervisor"];

    private readonly Dictionary<long, Group> _groups = [];
    private bool _isInPart;

    private LicenseRoutes(RuleChain chain, Dictionary<string, RoutingRule> rules)
    {
        Rules = [.. chain.Ids.Select(id => rules[id])];
        Problems = [.. chain.Problems];
    }

    /// <summary>The rules in the order of their evaluation.</summary>
    public IReadOnlyList<RoutingRule> Rules { get; }

    /// <summary>Faults of the list, and refusals of reads.</summary>
    public List<string> Problems { get; }

    public static async Task<LicenseRoutes> ReadAsync(ConfigurationApi api, CancellationToken cancellationToken)
    {
        try
        {
            var rules = (await api.CallAsync(ApiActions.ListAutoAccesses, [], cancellationToken).ConfigureAwait(false))
                .AsArray()
                .OfType<JsonObject>()
                .Select(RoutingRule.Read)
                .ToDictionary(r => r.Id, StringComparer.Ordinal);
            var routes = new LicenseRoutes(RuleChain.Of(rules.Values.Select(r => new ChainedRule(r.Id, r.NextId))), rules);
            await routes.ReadGroupsAsync(api, cancellationToken).ConfigureAwait(false);
            return routes;
        }
        catch (ApiException e)
        {
            throw new EngineException(e.Message, e);
        }
    }

    /// <summary>Finds a group. A group that could not be read has a name made of its id, and no members.</summary>
    public Group Group(long id) => _groups.TryGetValue(id, out var group) ? group : new Group(id, id == 0 ? "General" : $"group {id}", []);

    /// <summary>True for a group in which nobody gets chats. Where the token does not see all members, nobody knows.</summary>
    public bool IsUnanswered(long id) =>
        !_isInPart && _groups.TryGetValue(id, out var group) && group.Members.All(m => m.Priority == Priorities[^1]);

    /// <summary>Reads the names that make rules readable. A token that may only read rules leaves them out.</summary>
    private async Task ReadGroupsAsync(ConfigurationApi api, CancellationToken cancellationToken)
    {
        var groups = await TryListAsync(api, ApiActions.ListGroups, [], cancellationToken).ConfigureAwait(false);
        var agents = await TryListAsync(
                api,
                ApiActions.ListAgents,
                new JsonObject
                {
                    ["fields"] = new JsonArray("groups"),
                    ["filters"] = new JsonObject { ["suspended"] = false },
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        var bots = await TryListAsync(
                api,
                ApiActions.ListBots,
                new JsonObject { ["all"] = true, ["fields"] = new JsonArray("groups") },
                cancellationToken
            )
            .ConfigureAwait(false);
        var members = agents
            .SelectMany(a => Memberships(a, isBot: false))
            .Concat(bots.SelectMany(b => Memberships(b, isBot: true)))
            .ToLookup(m => m.Group, m => m.Member);
        foreach (var group in groups)
        {
            var id = group["id"]!.GetValue<long>();
            _groups[id] = new Group(
                id,
                group["name"]?.GetValue<string>() ?? $"group {id}",
                [
                    .. members[id]
                        .OrderBy(m => Array.IndexOf(Priorities, m.Priority))
                        .ThenBy(m => !m.IsBot)
                        .ThenBy(m => m.Name, StringComparer.Ordinal),
                ]
            );
        }
    }

    private async Task<IReadOnlyList<JsonObject>> TryListAsync(
        ConfigurationApi api,
        ApiAction action,
        JsonObject request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return [.. (await api.CallAsync(action, request, cancellationToken).ConfigureAwait(false)).AsArray().OfType<JsonObject>()];
        }
        catch (ApiException e) when (e.Type == ErrorTypes.Authorization)
        {
            Problems.Add(e.Message);
            _isInPart = true;
            return [];
        }
    }

    private static IEnumerable<(long Group, Member Member)> Memberships(JsonObject member, bool isBot) =>
        (member["groups"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(g =>
                (
                    g["id"]!.GetValue<long>(),
                    new Member(
                        member["name"]?.GetValue<string>() ?? (string)member["id"]!,
                        isBot,
                        g["priority"]?.GetValue<string>() ?? "normal"
                    )
                )
            );
}
