using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Group;

/// <summary>getGroup: a group by id or by name.</summary>
internal sealed class GetGroup(GroupResource groups)
    : Function(
        new FunctionSpec(
            "getGroup",
            "Reads a group of the license by its id or its exact name.",
            [
                new("name", "name", PropertyType.Text, "Exact name of the group. Give this or groupId."),
                new("groupId", "id", PropertyType.Integer(0), "Id of the group; 0 is General. Give this or name."),
            ],
            [.. GroupSpec.Spec.Properties.Select(p => p with { AlwaysPresent = p.AlwaysPresent || p.Name is "languageCode" })]
        )
    )
{
    public override ImmutableArray<ApiAction> Actions { get; } = [ApiActions.GetGroup, ApiActions.ListGroups];

    public override async Task<FunctionResult> InvokeAsync(ProviderRun run, PropertyObject arguments, CancellationToken cancellationToken)
    {
        var name = arguments.Text("name");
        var id = arguments["groupId"]?.Unwrapped as PropertyNumber;
        if ((name is null) == (id is null))
            return FunctionResult.Failed("", "Give either name or groupId.");
        if (id is not null)
        {
            await run.OwnWrites.UntilShownAsync(groups.Spec.Token, id.ToString(), cancellationToken);
            var group = await groups.GetAsync(run, id.ToString(), cancellationToken);
            return group is null
                ? FunctionResult.Failed("groupId", $"The license has no group with the id {id}.")
                : new FunctionResult(group, []);
        }

        var found = await NamedAsync(run, name!, cancellationToken);
        if (found.Count == 0 && (await run.OwnWrites.UntilShownAsync(groups.Spec.Token, cancellationToken)).Count == 0)
            found = await NamedAsync(run, name!, cancellationToken);
        return found.Count switch
        {
            1 => new FunctionResult(found[0].Live, []),
            0 => FunctionResult.Failed("name", $"The license has no group named '{name}'."),
            _ => FunctionResult.Failed(
                "name",
                $"The license has {found.Count} groups named '{name}' "
                    + $"(ids {string.Join(", ", found.Select(g => g.Id))}); choose one by groupId."
            ),
        };
    }

    private async Task<List<LiveObject>> NamedAsync(ProviderRun run, string name, CancellationToken cancellationToken) =>
        [.. (await groups.ListAsync(run, PropertyObject.Empty, cancellationToken)).Where(g => g.Name == name)];
}
