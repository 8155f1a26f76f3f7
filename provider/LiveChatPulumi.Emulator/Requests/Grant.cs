using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.Requests;

/// <summary>Scopes that together allow a method, and the objects for which they do.</summary>
/// <param name="Scopes">All of these are needed.</param>
/// <param name="For">The requests that they allow; null for all.</param>
internal sealed record Grant(string[] Scopes, Func<CallContext, JsonObject, bool>? For = null)
{
    /// <summary>One of the scopes is enough, for any object.</summary>
    public static Grant[] Any(params string[] scopes) => [.. scopes.Select(s => new Grant([s]))];

    /// <summary>One scope for objects of the caller, and one for all objects.</summary>
    public static Grant[] Reach(string my, string all, Func<CallContext, JsonObject, bool> own) => [new([all]), new([my], own)];

    public override string ToString() => string.Join(" and ", Scopes) + (For is null ? "" : " (for own objects)");
}

/// <summary>Whose the object of a request is. The requests are checked before.</summary>
internal static class Own
{
    /// <summary>The agent is the caller.</summary>
    public static bool Agent(CallContext context, JsonObject request) =>
        string.Equals(request["id"]!.GetValue<string>(), context.Caller.AgentId, StringComparison.OrdinalIgnoreCase);

    /// <summary>The caller is a member of the group.</summary>
    public static bool Group(CallContext context, JsonObject request) => context.OwnGroups.Contains(request["id"]!.GetValue<int>());

    /// <summary>The bot is the caller's, as list_bots tells them apart.</summary>
    public static bool Bot(CallContext context, JsonObject request) =>
        context.License.Current.Bots.TryGetValue(request["id"]!.GetValue<string>(), out var bot) && context.Caller.Owns(bot);

    /// <summary>The caller is in all groups that a tag has, and is to have.</summary>
    public static bool Tag(CallContext context, JsonObject request)
    {
        var own = context.OwnGroups;
        var wanted = (request["group_ids"] as JsonArray)?.Select(g => g!.GetValue<int>()) ?? [];
        if (!wanted.All(own.Contains))
            return false;
        return !context.License.Current.Tags.TryGetValue(request["name"]!.GetValue<string>(), out var tag)
            || (tag.GroupIds.Length > 0 && tag.GroupIds.All(own.Contains));
    }
}
