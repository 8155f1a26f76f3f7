using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>listAutoAccesses: the routing rules in the order in which they are evaluated.</summary>
internal sealed class ListAutoAccesses(AutoAccessResource resource)
    : Function(
        new FunctionSpec(
            "listAutoAccesses",
            "Reads the routing rules of the license, in the order in which they are evaluated.",
            [],
            [
                new(
                    "autoAccesses",
                    "",
                    PropertyType.List(Details.Type(AsListed, "A routing rule as LiveChat has it.")),
                    "The rules, first to last."
                )
                {
                    AlwaysPresent = true,
                },
            ]
        )
    )
{
    private static ResourceSpec AsListed =>
        AutoAccessSpec.Spec with
        {
            Properties =
            [
                .. AutoAccessSpec.Spec.Properties.Select(p =>
                    p.IsRelation
                        ? new PropertySpec(
                            "nextId",
                            "next_id",
                            PropertyType.Text,
                            "Id of the rule that is evaluated next; empty for the last."
                        )
                        : p
                ),
            ],
        };

    public override ImmutableArray<ApiAction> Actions { get; } = [ApiActions.ListAutoAccesses];

    public override async Task<FunctionResult> InvokeAsync(ProviderRun run, PropertyObject arguments, CancellationToken cancellationToken)
    {
        await run.OwnWrites.UntilShownAsync(resource.Spec.Token, cancellationToken);
        var rules = (await resource.ListAsync(run, PropertyObject.Empty, cancellationToken)).ToDictionary(
            r => r.Id,
            StringComparer.Ordinal
        );
        var inOrder = AutoAccessResource.Chain(rules.Values).InOrder.Select(r => rules[r.Id].Live);
        return new FunctionResult(PropertyObject.Of(("autoAccesses", PropertyValue.List(inOrder))), []);
    }
}
