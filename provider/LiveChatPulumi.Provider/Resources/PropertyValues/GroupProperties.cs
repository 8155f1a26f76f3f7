using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Resources.Group;
using LiveChatPulumi.Provider.Resources.Property;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.PropertyValues;

/// <summary>
/// Property values of a group. Each call names the group by another parameter (API document, Update, Delete and List Groups Properties).
/// </summary>
internal sealed class GroupPropertiesResource() : PropertyValuesResource(Declared)
{
    private static readonly GroupResource Groups = new();

    public static ResourceSpec Declared { get; } =
        new(
            "GroupProperties",
            "Values of properties on a group, in one namespace. Names that are not declared here are left alone. "
                + "LiveChat shows a property's default like a value that is set. A name that is removed here goes back to the default, "
                + "whatever was set before.",
            [
                new("groupId", "group_id", PropertyType.Integer(0), "Id of the group; 0 is General.")
                {
                    RefersTo = [MemberTypes.GroupNumber],
                    MustBeThere = true,
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
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
            ImportId = "groupId/namespace",
            IdForm = IdForms.Pair(IdForms.IsNumber),
            ImportExample = "19/your-client-id",
            Identity = Identity.Setting,
            Key = ["groupId", "namespace"],
            Collection = PropertyDefinition.Definitions,
            References = ["livechat:index:Property", "livechat:index:Group"],
        };

    public override ImmutableArray<ApiAction> Actions { get; } =
    [
        ApiActions.UpdateGroupProperties,
        ApiActions.ListGroupsProperties,
        ApiActions.DeleteGroupProperties,
        ApiActions.ListGroups,
        ApiActions.ListProperties,
        ApiActions.GetPublicGroupProperties,
    ];

    public override string CreateKey(PropertyObject inputs) => $"{inputs["groupId"]?.Plain()}/{inputs.Text("namespace")}";

    public override ImmutableArray<Function> Functions =>
        [
            new CallMethod(ValueFunctions.OfGroups, ApiActions.ListGroupsProperties, "groups", Spec.Token),
            new CallMethod(ValueFunctions.PublicOfGroup, ApiActions.GetPublicGroupProperties),
        ];

    /// <summary>With an entry for each group, so that a group without values is told from one that is gone.</summary>
    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        var request = new JsonObject { ["group_ids"] = new JsonArray() };
        return await run.AskAsync(ApiActions.ListGroupsProperties, request, answer => Places(answer.Objects()), cancellationToken);
    }

    private ImmutableArray<LiveObject> Places(ImmutableArray<JsonObject> groups)
    {
        var values =
            from g in groups
            from n in g["properties"]?.AsObject() ?? []
            where n.Value!.AsObject().Count > 0
            let id = $"{g.Text("id")}/{n.Key}"
            select new LiveObject(id, id, Place(id).With("values", ToValues(n.Value)));
        return [.. groups.Select(g => new LiveObject($"{g.Text("id")}/", "", PropertyObject.Empty) { IsEmptyPlace = true }), .. values];
    }

    protected override PropertyObject Place(string id)
    {
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        return
            slash > 0 && slash < id.Length - 1 && int.TryParse(id[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? PropertyObject.Of(("groupId", PropertyValue.Of(group)), ("namespace", PropertyValue.Of(id[(slash + 1)..])))
            : throw RpcErrors.Create(
                StatusCode.InvalidArgument,
                $"'{id}' is not the id of {Spec.Noun}; it must be {Spec.ImportId}, for example 19/your-client-id."
            );
    }

    /// <summary>A list may leave out groups without values: then the groups themselves are asked for.</summary>
    protected override async Task<bool> ExistsAsync(
        ProviderRun run,
        CollectionSnapshot snapshot,
        PropertyObject place,
        CancellationToken cancellationToken
    )
    {
        if (snapshot.Objects.ContainsKey($"{Group(place)}/"))
            return true;
        var groups = await run.Collections.GetAsync(Groups, PropertyObject.Empty, 0, cancellationToken);
        return groups.Objects.ContainsKey($"{Group(place)}");
    }

    protected override (ApiAction Action, JsonObject Request) PublicReader(PropertyObject place) =>
        (ApiActions.GetPublicGroupProperties, new JsonObject { ["group_id"] = Group(place) });

    protected override (ApiAction Action, JsonObject Request) Setter(PropertyObject place) =>
        (ApiActions.UpdateGroupProperties, new JsonObject { ["group_id"] = Group(place) });

    protected override (ApiAction Action, JsonObject Request) Unsetter(PropertyObject place) =>
        (ApiActions.DeleteGroupProperties, new JsonObject { ["id"] = Group(place) });

    protected override string Location => "group";

    private static int Group(PropertyObject place) => (int)((PropertyNumber)place["groupId"]!.Plain()).Value;
}
