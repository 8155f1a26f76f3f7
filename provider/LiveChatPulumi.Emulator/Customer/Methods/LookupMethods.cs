using System.Globalization;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;

namespace LiveChatPulumi.Emulator.Customer.Methods;

/// <summary>What customers look up: groups, forms, agents, pages.</summary>
internal static class LookupMethods
{
    private static readonly Parameter Group = new("group_id", Shape.Int(0), true);

    public static IEnumerable<CustomerMethod> All =>
        [
            new(
                "get_groups_status",
                Served.Methods | Served.OlderRtm,
                [new("all", Shape.Bool), new("groups", Shape.List(Shape.Int()))],
                GetGroupsStatus
            ),
            new(
                "get_predicted_agent",
                Served.Methods | Served.OlderRtm,
                [],
                c => Predicted(c) is { } agent ? new JsonObject { ["agent"] = agent } : Nobody(c)
            ),
            new("get_form", Served.Methods, [Group, new("type", Shape.OneOf("prechat", "postchat"), true)], GetForm),
            new("get_url_details", Served.Methods, [new("url", Shape.Text(), true)], GetUrlDetails),
            new(
                "check_goals",
                Served.Methods,
                [new("customer_fields", Shape.Map(Shape.Text()), true), Group, new("page_url", Shape.Text(), true)],
                _ => null
            ),
        ];

    /// <summary>Whom the customer will talk to, of the customer's groups; null where nobody has room.</summary>
    public static JsonObject? Predicted(CustomerCall call)
    {
        var id = call.Hub.Staff.Next(call.State, call.Hub.Rooms.GroupsOf(call.Customer), call.Hub.Rooms.Load());
        if (id is null || Staff.Show(call.State, id) is not { } agent)
            return null;
        if (call.Options.Is("predictedAgentFields", "three"))
        {
            agent.Remove("type");
            agent.Remove("job_title");
        }
        else
        {
            agent["is_bot"] = call.State.Bots.ContainsKey(id);
        }

        return agent;
    }

    private static JsonObject Nobody(CustomerCall call) =>
        call.Options.Is("noPredictedAgent", "empty") ? [] : throw new ApiFailure("group_offline", "Group is offline");

    private static JsonObject GetGroupsStatus(CustomerCall call)
    {
        IEnumerable<int> wanted = call.State.Groups.Keys;
        if (!call.Flag("all"))
        {
            if (call.Request["groups"] is JsonArray groups)
                wanted = groups.Select(g => g!.GetValue<int>()).Where(call.State.Groups.ContainsKey).Distinct();
            else
                wanted = call.Options["statusOfNone"] switch
                {
                    "empty" => [],
                    "all" => wanted,
                    _ => throw ApiFailure.Validation("`all` or `groups` is required"),
                };
        }

        var load = call.Hub.Rooms.Load();
        return new JsonObject
        {
            ["groups_status"] = new JsonObject(
                wanted.Select(g =>
                    KeyValuePair.Create(g.ToString(CultureInfo.InvariantCulture), (JsonNode?)call.Hub.Staff.StatusOf(call.State, g, load))
                )
            ),
        };
    }

    private static JsonObject GetForm(CustomerCall call)
    {
        var group = call.Request["group_id"]!.GetValue<int>();
        if (!call.State.Groups.ContainsKey(group))
            return call.Options.Is("formOfUnknownGroup", "group_not_found")
                ? throw new ApiFailure("group_not_found", "Group not found")
                : new JsonObject { ["enabled"] = false };
        var form = call.Hub.Forms.GetValueOrDefault((group, call.Request["type"]!.GetValue<string>()));
        return form is null ? new JsonObject { ["enabled"] = false } : new JsonObject { ["form"] = form.DeepClone(), ["enabled"] = true };
    }

    private static JsonObject GetUrlDetails(CustomerCall call)
    {
        var text = call.Request["url"]!.GetValue<string>();
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw ApiFailure.Validation("`url` must be a valid URL");
        var details = (JsonObject?)call.Hub.Pages.GetValueOrDefault(text)?.DeepClone() ?? [];
        details["url"] = text;
        return details;
    }
}
