using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Customer.Methods;

/// <summary>Who the customer is, and where: the methods about customers, and login.</summary>
internal static class CustomerMethods
{
    private static readonly Shape Fields = Shape.Map(Shape.Text());
    private static readonly Parameter Name = new("name", Shape.Text());
    private static readonly Parameter Email = new("email", Shape.Text());
    private static readonly Parameter Url = new("url", Shape.Text());
    private static readonly Parameter Title = new("title", Shape.Text());

    /// <summary>The parameters of login. The page is in two places of its table.</summary>
    public static Parameter[] Login { get; } =
    [
        new("token", Shape.Text(), true),
        new("group_id", Shape.Int(0)),
        new(
            "customer",
            Shape.Object(
                Name,
                Email,
                new("fields", Fields),
                new(
                    "monitoring",
                    Shape.Object(new("page", Shape.Object(Url, Title, new("referrer", Shape.Text()))), new("timezone", Shape.Text()))
                )
            )
        ),
        new("customer_page", Shape.Object(Url, Title)),
        new("referrer", Shape.Text()),
    ];

    public static IEnumerable<CustomerMethod> All =>
        [
            new(
                "update_customer",
                Served.Methods | Served.OlderRtm | Served.OlderWeb,
                [Name, Email, new("avatar", Shape.Text()), new("fields", Fields)],
                UpdateCustomer
            ),
            new("set_customer_fields", Served.Methods, [new("fields", Fields, true)], SetFields),
            new("update_customer_page", Served.OlderRtm, [Url with { Required = true }, Title], UpdatePage),
        ];

    /// <summary>Takes what a login says, finds the groups of the page, and gives what the customer's window needs.</summary>
    public static JsonObject LogIn(CustomerCall call)
    {
        var (customer, request) = (call.Customer, call.Request);
        var who = request["customer"] as JsonObject ?? [];
        Take(customer, who);
        // The group is the page's: a page that names none is not in that of the page before.
        customer.AskedGroup = request["group_id"]?.GetValue<int>();
        if (customer.AskedGroup is { } group && !call.State.Groups.ContainsKey(group))
            throw new ApiFailure("group_not_found", "Group not found");
        var page = request["customer_page"] as JsonObject ?? who["monitoring"]?["page"] as JsonObject ?? [];
        customer.Referrer = Text(request, "referrer") ?? Text(page, "referrer") ?? customer.Referrer;
        var before = customer.LastVisit;
        (customer.Visits, customer.LastVisit) = (customer.Visits + 1, call.Hub.Now);
        Visit(call, Text(page, "url") ?? customer.PageUrl, Text(page, "title") ?? customer.PageTitle);
        return new JsonObject { ["customer_id"] = customer.Id, ["__priv_dynamic_config"] = Config(call, before) };
    }

    private static JsonObject Config(CustomerCall call, long lastVisit)
    {
        var (customer, load) = (call.Customer, call.Hub.Rooms.Load());
        var config = new JsonObject
        {
            ["customer_data"] = new JsonObject
            {
                ["name"] = customer.Name,
                ["last_visit_timestamp"] = lastVisit,
                ["page_views_count"] = customer.PageViews,
                ["visits_count"] = customer.Visits,
                ["chats_count"] = call.Hub.Rooms.Of(customer).Count(),
                ["invitations_shown_count"] = 0,
                ["invitations_accepted_count"] = 0,
                ["fields"] = new JsonObject(customer.Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))),
                ["group_id"] = call.Hub.Rooms.GroupsOf(customer)[0],
            },
            ["online_groups_ids"] = new JsonArray([
                .. call.State.Groups.Keys.Where(g => call.Hub.Staff.StatusOf(call.State, g, load) != "offline").Select(g => (JsonNode)g),
            ]),
            ["global_properties"] = GlobalProperties(call.State),
            ["static_config_version"] = $"{call.State.LicenseId}.{call.Hub.Version}",
        };
        if (LookupMethods.Predicted(call) is { } agent)
            config["predicted_agent"] = agent;
        return config;
    }

    private static JsonObject GlobalProperties(LicenseState state)
    {
        var json = new JsonObject();
        foreach (var property in state.Properties.Where(p => p.Allows("license", "customer", "read")))
        {
            if (
                (state.Values.GetValueOrDefault(new ValueKey(null, property.OwnerClientId, property.Name)) ?? property.DefaultValue) is
                { } value
            )
                json[property.Name] = value.Node;
        }

        return json;
    }

    private static JsonObject? UpdatePage(CustomerCall call)
    {
        Visit(call, Text(call.Request, "url")!, Text(call.Request, "title") ?? "");
        if (call.Connection is { } connection)
            connection.LastMove = call.Hub.Clock.GetUtcNow();
        call.Hub.Push(
            call.Customer,
            "customer_page_updated",
            new JsonObject
            {
                ["url"] = call.Customer.PageUrl,
                ["title"] = call.Customer.PageTitle,
                ["timestamp"] = call.Hub.Now,
            }
        );
        return null;
    }

    /// <summary>Routing rules are looked at whenever the page is told. A chat that has begun stays where it is.</summary>
    private static void Visit(CustomerCall call, string url, string title)
    {
        (call.Customer.PageUrl, call.Customer.PageTitle) = (url, title);
        call.Customer.PageViews++;
        call.Customer.RuleGroups = RuleMatch.GroupsFor(call.State, url, call.Customer.Place);
    }

    private static JsonObject UpdateCustomer(CustomerCall call)
    {
        if (call.Request.All(m => m.Value is null))
            throw ApiFailure.Validation("At least one of name, email, avatar and fields is required");
        Take(call.Customer, call.Request);
        var customer = Told(call);
        return call.Options.Is("updateCustomerAnswer", "customer") ? customer : new JsonObject { ["customer"] = customer };
    }

    private static JsonObject? SetFields(CustomerCall call)
    {
        Take(call.Customer, call.Request);
        Told(call);
        return null;
    }

    private static JsonObject Told(CustomerCall call)
    {
        var customer = call.Hub.View.Customer(call.Customer);
        call.Hub.Push(call.Customer, "customer_updated", new JsonObject { ["customer"] = customer.DeepClone() });
        return customer;
    }

    private static void Take(CustomerRecord customer, JsonObject said)
    {
        customer.Name = Text(said, "name") ?? customer.Name;
        customer.Email = Text(said, "email") ?? customer.Email;
        customer.Avatar = Text(said, "avatar") ?? customer.Avatar;
        foreach (var (key, value) in said["fields"] as JsonObject ?? [])
            customer.Fields[key] = value!.GetValue<string>();
    }

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
