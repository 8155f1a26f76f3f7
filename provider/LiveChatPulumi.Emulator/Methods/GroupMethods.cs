using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>API document, section Groups. Group 0 always exists.</summary>
internal static class GroupMethods
{
    private static readonly Shape Priorities = Shape.Map(Shape.OneOf("first", "normal", "last", "supervisor"));
    private static readonly Parameter Id = new("id", Shape.Int(0), true);
    private static readonly Parameter Fields = new("fields", Shape.List(Shape.OneOf("agent_priorities", "routing_status")));
    private static readonly Parameter Language = new("language_code", Shape.Text());

    public static IEnumerable<Method> All =>
        [
            new(
                "create_group",
                ["groups--all:rw"],
                [new("name", Shape.Text(180), true), Language, new("agent_priorities", Priorities, true)],
                Create
            ),
            new(
                "update_group",
                Grant.Reach("groups--my:rw", "groups--all:rw", Own.Group),
                [Id, new("name", Shape.Text(180)), Language, new("agent_priorities", Priorities)],
                Update
            ),
            new("delete_group", Grant.Reach("groups--my:rw", "groups--all:rw", Own.Group), [Id], Delete),
            new(
                "get_group",
                Grant.Reach("groups--my:ro", "groups--all:ro", Own.Group),
                [Id, Fields],
                (c, r) => Show(c, c.Visible, Find(c, c.Visible, r), r)
            ),
            new(
                "list_groups",
                ["groups--all:ro"],
                [Fields],
                (c, r) =>
                    new JsonArray([
                        .. c.Visible.Groups.Values.Select(g => Show(c, c.Visible, g, r, c.Options.Is("unaskedFields", "samples"))),
                    ])
            ),
        ];

    private static JsonObject Create(CallContext context, JsonObject request)
    {
        CheckMembers(context, request);
        return context.License.Change(state =>
        {
            var group = new GroupRecord(
                state.NextGroupId,
                request["name"]!.GetValue<string>(),
                request["language_code"]?.GetValue<string>() ?? "en"
            );
            state = state.WithGroup(group) with { NextGroupId = state.NextGroupId + 1 };
            return (SetMembers(context, state, group.Id, request), new JsonObject { ["id"] = group.Id });
        });
    }

    private static JsonNode? Update(CallContext context, JsonObject request)
    {
        CheckMembers(context, request);
        return context.License.Change<JsonNode?>(state =>
        {
            var group = Find(context, state, request);
            group = group with
            {
                Name = request["name"]?.GetValue<string>() ?? group.Name,
                LanguageCode = request["language_code"]?.GetValue<string>() ?? group.LanguageCode,
            };
            return (SetMembers(context, state.WithGroup(group), group.Id, request), null);
        });
    }

    private static JsonNode? Delete(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state =>
        {
            var group = Find(context, state, request);
            if (group.Id == 0)
                throw context.Refused("The default group cannot be deleted");
            state = state.Members.ToList().Aggregate(state, (s, m) => s.WithMemberships(m.Id, [.. m.Groups.Where(g => g.Id != group.Id)]));
            return (
                state with
                {
                    Groups = state.Groups.Remove(group.Id),
                    Tags = state.Tags.SetItems(
                        state.Tags.Values.Select(t => KeyValuePair.Create(t.Name, t with { GroupIds = t.GroupIds.Remove(group.Id) }))
                    ),
                },
                null
            );
        });

    private static void CheckMembers(CallContext context, JsonObject request)
    {
        var unknown = (request["agent_priorities"] as JsonObject)?.Select(m => m.Key).FirstOrDefault(k => !context.Known.HasMember(k));
        if (unknown is not null)
            throw new ApiFailure(context.Options["unknownMember"], $"Member {unknown} not found");
    }

    private static LicenseState SetMembers(CallContext context, LicenseState state, int group, JsonObject request)
    {
        if (request["agent_priorities"] is not JsonObject priorities)
            return state;
        var wanted = priorities.ToDictionary(m => m.Key, m => m.Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase);
        foreach (var (id, memberships) in state.Members.ToList())
        {
            var now = memberships.FirstOrDefault(g => g.Id == group);
            var priority =
                wanted.GetValueOrDefault(id)
                ?? (now is not null && context.Options.Is("updateGroupPriorities", "merge") ? now.Priority : null);
            if (priority == now?.Priority)
                continue;
            var others = now is null ? memberships : memberships.Remove(now);
            state = state.WithMemberships(id, priority is null ? others : others.Add(new Membership(group, priority)));
        }

        return state;
    }

    private static GroupRecord Find(CallContext context, LicenseState state, JsonObject request)
    {
        var id = request["id"]!.GetValue<int>();
        return state.Groups.GetValueOrDefault(id) ?? throw context.GroupMissing(id);
    }

    private static JsonObject Show(CallContext context, LicenseState state, GroupRecord group, JsonObject request, bool unasked = false)
    {
        var asked = (request["fields"] as JsonArray)?.Select(f => f!.GetValue<string>()).ToHashSet() ?? [];
        var json = new JsonObject
        {
            ["id"] = group.Id,
            ["name"] = group.Name,
            ["language_code"] = group.LanguageCode,
        };
        if (asked.Contains("routing_status") || unasked)
            json["routing_status"] = group.RoutingStatus;
        if (asked.Contains("agent_priorities"))
            json["agent_priorities"] = new JsonObject(
                state.PrioritiesOf(group.Id).Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))
            );
        return json;
    }
}
