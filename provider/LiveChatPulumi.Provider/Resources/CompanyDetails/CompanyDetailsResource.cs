using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
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
            "Details of the company that owns the license. LiveChat has no method that shows them. So a change that "
                + "somebody makes in the app is not seen, and an import reads nothing. Details that leave the program stay as they are.",
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
                    "Whether LiveChat tries, at each update, to fill empty details from the company's domain."
                )
                {
                    Class = PropertyClass.WriteOnly,
                    Delivery = Delivery.Advice,
                },
            ]
        )
        {
            ImportId = $"'{Only}', the only id there is",
            IdForm = id => id == Only,
            ImportExample = "company",
            Identity = Identity.Setting,
            ImportNotice =
                "LiveChat does not show company details: the state has none. What the program says is taken to be what LiveChat has.",
            Undeletable = ImmutableDictionary<string, string>.Empty.Add(
                Only,
                "LiveChat cannot delete company details: they leave the stack and stay as they are."
            ),
            Key = [],
            Caveat =
                "LiveChat does not show company details: "
                + "this preview compares the program with what the stack wrote last, and changes made in the app stay unseen.",
        };

    public override ImmutableArray<ApiAction> Actions { get; } = [ApiActions.UpdateCompanyDetails];

    public override string CreateKey(PropertyObject inputs) => Only;

    /// <summary>Each detail by itself.</summary>
    public override IEnumerable<HeldObject> Held(string id, PropertyObject outputs, PropertyObject inputs) =>
        Spec.Inputs.Where(p => inputs[p.Name] is not null).Select(p => new HeldObject(Spec.Token, p.Name));

    public override PropertyPath PathOf(HeldObject held, string id, PropertyObject inputs) => PropertyPath.Root.Member(held.Key);

    public override Task<PropertyObject?> ReadAsync(
        ProviderRun run,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    ) => Task.FromResult(id == Only ? PropertyObject.Empty : null);

    public override Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) => Task.FromResult(ImmutableArray.Create(new LiveObject(Only, Only, PropertyObject.Empty)));

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var inputsSet = Spec.Inputs.Where(p => inputs[p.Name] is not null);
        await SendUpdateAsync(run, new ObjectUpdate(Only, [.. inputsSet], PropertyObject.Empty, inputs), cancellationToken);
        return new CreatedObject(Only);
    }

    public override async Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken)
    {
        var request = ChangedRequest(update);
        var enrich = update.News["enrich"]?.Plain() is PropertyBool { Value: true };
        if (request.Count == 0 && !(enrich && update.Changes("enrich")))
            return;
        if (enrich)
            request["enrich"] = true;
        await run.Api.CallAsync(ApiActions.UpdateCompanyDetails, request, cancellationToken);
    }

    public override bool ActsOn(PropertySpec advice, PropertyObject news) => news["enrich"]?.Plain() is PropertyBool { Value: true };

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
