using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>API document, section Bots, without templates and tokens.</summary>
internal static class BotMethods
{
    private static readonly Parameter Id = new("id", Shape.Text(), true);
    private static readonly Parameter Owner = new("owner_client_id", Shape.Text());
    private static readonly Parameter Fields = new(
        "fields",
        Shape.List(Shape.OneOf("groups", "work_scheduler", "job_title", "max_chats_count", "timezone"))
    );
    private static readonly Grant[] Write = Grant.Reach("agents-bot--my:rw", "agents-bot--all:rw", Own.Bot);
    private static readonly Grant[] Read = Grant.Reach("agents-bot--my:ro", "agents-bot--all:ro", Own.Bot);
    private static readonly Grant[] Enumerate = Grant.Reach(
        "agents-bot--my:ro",
        "agents-bot--all:ro",
        (c, r) => !AsksForAll(r) || c.Options.Is("botsOfOthers", "hidden")
    );

    private static readonly Parameter[] Settings =
    [
        new("avatar", Shape.Text()),
        new("max_chats_count", Shape.Int(0, 500)),
        new("default_group_priority", Shape.OneOf(MemberFields.Priorities)),
        new("groups", MemberFields.GroupsShape),
        new("work_scheduler", MemberFields.SchedulerShape),
    ];

    public static IEnumerable<Method> All =>
        [
            new(
                "create_bot",
                ["agents-bot--my:rw"],
                [new("name", Shape.Text(), true), new("job_title", Shape.Text()), Owner, .. Settings],
                Create,
                "batch_create_bots"
            )
            {
                OwnerIsFree = true,
            },
            new("get_bot", Read, [Id, Fields], (c, r) => Show(c, Find(c.Visible, r), r, list: false)),
            new("list_bots", Enumerate, [new("all", Shape.Bool), Fields], List),
            // The document's table of update_bot has no job_title.
            new("update_bot", Write, [Id, new("name", Shape.Text()), .. Settings], Update, "batch_update_bots"),
            new("delete_bot", Write, [Id], Delete, "batch_delete_bots"),
            new("reset_bot_secret", ["agents-bot--my:rw"], [Id, Owner], ResetSecret) { OwnerIsFree = true },
        ];

    private static JsonObject Create(CallContext context, JsonObject request)
    {
        var owner = context.Caller.ActsFor(request);
        CheckScheduler(request);
        MemberFields.CheckReferences(context, request);
        return context.License.Change(state =>
        {
            var bot = new BotRecord
            {
                Id = Hex(),
                Name = Text(request, "name")!,
                Secret = Hex(),
                OwnerClientId = owner,
                MadeWithToken = context.Caller.IsPersonalAccessToken,
                JobTitle = Text(request, "job_title") ?? "",
            };
            return (state.WithBot(Apply(context, bot, request)), new JsonObject { ["id"] = bot.Id, ["secret"] = bot.Secret });
        });
    }

    /// <summary>The tables of bots ask for the time zone. That of Create Agent has a fallback for agents.</summary>
    private static void CheckScheduler(JsonObject request)
    {
        if (request["work_scheduler"] is JsonObject scheduler && scheduler["timezone"]?.GetValue<string>() is not { Length: > 0 })
            throw ApiFailure.Validation("`work_scheduler.timezone` is required");
    }

    private static JsonNode? Update(CallContext context, JsonObject request)
    {
        CheckScheduler(request);
        MemberFields.CheckReferences(context, request);
        return context.License.Change<JsonNode?>(state => (state.WithBot(Apply(context, Find(state, request), request)), null));
    }

    private static JsonNode? Delete(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state => (state with { Bots = state.Bots.Remove(Find(state, request).Id) }, null));

    private static JsonObject ResetSecret(CallContext context, JsonObject request)
    {
        var owner = context.Caller.ActsFor(request);
        return context.License.Change(state =>
        {
            var bot = Find(state, request) with { Secret = Hex() };
            if (bot.OwnerClientId != owner)
                throw new ApiFailure("authorization", $"The bot is not owned by {owner}");
            return (state.WithBot(bot), new JsonObject { ["secret"] = bot.Secret });
        });
    }

    private static JsonArray List(CallContext context, JsonObject request) =>
        new([
            .. context
                .Visible.Bots.Values.Where(b =>
                    (AsksForAll(request) && context.Caller.Holds("agents-bot--all:ro")) || context.Caller.Owns(b)
                )
                .Select(b => Show(context, b, request, list: true)),
        ]);

    private static bool AsksForAll(JsonObject request) => request["all"]?.GetValue<bool>() == true;

    private static BotRecord Apply(CallContext context, BotRecord bot, JsonObject request) =>
        bot with
        {
            Name = Text(request, "name") ?? bot.Name,
            Avatar = Text(request, "avatar") is { } avatar
                ? context.Options.Is("avatar", "cdn")
                    ? $"livechat.s3.amazonaws.com/default/avatars/{bot.Id}.png"
                    : avatar
                : bot.Avatar,
            MaxChatsCount = request["max_chats_count"]?.GetValue<int>() ?? bot.MaxChatsCount,
            DefaultGroupPriority = Text(request, "default_group_priority") ?? bot.DefaultGroupPriority,
            Groups = MemberFields.ReadGroups(request) ?? bot.Groups,
            WorkScheduler = MemberFields.ReadScheduler(request, bot.WorkScheduler.Timezone) ?? bot.WorkScheduler,
        };

    private static JsonObject Show(CallContext context, BotRecord bot, JsonObject request, bool list)
    {
        var asked = (request["fields"] as JsonArray)?.Select(f => f!.GetValue<string>()).ToHashSet() ?? [];
        var unasked = !list && context.Options.Is("unaskedFields", "samples");
        var json = new JsonObject
        {
            ["id"] = bot.Id,
            ["name"] = bot.Name,
            [context.Options.Is("listNames", "old") ? "avatar_path" : "avatar"] = bot.Avatar,
        };
        if (!list)
        {
            json["default_group_priority"] = bot.DefaultGroupPriority;
            json["owner_client_id"] = bot.OwnerClientId;
        }

        if (asked.Contains("job_title"))
            json["job_title"] = bot.JobTitle;
        if (asked.Contains("max_chats_count") || unasked)
            json["max_chats_count"] = bot.MaxChatsCount;
        if (asked.Contains("groups") || unasked)
            json["groups"] = MemberFields.ShowGroups(context.Options.Shown(bot.Groups));
        if (asked.Contains("work_scheduler"))
            json["work_scheduler"] = context.Options.Shown(Hours(context, bot.WorkScheduler));
        if (asked.Contains("timezone"))
            json["timezone"] = bot.WorkScheduler.Timezone;
        return json;
    }

    private static JsonObject Hours(CallContext context, Scheduler scheduler)
    {
        var json = MemberFields.ShowScheduler(scheduler);
        if (scheduler.Schedule.Length > 0 && context.Options.Is("botTimezone", "apart"))
            json.Remove("timezone");
        return json;
    }

    private static BotRecord Find(LicenseState state, JsonObject request) =>
        state.Bots.GetValueOrDefault(Text(request, "id")!) ?? throw ApiFailure.NotFound("Bot not found");

    private static string? Text(JsonObject request, string name) => request[name]?.GetValue<string>();

    private static string Hex() => Guid.NewGuid().ToString("N");
}
