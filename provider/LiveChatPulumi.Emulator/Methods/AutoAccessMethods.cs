using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>API document, section Auto access. The rules are a linked list, which the server keeps consistent.</summary>
internal static class AutoAccessMethods
{
    private static readonly Shape Matches = Shape.List(
        Shape.Object(new Parameter("value", Shape.Text(), true), new Parameter("exact_match", Shape.Bool))
    );
    private static readonly Shape Match = Shape.Object(new Parameter("values", Matches), new Parameter("exclude_values", Matches));
    private static readonly Shape Places = Shape.List(
        Shape.Object(
            new Parameter("country", Shape.Text()),
            new Parameter("country_code", Shape.Text()),
            new Parameter("region", Shape.Text()),
            new Parameter("city", Shape.Text())
        )
    );
    private static readonly Shape Conditions = Shape.Object(
        new Parameter("url", Match),
        new Parameter("domain", Match),
        new Parameter("geolocation", Shape.Object(new Parameter("values", Places, true)))
    );
    private static readonly Shape Access = Shape.Object(new Parameter("groups", Shape.List(Shape.Int(0)), true));
    private static readonly Parameter Id = new("id", Shape.Text(), true);
    private static readonly Parameter Description = new("description", Shape.Text());
    private static readonly Parameter Next = new("next_id", Shape.Text());
    private static readonly string[] PlaceFields = ["country", "country_code", "region", "city"];
    private static readonly string[] Kinds = ["url", "domain", "geolocation"];
    private static readonly string[] Write = ["access_rules:rw"];

    public static IEnumerable<Method> All =>
        [
            new("add_auto_access", Write, [new("access", Access, true), new("conditions", Conditions, true), Description, Next], Add),
            new("list_auto_accesses", ["access_rules:ro"], [], List),
            new("update_auto_access", Write, [Id, new("access", Access), new("conditions", Conditions), Description, Next], Update),
            new("delete_auto_access", Write, [Id], Delete),
        ];

    private static JsonObject Add(CallContext context, JsonObject request)
    {
        Check(context, request);
        return context.License.Change(state =>
        {
            var next = Text(request, "next_id") ?? "";
            RequireTarget(context, state, next);
            if (state.Rules.Count >= state.RuleLimit)
                throw new ApiFailure("limit_reached", "Limit of auto access rules reached");
            var rule = new RuleRecord(
                Guid.NewGuid().ToString("N"),
                Text(request, "description") ?? "",
                Groups(request) ?? [],
                Json.Of(request["conditions"])!,
                ""
            );
            return (Insert(state, rule, next), new JsonObject { ["id"] = rule.Id });
        });
    }

    private static JsonNode? Update(CallContext context, JsonObject request)
    {
        Check(context, request);
        return context.License.Change<JsonNode?>(state =>
        {
            var rule = Find(state, request);
            rule = rule with
            {
                Description = Text(request, "description") ?? rule.Description,
                Groups = Groups(request) ?? rule.Groups,
                Conditions = Json.Of(request["conditions"]) ?? rule.Conditions,
            };
            state = state.WithRule(rule);
            if (Text(request, "next_id") is not { } next)
                return (state, null);
            if (next == rule.Id)
                return context.Options.Is("nextIdIsItself", "ignored")
                    ? (state, null)
                    : throw ApiFailure.Validation("`next_id` names the rule itself");
            RequireTarget(context, state, next);
            return (Insert(Unlink(state, rule), rule, next), null);
        });
    }

    private static JsonNode? Delete(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state => (Unlink(state, Find(state, request)), null));

    private static JsonArray List(CallContext context, JsonObject request)
    {
        var rules =
            context.Visible.Rules.Count > 1 && context.Options.Is("autoAccessOrder", "any")
                ? context.Visible.Rules.Values
                : context.Visible.RulesInOrder();
        return new JsonArray([.. rules.Select(r => context.Options.Shown(Show(r)))]);
    }

    public static JsonObject Show(RuleRecord rule) =>
        new()
        {
            ["id"] = rule.Id,
            ["description"] = rule.Description,
            ["access"] = new JsonObject { ["groups"] = new JsonArray([.. rule.Groups.Select(g => (JsonNode)g)]) },
            ["conditions"] = rule.Conditions.Node,
            ["next_id"] = rule.NextId,
        };

    private static LicenseState Insert(LicenseState state, RuleRecord rule, string next)
    {
        foreach (var before in state.Rules.Values.Where(r => r.NextId == next && r.Id != rule.Id))
            state = state.WithRule(before with { NextId = rule.Id });
        return state.WithRule(rule with { NextId = next });
    }

    private static LicenseState Unlink(LicenseState state, RuleRecord rule)
    {
        foreach (var before in state.Rules.Values.Where(r => r.NextId == rule.Id))
            state = state.WithRule(before with { NextId = rule.NextId });
        return state with { Rules = state.Rules.Remove(rule.Id) };
    }

    private static void RequireTarget(CallContext context, LicenseState state, string next)
    {
        if (next.Length > 0 && !state.Rules.ContainsKey(next))
            throw new ApiFailure(context.Options["unknownNextId"], $"Auto access {next} not found");
    }

    private static void Check(CallContext context, JsonObject request)
    {
        foreach (var id in Groups(request) ?? [])
        {
            if (!context.Known.Groups.ContainsKey(id))
                throw context.GroupMissing(id);
        }

        if (Groups(request) is { IsEmpty: true } && context.Options.Is("emptyRuleGroups", "refused"))
            throw ApiFailure.Validation("`access.groups` must not be empty");
        if (request["conditions"] is JsonObject conditions)
            CheckConditions(context, conditions);
    }

    private static void CheckConditions(CallContext context, JsonObject conditions)
    {
        if (Kinds.All(k => conditions[k] is null))
            throw ApiFailure.Validation("`conditions` must have at least one of url, domain, geolocation");
        foreach (var name in Kinds)
        {
            if (conditions[name] is not JsonObject match)
                continue;
            if ((match["values"] ?? match["exclude_values"]) is not JsonArray { Count: > 0 } && context.Options.Is("emptyMatch", "refused"))
                throw ApiFailure.Validation($"`conditions.{name}` must have something to match");
            if (match["values"] is not null && match["exclude_values"] is not null)
                throw ApiFailure.Validation($"`conditions.{name}.values` may not be used together with `exclude_values`");
        }

        if ((conditions["geolocation"]?["values"] as JsonArray)?.Any(p => PlaceFields.All(f => p![f] is null)) == true)
            throw ApiFailure.Validation("`conditions.geolocation.values` must have at least one field each");
    }

    private static ImmutableArray<int>? Groups(JsonObject request) =>
        request["access"]?["groups"] is JsonArray groups ? [.. groups.Select(g => g!.GetValue<int>())] : null;

    private static RuleRecord Find(LicenseState state, JsonObject request) =>
        state.Rules.GetValueOrDefault(Text(request, "id")!) ?? throw ApiFailure.NotFound("Auto access not found");

    private static string? Text(JsonObject request, string name) => request[name]?.GetValue<string>();
}
