using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Methods;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Control;

/// <summary>Reads seeds and writes dumps: the objects of a license as JSON, in the API's own names.</summary>
internal static class Seed
{
    public static LicenseState Read(JsonObject json)
    {
        var state = new LicenseState();
        foreach (var g in Objects(json, "groups"))
            state = state.WithGroup(
                new GroupRecord(
                    g["id"]!.GetValue<int>(),
                    Text(g, "name")!,
                    Text(g, "language_code") ?? "en",
                    Text(g, "routing_status") ?? "offline"
                )
            );
        if (!state.Groups.ContainsKey(0))
            state = state.WithGroup(new GroupRecord(0, "General", "en"));
        foreach (var a in Objects(json, "agents"))
            state = state.WithAgent(ReadAgent(a));
        if (state.Agents.Values.All(a => a.Role != "owner"))
            state = state.WithAgent(Owner);
        foreach (var b in Objects(json, "bots"))
            state = state.WithBot(ReadBot(b));
        foreach (var t in Objects(json, "tags"))
        {
            var tag = new TagRecord(
                Text(t, "name")!,
                [.. Numbers(t, "group_ids")],
                Text(t, "author_id") ?? "",
                Text(t, "created_at") ?? "2017-11-13T15:37:36.000000+01:00"
            );
            state = state with { Tags = state.Tags.Add(tag.Name, tag) };
        }

        var next = json["next_group_id"]?.GetValue<int>() ?? 1;
        return ConfigurationSeed.Read(state, json) with { NextGroupId = Math.Max(next, state.Groups.Keys.Max() + 1) };
    }

    public static JsonObject Write(LicenseState state)
    {
        var json = WritePeople(state);
        ConfigurationSeed.Write(state, json);
        return json;
    }

    private static JsonObject WritePeople(LicenseState state) =>
        new()
        {
            ["agents"] = new JsonArray([.. state.Agents.Values.Select(WriteAgent)]),
            ["bots"] = new JsonArray([.. state.Bots.Values.Select(WriteBot)]),
            ["groups"] = new JsonArray([
                .. state.Groups.Values.Select(g => new JsonObject
                {
                    ["id"] = g.Id,
                    ["name"] = g.Name,
                    ["language_code"] = g.LanguageCode,
                    ["routing_status"] = g.RoutingStatus,
                }),
            ]),
            ["tags"] = new JsonArray([
                .. state.Tags.Values.Select(t => new JsonObject
                {
                    ["name"] = t.Name,
                    ["group_ids"] = new JsonArray([.. t.GroupIds.Select(g => (JsonNode)g)]),
                    ["author_id"] = t.AuthorId,
                    ["created_at"] = t.CreatedAt,
                }),
            ]),
            ["next_group_id"] = state.NextGroupId,
        };

    private static AgentRecord Owner =>
        new()
        {
            Id = "owner@example.com",
            AccountId = "00000000-0000-4000-8000-000000000001",
            Name = "Owner",
            Role = "owner",
            Groups = [new Membership(0, "normal")],
        };

    private static AgentRecord ReadAgent(JsonObject a) =>
        new()
        {
            Id = Text(a, "id")!,
            AccountId = Text(a, "account_id") ?? Guid.NewGuid().ToString(),
            Name = Text(a, "name")!,
            Role = Text(a, "role") ?? "normal",
            LoginStatus = Text(a, "login_status") ?? "not accepting chats",
            Avatar = Text(a, "avatar") ?? "",
            JobTitle = Text(a, "job_title") ?? "",
            Mobile = Text(a, "mobile") ?? "",
            MaxChatsCount = a["max_chats_count"]?.GetValue<int>() ?? 6,
            AwaitingApproval = a["awaiting_approval"]?.GetValue<bool>() ?? false,
            Suspended = a["suspended"]?.GetValue<bool>() ?? false,
            LastLogout = Text(a, "last_logout"),
            Groups = MemberFields.ReadGroups(a) ?? [],
            Notifications = [.. Texts(a, "notifications")],
            EmailSubscriptions = [.. Texts(a, "email_subscriptions")],
            WorkScheduler = MemberFields.ReadScheduler(a, "") ?? new Scheduler("", []),
        };

    private static BotRecord ReadBot(JsonObject b) =>
        new()
        {
            Id = Text(b, "id")!,
            Name = Text(b, "name")!,
            Secret = Text(b, "secret") ?? Guid.NewGuid().ToString("N"),
            OwnerClientId = Text(b, "owner_client_id") ?? "",
            MadeWithToken = b["made_with_token"]?.GetValue<bool>() ?? false,
            Avatar = Text(b, "avatar") ?? "",
            JobTitle = Text(b, "job_title") ?? "",
            MaxChatsCount = b["max_chats_count"]?.GetValue<int>() ?? 6,
            DefaultGroupPriority = Text(b, "default_group_priority") ?? "first",
            Groups = MemberFields.ReadGroups(b) ?? [],
            WorkScheduler = MemberFields.ReadScheduler(b, "") ?? new Scheduler("", []),
        };

    private static JsonObject WriteBot(BotRecord b) =>
        new()
        {
            ["id"] = b.Id,
            ["name"] = b.Name,
            ["secret"] = b.Secret,
            ["owner_client_id"] = b.OwnerClientId,
            ["made_with_token"] = b.MadeWithToken,
            ["avatar"] = b.Avatar,
            ["job_title"] = b.JobTitle,
            ["max_chats_count"] = b.MaxChatsCount,
            ["default_group_priority"] = b.DefaultGroupPriority,
            ["groups"] = MemberFields.ShowGroups(b.Groups),
            ["work_scheduler"] = MemberFields.ShowScheduler(b.WorkScheduler),
        };

    private static JsonObject WriteAgent(AgentRecord a) =>
        new()
        {
            ["id"] = a.Id,
            ["account_id"] = a.AccountId,
            ["name"] = a.Name,
            ["role"] = a.Role,
            ["login_status"] = a.LoginStatus,
            ["avatar"] = a.Avatar,
            ["job_title"] = a.JobTitle,
            ["mobile"] = a.Mobile,
            ["max_chats_count"] = a.MaxChatsCount,
            ["awaiting_approval"] = a.AwaitingApproval,
            ["suspended"] = a.Suspended,
            ["last_logout"] = a.LastLogout,
            ["groups"] = MemberFields.ShowGroups(a.Groups),
            ["notifications"] = new JsonArray([.. a.Notifications.Select(n => (JsonNode)n)]),
            ["email_subscriptions"] = new JsonArray([.. a.EmailSubscriptions.Select(n => (JsonNode)n)]),
            ["work_scheduler"] = MemberFields.ShowScheduler(a.WorkScheduler),
        };

    private static IEnumerable<JsonObject> Objects(JsonObject json, string name) => (json[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    private static IEnumerable<string> Texts(JsonObject json, string name) =>
        (json[name] as JsonArray)?.Select(n => n!.GetValue<string>()) ?? [];

    private static IEnumerable<int> Numbers(JsonObject json, string name) =>
        (json[name] as JsonArray)?.Select(n => n!.GetValue<int>()) ?? [];

    private static string? Text(JsonObject json, string name) => json[name]?.GetValue<string>();
}
