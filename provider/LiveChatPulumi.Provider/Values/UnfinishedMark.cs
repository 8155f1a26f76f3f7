using System.Collections.Immutable;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>
/// What a state remembers of a write that did not come to its end: the inputs as LiveChat has been told them. After such an update an
/// engine keeps the inputs from before, after such a create those of the program; neither is what LiveChat has. It is an output with a
/// name of the engine's own kind, so it is in no diff, and a read puts what it shows in its place.
/// </summary>
/// <param name="Told">Inputs as LiveChat has been told them; those that are unsure as if they had been taken.</param>
/// <param name="Unsure">Names of inputs that were sent, and of which nobody knows whether they were taken.</param>
internal sealed record UnfinishedMark(PropertyObject Told, ImmutableArray<string> Unsure)
{
    /// <summary>The name of the output.</summary>
    public const string Key = "__unfinished";

    /// <summary>The mark in the outputs of a state; without one, the inputs are what LiveChat has been told.</summary>
    public static UnfinishedMark Of(PropertyObject outputs, PropertyObject inputs) =>
        outputs[Key]?.Unwrapped is PropertyObject mark && mark["told"]?.Unwrapped is PropertyObject told
            ? new UnfinishedMark(told, [.. ((mark["unsure"] as PropertyArray)?.Items ?? []).Select(n => n.ToString())])
            : new UnfinishedMark(inputs, []);

    /// <summary>Outputs with this mark.</summary>
    public PropertyObject On(PropertyObject outputs) =>
        outputs.With(
            Key,
            PropertyObject.Of(("told", Told), ("unsure", PropertyValue.List(Unsure.Select(n => (PropertyValue)PropertyValue.Of(n)))))
        );

    /// <summary>The unsure inputs that a program's update has to send whatever it says of them now.</summary>
    public IEnumerable<PropertySpec> ToRepeat(ResourceSpec spec, PropertyObject news) =>
        spec.Inputs.Where(p => Unsure.Contains(p.Name) && (!p.StaysWhenDropped || news[p.Name] is { Unwrapped.IsNull: false }));

    /// <summary>The inputs that an update is to be compared with call by call: nothing is known of the values of unsure ones.</summary>
    public PropertyObject Known(ResourceSpec spec) =>
        spec
            .Inputs.Where(p => Unsure.Contains(p.Name))
            .Aggregate(
                Told,
                (o, p) =>
                    p.Type is MapType && o[p.Name]?.Plain() is PropertyObject map
                        ? o.With(p.Name, PropertyObject.From(map.Members.Keys.Select(k => KeyValuePair.Create(k, PropertyValue.Null))))
                        : o.Without(p.Name)
            );
}
