using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>listAutoAccesses: the routing rules in the order in which they are evaluated.</summary>
internal sealed class ListAutoAccesses() : Function(new FunctionSpec("listAutoAccesses", "Reads the routing rules of the license, in the order in which they are evaluated.", [],
[
    new("autoAccesses", "", PropertyType.List(Details.Type(AutoAccessSpec.Spec, "A routing rule as LiveChat has it.", new PropertySpec("nextId", "next_id", PropertyType.Text, "Id of the rule that is evaluated next; empty for the last."))), "The rules, first to last.") { AlwaysPresent = true },
]))
{
    private static readonly ImmutableArray<PropertySpec> Fields = [.. AutoAccessSpec.Spec.Properties, new("nextId", "next_id", PropertyType.Text, "")];

    public override ImmutableArray<ApiAction> Actions { get; } = [ApiActions.ListAutoAccesses];

    public override async Task<FunctionResult> InvokeAsync(Session session, PropertyObject arguments, CancellationToken cancellationToken)
    {
        var rules = (await RuleChain.ReadAsync(session, cancellationToken).ConfigureAwait(false)).InOrder;
        return new FunctionResult(PropertyObject.Of(("autoAccesses", PropertyValue.List(rules.Select(r => Values.ApiMapper.FromApi(Fields, r.Json))))), []);
    }
}
