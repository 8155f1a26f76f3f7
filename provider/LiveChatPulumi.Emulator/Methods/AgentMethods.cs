using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>API document, section Agents.</summary>
internal static class AgentMethods
{
    private static readonly string[] NotificationNames =
    [
        "new_visitor",
        "incoming_chat",
        "returning_visitor",
        "queued_visitor",
        "visitor_is_typing",
        "new_goal",
        "unassigned_chats",
        "unassigned_chat_messages",
        "ticket",
        "inactive_notifications",
        "mute_all_sounds",
        "repeat_sound_notifications",
        "ticket_notifications",
        "incoming_message_for_focused_chat",
    ];

    private static readonly string[] FieldNames =
    [
        "work_scheduler",
        "groups",
        "email_subscriptions",
        "notifications",
        "job_title",
        "mobile",
        "max_chats_count",
        "suspended",
        "awaiting_approval",
        "last_logout",
    ];

    private static readonly Parameter Id = new("id", Shape.Text(), true);

    private static readonly Parameter Fields = new("fields", Shape.List(Shape.OneOf(FieldNames)));

    private static readonly Parameter[] Settings =
    [
        new("login_status", Shape.OneOf("accepting chats", "not accepting chats")),
        new("job_title", Shape.Text()),
        new("mobile", Shape.Text()),
        new("groups", MemberFields.GroupsShape),
        new("notifications", Shape.List(Shape.OneOf(NotificationNames))),
        new("email_subscriptions", Shape.List(Shape.OneOf("daily_summary", "weekly_summary"))),
        new("work_scheduler", MemberFields.SchedulerShape),
    ];

    public static IEnumerable<Method> All =>
        [
            new(
                "create_agent",
                ["accounts--all:rc", "accounts--all:rw"],
                [
                    Id,
                    new("name", Shape.Text(), true),
                    new("role", Shape.OneOf("viceowner", "administrator", "normal")),
                    new("max_chats_count", Shape.Int(0, 100)),
                    new("awaiting_approval", Shape.Bool),
                    .. Settings,
                ],
                Create,
                "batch_create_agents"
            ),
            new("get_agent", Grant.Reach("agents--my:ro", "agents--all:ro", Own.Agent), [Id, Fields], Get),
            new(
                "list_agents",
                ["agents--all:ro"],
                [
                    new(
                        "filters",
                        Shape.Object(new Parameter("group_ids", Shape.List(Shape.Int(0))), new Parameter("suspended", Shape.Bool))
                    ),
                    Fields,
                ],
                List
            ),
            new(
                "update_agent",
                Grant.Reach("agents--my:rw", "agents--all:rw", Own.Agent),
                [
                    Id,
                    new("role", Shape.OneOf("viceowner", "administrator", "normal")),
                    new("max_chats_count", Shape.Int(0, 20)),
                    .. Settings,
                ],
                Update,
                "batch_update_agents"
            ),
            new(
                "delete_agent",
                [new Grant(["agents--all:rw", "accounts--all:rw"]), new Grant(["agents--my:rw", "accounts--my:rw"], Own.Agent)],
                [Id],
                Delete,
                "batch_delete_agents"
            ),
            new(
                "suspend_agent",
                [new Grant(["agents--all:rw", "sessions--all:rw"])],
                [Id],
                (c, r) => Set(c, r, "suspended", a => a with { Suspended = true }),
                "batch_suspend_agents"
            ),
            new(
                "unsuspend_agent",
                [new Grant(["agents--all:rw", "accounts--all:rw", "subscription.lc:rw"])],
                [Id],
                (c, r) => Set(c, r, null, a => a with { Suspended = false }),
                "batch_unsuspend_agents"
            ),
            new(
                "approve_agent",
                [new Grant(["agents--all:rw", "accounts--all:rw", "subscription.lc:rw"])],
                [Id],
                (c, r) => Set(c, r, null, a => a with { AwaitingApproval = false }),
                "batch_approve_agents"
            ),
            new("request_agent_unsuspension", Grant.Any(), [], RequestUnsuspension) { IsForSuspended = true },
            new("reactivate_email", ["agents--all:rw"], [new("agent_id", Shape.Text(), true)], Reactivate),
        ];

    private static JsonObject Create(CallContext context, JsonObject request)
    {
        var id = request["id"]!.GetValue<string>();
        if (request["max_chats_count"]?.GetValue<int>() > int.Parse(context.Options["createAgentMaxChats"]))
            throw ApiFailure.Validation($"`max_chats_count` must be at most {context.Options["createAgentMaxChats"]}");
        if (request["role"]?.GetValue<string>() is "viceowner" or "administrator" && !context.Caller.Holds("accounts.roles.lc--all:rw"))
            throw new ApiFailure("authorization", "A role above normal needs accounts.roles.lc--all:rw");
        if (
            request["awaiting_approval"]?.GetValue<bool>() == false
            && !(context.Caller.Holds("subscription.lc:rw") && context.Caller.Holds("accounts--all:rw"))
        )
            throw new ApiFailure("authorization", "`awaiting_approval` false needs accounts--all:rw and subscription.lc:rw");
        MemberFields.CheckReferences(context, request);
        return context.License.Change(state =>
        {
            if (state.Agents.ContainsKey(id))
                throw new ApiFailure("already_exists", "Agent already exists");
            var populated = context.Options.Is("newAgentNotifications", "populated");
            var agent = Apply(
                new AgentRecord
                {
                    Id = id,
                    AccountId = context.NewId(),
                    Name = request["name"]!.GetValue<string>(),
                    AwaitingApproval =
                        request["awaiting_approval"]?.GetValue<bool>() ?? context.Options.Is("awaitingApprovalDefault", "true"),
                    Notifications = populated ? ["incoming_chat", "unassigned_chats"] : [],
                    EmailSubscriptions = populated ? ["weekly_summary"] : [],
                    Groups = request["groups"] is null && context.Options.Is("newAgentGroups", "general") ? [new(0, "normal")] : [],
                },
                request
            );
            return (state.WithAgent(agent), new JsonObject { ["id"] = id });
        });
    }

    private static JsonObject Get(CallContext context, JsonObject request)
    {
        var agent = Find(context.Visible, request["id"]!.GetValue<string>());
        return Show(context.Options, agent, Asked(request), list: false);
    }

    private static JsonArray List(CallContext context, JsonObject request)
    {
        var filters = request["filters"] as JsonObject;
        var groups = (filters?["group_ids"] as JsonArray)?.Select(g => g!.GetValue<int>()).ToHashSet();
        var suspended = filters?["suspended"]?.GetValue<bool>();
        var asked = Asked(request);
        return new JsonArray([
            .. context
                .Visible.Agents.Values.Where(a => groups is null or { Count: 0 } || a.Groups.Any(g => groups.Contains(g.Id)))
                .Where(a => suspended is null || a.Suspended == suspended)
                .Select(a => Show(context.Options, a, asked, list: true)),
        ]);
    }

    private static JsonNode? Update(CallContext context, JsonObject request)
    {
        MemberFields.CheckReferences(context, request);
        return Set(
            context,
            request,
            request["role"] is null ? null : "demoted",
            agent =>
            {
                if (request["role"] is not null && !context.Caller.Holds("accounts.roles.lc--all:rw"))
                    throw new ApiFailure("authorization", "`role` needs accounts.roles.lc--all:rw");
                return Apply(agent, request);
            }
        );
    }

    private static JsonNode? Delete(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state =>
        {
            var agent = Find(state, request["id"]!.GetValue<string>());
            if (agent.Role == "owner")
                throw context.Refused("The owner cannot be deleted");
            return (state with { Agents = state.Agents.Remove(agent.Id) }, null);
        });

    private static JsonNode? RequestUnsuspension(CallContext context, JsonObject request) =>
        context.IsSuspended || context.Options.Is("unsuspensionOfActive", "accepted")
            ? null
            : throw new ApiFailure("authorization", "Only a suspended agent may ask for unsuspension");

    private static JsonNode? Reactivate(CallContext context, JsonObject request)
    {
        Find(context.License.Current, request["agent_id"]!.GetValue<string>());
        return null;
    }

    private static JsonNode? Set(CallContext context, JsonObject request, string? notOwner, Func<AgentRecord, AgentRecord> change) =>
        context.License.Change<JsonNode?>(state =>
        {
            var agent = Find(state, request["id"]!.GetValue<string>());
            if (agent.Role == "owner" && notOwner is not null)
                throw context.Refused($"The owner cannot be {notOwner}");
            return (state.WithAgent(change(agent)), null);
        });

    private static AgentRecord Apply(AgentRecord agent, JsonObject request) =>
        agent with
        {
            Role = request["role"]?.GetValue<string>() ?? agent.Role,
            LoginStatus = request["login_status"]?.GetValue<string>() ?? agent.LoginStatus,
            JobTitle = request["job_title"]?.GetValue<string>() ?? agent.JobTitle,
            Mobile = request["mobile"]?.GetValue<string>() ?? agent.Mobile,
            MaxChatsCount = request["max_chats_count"]?.GetValue<int>() ?? agent.MaxChatsCount,
            Groups = MemberFields.ReadGroups(request) ?? agent.Groups,
            Notifications = Texts(request["notifications"]) ?? agent.Notifications,
            EmailSubscriptions = Texts(request["email_subscriptions"]) ?? agent.EmailSubscriptions,
            WorkScheduler = MemberFields.ReadScheduler(request, agent.WorkScheduler.Timezone) ?? agent.WorkScheduler,
        };

    private static AgentRecord Find(LicenseState state, string id) =>
        state.Agents.GetValueOrDefault(id) ?? throw ApiFailure.NotFound("Agent not found");

    private static HashSet<string> Asked(JsonObject request) =>
        (request["fields"] as JsonArray)?.Select(f => f!.GetValue<string>()).ToHashSet() ?? [];

    private static ImmutableArray<string>? Texts(JsonNode? node) => node is JsonArray a ? [.. a.Select(t => t!.GetValue<string>())] : null;

    private static JsonObject Show(EmulatorOptions options, AgentRecord a, HashSet<string> asked, bool list)
    {
        var old = list && options.Is("listNames", "old");
        var json = new JsonObject
        {
            ["id"] = a.Id,
            ["account_id"] = a.AccountId,
            ["name"] = a.Name,
            [old ? "avatar_path" : "avatar"] = a.Avatar,
            ["role"] = a.Role,
            ["login_status"] = a.LoginStatus,
        };
        Add("job_title", () => a.JobTitle);
        Add("mobile", () => a.Mobile);
        Add("max_chats_count", () => a.MaxChatsCount);
        Add("suspended", () => a.Suspended);
        Add("awaiting_approval", () => a.AwaitingApproval);
        Add("groups", () => MemberFields.ShowGroups(options.Shown(a.Groups)));
        Add("notifications", () => Array(a.Notifications));
        if (asked.Contains("email_subscriptions"))
            json[old ? "summaries" : "email_subscriptions"] = Array(a.EmailSubscriptions);
        Add("work_scheduler", () => options.Shown(MemberFields.ShowScheduler(a.WorkScheduler)));
        if (a.LastLogout is not null)
            Add("last_logout", () => a.LastLogout);
        return json;

        void Add(string name, Func<JsonNode?> value)
        {
            if (asked.Contains(name))
                json[name] = value();
        }

        JsonArray Array(ImmutableArray<string> items) => new([.. options.Shown(items).Select(i => (JsonNode)i)]);
    }
}
