using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>API document, section Bots: templates and tokens. The license has every application installed.</summary>
internal static class TemplateMethods
{
    private const int Limit = 5;
    private static readonly string[] Scopes = ["bots.templates:rw"];
    private static readonly Parameter Id = new("id", Shape.Text(), true);
    private static readonly Parameter Owner = new("owner_client_id", Shape.Text(), true);
    private static readonly Parameter Affect = new("affect_existing_installations", Shape.Bool);

    private static readonly Parameter[] Settings =
    [
        new("avatar", Shape.Text()),
        new("max_chats_count", Shape.Int(0, 500)),
        new("default_group_priority", Shape.OneOf(MemberFields.Priorities)),
        new("job_title", Shape.Text()),
    ];

    public static IEnumerable<Method> All =>
        [
            new("create_bot_template", Scopes, [new("name", Shape.Text(), true), .. Settings, Owner, Affect], Create),
            new("update_bot_template", Scopes, [Id, new("name", Shape.Text()), .. Settings, Owner, Affect], Update),
            new("delete_bot_template", Scopes, [Id, Owner, Affect], Delete),
            new("list_bot_templates", Scopes, [Owner], List),
            new("reset_bot_template_secret", Scopes, [Id, Owner, Affect], ResetSecret),
            new(
                "issue_bot_token",
                Grant.Any(),
                [
                    new("bot_id", Shape.Text(), true),
                    new("client_id", Shape.Text(), true),
                    new("bot_secret", Shape.Text(), true),
                    new("organization_id", Shape.Text(), true),
                ],
                IssueToken
            ),
        ];

    private static JsonObject Create(CallContext context, JsonObject request) =>
        context.License.Change(state =>
        {
            var owner = Text(request, "owner_client_id")!;
            if (state.Templates.Values.Count(t => t.OwnerClientId == owner) >= Limit)
                throw new ApiFailure("limit_reached", "Limit of bot templates reached");
            var template = Apply(
                new TemplateRecord
                {
                    Id = Hex(),
                    Name = Text(request, "name")!,
                    Secret = Hex(),
                    OwnerClientId = owner,
                },
                request
            );
            state = state.WithTemplate(template);
            if (Affects(request))
                state = state.WithBot(
                    Bot(
                        template,
                        new BotRecord
                        {
                            Id = template.Id,
                            Name = template.Name,
                            Secret = template.Secret,
                        }
                    )
                );
            return (state, new JsonObject { ["id"] = template.Id, ["secret"] = template.Secret });
        });

    private static JsonNode? Update(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state =>
        {
            var template = Apply(Find(state, request), request);
            state = state.WithTemplate(template);
            return (Affects(request) && state.Bots.TryGetValue(template.Id, out var bot) ? state.WithBot(Bot(template, bot)) : state, null);
        });

    private static JsonNode? Delete(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state =>
        {
            var template = Find(state, request);
            state = state with { Templates = state.Templates.Remove(template.Id) };
            return (Affects(request) ? state with { Bots = state.Bots.Remove(template.Id) } : state, null);
        });

    private static JsonArray List(CallContext context, JsonObject request) =>
        new([
            .. context
                .Visible.Templates.Values.Where(t => t.OwnerClientId == Text(request, "owner_client_id"))
                .Select(t => Show(context.Options, t)),
        ]);

    private static JsonObject ResetSecret(CallContext context, JsonObject request) =>
        context.License.Change(state =>
        {
            var template = Find(state, request) with { Secret = Hex() };
            state = state.WithTemplate(template);
            if (Affects(request) && state.Bots.TryGetValue(template.Id, out var bot))
                state = state.WithBot(bot with { Secret = template.Secret });
            return (state, new JsonObject { ["secret"] = template.Secret });
        });

    private static JsonObject IssueToken(CallContext context, JsonObject request)
    {
        if (context.License.Current.OrganizationId is { } organization && organization != Text(request, "organization_id"))
            throw ApiFailure.NotFound("Organization not found");
        var bot = context.License.Current.Bots.GetValueOrDefault(Text(request, "bot_id")!) ?? throw ApiFailure.NotFound("Bot not found");
        if (bot.Secret != Text(request, "bot_secret"))
            throw new ApiFailure("authentication", "Invalid bot secret");
        if (bot.OwnerClientId != Text(request, "client_id"))
            throw new ApiFailure("authorization", "The bot belongs to another client id");
        return new JsonObject { ["token"] = $"emulator.{Hex()}.{bot.Id}" };
    }

    private static TemplateRecord Apply(TemplateRecord template, JsonObject request) =>
        template with
        {
            Name = Text(request, "name") ?? template.Name,
            Avatar = Text(request, "avatar") ?? template.Avatar,
            MaxChatsCount = request["max_chats_count"]?.GetValue<int>() ?? template.MaxChatsCount,
            DefaultGroupPriority = Text(request, "default_group_priority") ?? template.DefaultGroupPriority,
            JobTitle = Text(request, "job_title") ?? template.JobTitle,
        };

    private static BotRecord Bot(TemplateRecord template, BotRecord bot) =>
        bot with
        {
            Name = template.Name,
            OwnerClientId = template.OwnerClientId,
            Avatar = template.Avatar,
            MaxChatsCount = template.MaxChatsCount,
            DefaultGroupPriority = template.DefaultGroupPriority,
            JobTitle = template.JobTitle,
        };

    private static JsonObject Show(EmulatorOptions options, TemplateRecord template)
    {
        var avatar =
            template.Avatar.Length > 0 && options.Is("avatar", "cdn")
                ? $"livechat.s3.amazonaws.com/default/avatars/{template.Id}.png"
                : template.Avatar;
        var json = new JsonObject
        {
            ["id"] = template.Id,
            ["name"] = template.Name,
            [options.Is("listNames", "old") ? "avatar_path" : "avatar"] = avatar,
        };
        if (!options.Is("templateFields", "sdk"))
            return json;
        json["max_chats_count"] = template.MaxChatsCount;
        json["default_group_priority"] = template.DefaultGroupPriority;
        json["job_title"] = template.JobTitle;
        return json;
    }

    private static bool Affects(JsonObject request) => request["affect_existing_installations"]?.GetValue<bool>() == true;

    private static TemplateRecord Find(LicenseState state, JsonObject request) =>
        state.Templates.GetValueOrDefault(Text(request, "id")!) is { } template
        && template.OwnerClientId == Text(request, "owner_client_id")
            ? template
            : throw ApiFailure.NotFound("Bot template not found");

    private static string? Text(JsonObject request, string name) => request[name]?.GetValue<string>();

    private static string Hex() => Guid.NewGuid().ToString("N");
}
