using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>API document, section Tags. Create ignores letter case; update and delete respect it.</summary>
internal static class TagMethods
{
    private static readonly Parameter Name = new("name", Shape.Text(), true);
    private static readonly Parameter Groups = new("group_ids", Shape.List(Shape.Int(0)));
    private static readonly Grant[] Write = Grant.Reach("tags--groups:rw", "tags--all:rw", Own.Tag);

    public static IEnumerable<Method> All =>
        [
            new("create_tag", Write, [Name, Groups], Create),
            new("update_tag", Write, [Name, Groups], Update),
            new("delete_tag", Write, [Name], Delete),
            new(
                "list_tags",
                ["tags--all:ro", "tags--groups:ro"],
                [new("filters", Shape.Object(new Parameter("group_ids", Shape.List(Shape.Int(0)), true)))],
                List
            ),
        ];

    private static JsonNode? Create(CallContext context, JsonObject request)
    {
        var name = request["name"]!.GetValue<string>();
        var groups = Ids(context, request["group_ids"]);
        return context.License.Change<JsonNode?>(state =>
        {
            if (state.Tags.Keys.Any(t => t.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new ApiFailure("already_exists", "Tag already exists");
            var created = context.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            return (state with { Tags = state.Tags.Add(name, new TagRecord(name, groups ?? [], context.Caller.AgentId, created)) }, null);
        });
    }

    private static JsonNode? Update(CallContext context, JsonObject request)
    {
        var groups = Ids(context, request["group_ids"]) ?? (context.Options.Is("updateTagWithoutGroups", "clears") ? [] : null);
        return context.License.Change<JsonNode?>(state =>
        {
            var tag = Find(state, request);
            return (state with { Tags = state.Tags.SetItem(tag.Name, tag with { GroupIds = groups ?? tag.GroupIds }) }, null);
        });
    }

    private static JsonNode? Delete(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state => (state with { Tags = state.Tags.Remove(Find(state, request).Name) }, null));

    private static JsonArray List(CallContext context, JsonObject request)
    {
        var wanted = (request["filters"]?["group_ids"] as JsonArray)?.Select(g => g!.GetValue<int>()).ToHashSet();
        var own = context.Caller.Holds("tags--all:ro") ? null : context.OwnGroups;
        if (own is not null && wanted?.IsSubsetOf(own) == false && context.Options.Is("tagsOfOtherGroups", "refused"))
            throw new ApiFailure("authorization", "Tags of groups of which the requester is no member need tags--all:ro");
        return new JsonArray([
            .. context
                .Visible.Tags.Values.Where(t => wanted is null || t.GroupIds.Any(wanted.Contains))
                .Where(t => own is null || t.GroupIds.Any(own.Contains))
                .Select(t => Show(context.Options, t)),
        ]);
    }

    private static JsonObject Show(EmulatorOptions options, TagRecord tag) =>
        new()
        {
            ["name"] = tag.Name,
            ["group_ids"] = new JsonArray([.. options.Shown(tag.GroupIds).Select(g => (JsonNode)g)]),
            ["author_id"] = tag.AuthorId,
            ["created_at"] = tag.CreatedAt,
        };

    private static TagRecord Find(LicenseState state, JsonObject request) =>
        state.Tags.GetValueOrDefault(request["name"]!.GetValue<string>()) ?? throw ApiFailure.NotFound("Tag not found");

    private static ImmutableArray<int>? Ids(CallContext context, JsonNode? node)
    {
        if (node is not JsonArray list)
            return null;
        ImmutableArray<int> ids = [.. list.Select(g => g!.GetValue<int>()).Distinct()];
        foreach (var id in ids)
        {
            if (!context.Known.Groups.ContainsKey(id))
                throw context.GroupMissing(id);
        }

        return ids;
    }
}
