using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.CompanyDetails;

/// <summary>The company's details (API document, Update company details). No method shows them again.</summary>
internal sealed class CompanyDetailsResource() : ObjectResource(Declared)
{
    /// <summary>The one id there is.</summary>
    private const string Only = "company";

    public static ResourceSpec Declared { get; } =
        new(
            "CompanyDetails",
            "Details of the company that owns the license. LiveChat has no method that shows them: what somebody changes in the app stays unseen, an import knows nothing, and details that leave the program stay as they are.",
            [
                .. new (string Name, string ApiName, string Text)[]
                {
                    ("audience", "audience", "Whom the company serves."),
                    ("chatPurpose", "chat_purpose", "What chats are for."),
                    ("city", "city", "City."),
                    ("company", "company", "Name of the company."),
                    ("companySize", "company_size", "Size of the company."),
                    ("country", "country", "Country."),
                    ("invoiceEmail", "invoice_email", "Address that invoices go to."),
                    ("invoiceName", "invoice_name", "Name on invoices."),
                    ("nip", "nip", "Employer identification number."),
                    ("postalCode", "postal_code", "Postal code."),
                    ("state", "state", "State."),
                    ("street", "street", "Street."),
                    ("phone", "phone", "Phone number."),
                    ("province", "province", "Province."),
                    ("url", "url", "Address of the company's site."),
                }.Select(p => new PropertySpec(p.Name, p.ApiName, PropertyType.Text, p.Text) { Class = PropertyClass.WriteOnly }),
                new(
                    "enrich",
                    "enrich",
                    PropertyType.Boolean,
                    "Whether LiveChat tries to fill empty details by the company's domain, with each update."
                )
                {
                    Class = PropertyClass.WriteOnly,
                    Delivery = Delivery.Advice,
                },
            ]
        )
        {
            ImportId = $"'{Only}', the only id there is",
            ImportExample = "company",
            Identity = Identity.Setting,
            Key = [],
            Caveat =
                "LiveChat does not show company details: this preview compares the program with what the stack wrote last, and changes made in the app stay unseen.",
            Example =
                """{"audience":"consumers","chatPurpose":"support","city":"Wroclaw","company":"Example","companySize":"10-49","country":"Poland","invoiceEmail":"invoices@example.com","invoiceName":"Example","nip":"123","postalCode":"50-001","state":"","street":"Main 1","phone":"+48 71 000 00 00","province":"Lower Silesia","url":"https://example.com","enrich":false}""",
            ChangedExample =
                """{"audience":"companies","chatPurpose":"sales","city":"Berlin","company":"Example 2","companySize":"50-99","country":"Germany","invoiceEmail":"money@example.com","invoiceName":"Example 2","nip":"124","postalCode":"10115","state":"Berlin","street":"Main 2","phone":"+49 30 000 00 00","province":"Berlin","url":"https://example.org","enrich":true}""",
        };

    public override ImmutableArray<ApiAction> Actions { get; } = [ApiActions.UpdateCompanyDetails];

    public override string? AboutImport =>
        "LiveChat does not show company details: the state has none. What the program says is taken to be what LiveChat has.";

    public override string CreateKey(PropertyObject inputs) => Only;

    public override Task<PropertyObject?> ReadAsync(
        Session session,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    ) => Task.FromResult(id == Only ? PropertyObject.Empty : null);

    public override Task<ImmutableArray<LiveObject>> ListAsync(
        Session session,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) => Task.FromResult(ImmutableArray.Create(new LiveObject(Only, Only, PropertyObject.Empty)));

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await SendUpdateAsync(
                session,
                Only,
                [.. Spec.Inputs.Where(p => inputs[p.Name] is not null)],
                PropertyObject.Empty,
                inputs,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new CreatedObject(Only);
    }

    public override async Task SendUpdateAsync(
        Session session,
        string id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        var request = ChangedRequest(changed, news);
        var enrich = news["enrich"]?.Plain() is PropertyBool { Value: true };
        if (request.Count == 0 && !(enrich && Changes(changed, "enrich")))
            return;
        if (enrich)
            request["enrich"] = true;
        await session.Api.CallAsync(ApiActions.UpdateCompanyDetails, request, cancellationToken).ConfigureAwait(false);
    }

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override string? KeepInstead(string id) => "LiveChat cannot delete company details: they leave the stack and stay as they are.";
}
