using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Resources.Property;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.PropertyValues;

/// <summary>Property values of the license.</summary>
internal sealed class LicensePropertiesResource() : PropertyValuesResource(Declared)
{
    public static ResourceSpec Declared { get; } =
        new(
            "LicenseProperties",
            "Values of properties on the license, in one namespace. Names that are not declared here are left alone. "
                + "LiveChat shows a property's default like a value that is set. A name that is removed here goes back to the default, "
                + "whatever was set before.",
            [
                new(
                    "namespace",
                    "namespace",
                    new TextType(Form: TextForm.NotEmpty),
                    "Namespace of the properties: the client id that owns them."
                )
                {
                    RefersTo = [PropertyDefinition.Namespace],
                    Setting = MemberTypes.ClientIdSetting,
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
                new(
                    "values",
                    "values",
                    PropertyType.Map(PropertyType.Any),
                    "Values by property name: texts, whole numbers, or true or false."
                )
                {
                    Required = true,
                    AlwaysPresent = true,
                },
            ]
        )
        {
            ImportId = "the namespace",
            IdForm = IdForms.IsClientId,
            ImportExample = "your-client-id",
            Identity = Identity.Setting,
            Key = ["namespace"],
            Collection = PropertyDefinition.Definitions,
            References = ["livechat:index:Property"],
        };

    public override ImmutableArray<ApiAction> Actions { get; } =
    [
        ApiActions.UpdateLicenseProperties,
        ApiActions.ListLicenseProperties,
        ApiActions.DeleteLicenseProperties,
        ApiActions.ListProperties,
        ApiActions.GetPublicLicenseProperties,
    ];

    public override ImmutableArray<Function> Functions =>
        [
            new CallMethod(ValueFunctions.OfLicense, ApiActions.ListLicenseProperties, "properties", Spec.Token),
            new CallMethod(ValueFunctions.PublicOfLicense, ApiActions.GetPublicLicenseProperties),
        ];

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) =>
        await run.AskAsync(
            ApiActions.ListLicenseProperties,
            [],
            answer =>
                answer
                    .AsObject()
                    .Where(n => n.Value!.AsObject().Count > 0)
                    .Select(n => new LiveObject(n.Key, n.Key, Place(n.Key).With("values", ToValues(n.Value))))
                    .ToImmutableArray(),
            cancellationToken
        );

    protected override string Location => "license";

    protected override PropertyObject Place(string id) => PropertyObject.Of(("namespace", PropertyValue.Of(id)));

    protected override (ApiAction Action, JsonObject Request) PublicReader(PropertyObject place) =>
        (ApiActions.GetPublicLicenseProperties, []);

    protected override (ApiAction Action, JsonObject Request) Setter(PropertyObject place) => (ApiActions.UpdateLicenseProperties, []);

    protected override (ApiAction Action, JsonObject Request) Unsetter(PropertyObject place) => (ApiActions.DeleteLicenseProperties, []);
}
