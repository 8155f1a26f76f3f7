using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>The calls that a write takes besides a create call, made one by one, and what LiveChat has been told so far.</summary>
/// <param name="resource">The resource.</param>
/// <param name="context">The resource in this run.</param>
/// <param name="writer">Makes the calls.</param>
/// <param name="calls">The calls, in their order.</param>
/// <param name="told">Inputs as LiveChat has been told them before these calls.</param>
/// <param name="sent">Inputs that were sent before these calls.</param>
internal sealed class WriteCalls(
    ObjectResource resource,
    ResourceContext context,
    ObjectWriter writer,
    IEnumerable<ObjectUpdate> calls,
    PropertyObject told,
    ImmutableArray<PropertySpec> sent
)
{
    private readonly Queue<ObjectUpdate> _left = new(calls);

    /// <summary>
    /// Inputs as LiveChat has been told them; those that are unsure as if they had been taken, maps with what they may still hold.
    /// </summary>
    public PropertyObject Told { get; private set; } = told;

    /// <summary>Inputs of the calls that were made, answered or not.</summary>
    public ImmutableArray<PropertySpec> Sent { get; private set; } = sent;

    /// <summary>Inputs of a call of which nobody knows whether it took effect.</summary>
    public ImmutableArray<PropertySpec> Unsure { get; private set; } = [];

    /// <summary>The outputs that only a call of these has shown; null where none has.</summary>
    public PropertyObject? Issued { get; private set; }

    /// <summary>True once every call was made.</summary>
    public bool AreDone => _left.Count == 0;

    /// <summary>Makes the next call, where one is left.</summary>
    /// <exception cref="ApiException">The API refused it, or its outcome is not known.</exception>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        if (!_left.TryPeek(out var call))
            return;
        try
        {
            if (call.Changed.All(p => p.IsTrigger))
                Issued = await resource.RunTriggersAsync(context.Run, call.Id, call.News, context.Writes);
            else
                await writer.UpdateAsync(call, cancellationToken);
        }
        catch (Exception e) when (e is ApiException { OutcomeUnknown: true } || context.Writes.IsCancellationRequested)
        {
            Record(call, isSure: false);
            Doubt(call.Changed);
            throw;
        }

        Record(call, isSure: true);
        _left.Dequeue();
    }

    /// <summary>Makes the calls that are left.</summary>
    /// <exception cref="ApiException">The API refused one, or its outcome is not known.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (_left.Count > 0)
            await NextAsync(cancellationToken);
    }

    /// <summary>Records that nobody knows whether LiveChat has taken these inputs.</summary>
    public void Doubt(IEnumerable<PropertySpec> inputs) => Unsure = [.. Unsure.Union(inputs)];

    /// <summary>What a state has to remember of calls that did not come to their end.</summary>
    public UnfinishedMark ToMark() => new(LiveState.MarkDeclaredSecrets(resource.Spec, Told), [.. Unsure.Select(p => p.Name)]);

    private void Record(ObjectUpdate call, bool isSure)
    {
        Sent = [.. Sent.Union(call.Changed)];
        Told = call.Changed.Aggregate(
            Told,
            (o, p) =>
                ToldOf(p, o[p.Name], call.News[p.Name], isSure) is { Unwrapped.IsNull: false } value
                    ? o.With(p.Name, value)
                    : o.Without(p.Name)
        );
    }

    /// <summary>An entry that a call takes out of a map may be there still where the call has no answer.</summary>
    private static PropertyValue? ToldOf(PropertySpec property, PropertyValue? before, PropertyValue? after, bool isSure) =>
        !isSure && property.Type is MapType && (before?.Plain(), after?.Plain()) is (PropertyObject old, PropertyObject now)
            ? LiveState.MarkSecrets(now.Members.Aggregate(old, (both, m) => both.With(m.Key, m.Value)), after)
            : after;
}
