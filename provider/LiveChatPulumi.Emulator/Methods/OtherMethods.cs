using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>API document, section Other.</summary>
internal static class OtherMethods
{
    private static readonly string[] CompanyFields =
    [
        "audience",
        "chat_purpose",
        "city",
        "company",
        "company_size",
        "country",
        "invoice_email",
        "invoice_name",
        "nip",
        "postal_code",
        "state",
        "street",
        "phone",
        "province",
        "url",
    ];

    public static IEnumerable<Method> All =>
        [
            new("list_channels", Grant.Any(), [], (c, _) => c.Visible.Channels.Node),
            new(
                "check_product_limits_for_plan",
                ["subscription.lc:rw"],
                [new("plan", Shape.OneOf("starter", "team", "enterprise", "enterpriseplus"), true)],
                (c, r) => c.Visible.ProductLimits.Node[r["plan"]!.GetValue<string>()]?.DeepClone() ?? new JsonArray()
            ),
            new("get_product_source", Grant.Any(), [], (c, _) => c.Visible.ProductSource.Node),
            new(
                "update_company_details",
                ["organization--my:rw"],
                [new("enrich", Shape.Bool), .. CompanyFields.Select(f => new Parameter(f, Shape.Text()))],
                UpdateCompany
            ),
        ];

    private static JsonNode? UpdateCompany(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state =>
        {
            var company = (JsonObject)state.Company.Node;
            foreach (var field in CompanyFields.Where(f => request[f] is not null))
                company[field] = request[field]!.DeepClone();
            return (state with { Company = Json.Of(company)! }, null);
        });
}
