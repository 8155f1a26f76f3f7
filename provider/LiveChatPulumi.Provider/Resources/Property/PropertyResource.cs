using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Property;

/// <summary>The calls of a Property.</summary>
internal sealed class PropertyResource() : ObjectResource(PropertyDefinition.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.RegisterProperty, ApiActions.ListProperties, ApiActions.PublishProperty, ApiActions.UnregisterProperty];

    public override ImmutableArray<Function> Functions =>
        [
            new ListObjects(
                "listProperties",
                this,
                ApiActions.ListProperties,
                "properties",
                "Reads the definitions of a client id's properties.",
                [CommonArguments.Owner]
            ),
        ];

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        if (run.OwnerOf(scope) is not { } owner)
            return [];
        return await run.AskAsync(
            ApiActions.ListProperties,
            new JsonObject { ["owner_client_id"] = owner },
            answer => answer.AsObject().Select(p => ToObject(owner, p.Key, p.Value!.AsObject())).ToImmutableArray(),
            cancellationToken
        );
    }

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await run.Api.CallAsync(ApiActions.RegisterProperty, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken);
        return new CreatedObject(CreateKey(inputs));
    }

    public override async Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken)
    {
        if (!update.Changes("publicAccess") || update.News["publicAccess"]?.Plain() is not PropertyArray access)
            return;
        var request = Request(update.Id);
        request["access_type"] = Texts(access.Items.Select(a => a.ToString()));
        await run.Api.CallAsync(ApiActions.PublishProperty, request, cancellationToken);
    }

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        run.Api.CallAsync(ApiActions.UnregisterProperty, Request(id), cancellationToken);

    public override async Task<ImmutableArray<InputFailure>> GuardAsync(
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        context.Run.Get<ProgramDefinitions>().Declare(news);
        if (olds.Members.Count == 0 || !MayConcernPublication(olds, news))
            return [];
        var published = await PublishedAsync(context.Run, olds, cancellationToken);
        return published is null
            ? []
            :
            [
                .. PropertyDefinition
                    .PublishedStays(published, olds, news)
                    .Select(f => new InputFailure(f.Path, f.Reason, f.Path.Get(news)?.ContainsSecret == true)),
            ];
    }

    /// <summary>
    /// True for a change that is refused if the property is published. What the program said before may never have been done.
    /// </summary>
    private static bool MayConcernPublication(PropertyObject olds, PropertyObject news) =>
        (olds["publicAccess"]?.Plain() is PropertyArray said && PropertyDefinition.Withdraws(said, news))
        || InputDiff.Compare(PropertyDefinition.Spec, olds, news).Any(c => c.Property.Class == PropertyClass.Replace);

    public override async Task<string?> RefuseDeleteAsync(
        ProviderRun run,
        string id,
        PropertyObject state,
        CancellationToken cancellationToken
    ) =>
        await PublishedAsync(run, state, cancellationToken) is not null
            ? "it is published, and LiveChat cannot unregister a published property."
            : null;

    private LiveObject ToObject(string owner, string name, JsonObject definition)
    {
        var live = PropertyDefinition
            .InItsType(Read(definition))
            .With("name", PropertyValue.Of(name))
            .With("ownerClientId", PropertyValue.Of(owner));
        return new LiveObject(ClientObjects.Id(owner, name), name, live);
    }

    /// <summary>What LiveChat has published the property for; null where it is not published.</summary>
    private async Task<PropertyArray?> PublishedAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var list = await run.Collections.GetAsync(this, inputs, 0, cancellationToken);
        return
            list.Objects.Values.FirstOrDefault(p => p.Id == CreateKey(inputs))?.Live["publicAccess"]
                is PropertyArray { Items.Length: > 0 } access
            ? access
            : null;
    }

    private static JsonObject Request(string id)
    {
        var (owner, name) = ClientObjects.Parse(id, PropertyDefinition.Spec);
        return new JsonObject { ["name"] = name, ["owner_client_id"] = owner };
    }
}
