using System.Collections.Immutable;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.PropertyValues;

/// <summary>
/// The life of a set of values. The journal keeps the names that a create writes: where the run is cut off, and the program
/// does not declare a name any more, the next create takes that value back.
/// </summary>
internal sealed class PropertyValuesLifecycle(PropertyValuesResource resource, ResourceContext context)
    : SettingLifecycle(resource, context)
{
    protected override async Task<PropertyObject> SetAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var earlier = Run.Journal.Find(Writer.RecordName) is { } found && found.Key == id ? found.KnownIds : [];
        var names = PropertyValuesResource.ValuesOf(inputs).Members.Keys;
        ImmutableArray<string> written = [.. earlier.Union(names)];
        var record = new CreateRecord(Writer.RecordName, Spec.Token, id, written, null, false, Run.Time.GetUtcNow());
        await Run.Journal.PutAsync(record);
        var issued = await SendSetAsync(inputs, cancellationToken);
        await UnsetAsync(id, inputs, [.. earlier.Except(names)]);
        await Run.Journal.PutAsync(record with { Id = id });
        return issued;
    }

    protected override Task<bool?> IsEffectiveAsync(PropertyObject inputs, CancellationToken cancellationToken) =>
        resource.IsEffectiveAsync(Run, inputs, cancellationToken);

    protected override PropertyObject WithoutMoved(string id, PropertyObject olds)
    {
        var kept = resource.Held(id, olds, olds).Where(h => Run.HandedOut.IsHeldByAnother(h, Context.Urn)).ToHashSet();
        return kept.Count == 0 ? olds : resource.Without(olds, id, kept) ?? olds.With("values", PropertyObject.Empty);
    }

    private async Task UnsetAsync(string id, PropertyObject inputs, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            return;
        var values = names.Aggregate(PropertyValuesResource.ValuesOf(inputs), (v, n) => v.With(n, PropertyValue.Null));
        var update = new ObjectUpdate(id, [.. Spec.Inputs], inputs.With("values", values), inputs);
        await Writer.WriteAsync(token => resource.SendUpdateAsync(Run, update, token));
    }
}
