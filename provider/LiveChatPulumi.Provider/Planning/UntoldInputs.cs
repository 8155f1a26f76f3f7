using System.Collections.Immutable;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>
/// Required inputs of an object that is there already, of which neither the state nor the program tells. An import leaves out what reads
/// do not show, and engines write an empty value into the program that they make of it, where the schema requires one.
/// </summary>
internal static class UntoldInputs
{
    /// <summary>Those inputs; none where the object is made anew.</summary>
    /// <param name="spec">The resource.</param>
    /// <param name="olds">Inputs as the state has them; empty for a new object.</param>
    /// <param name="news">Inputs of the program.</param>
    public static ImmutableArray<PropertySpec> Of(ResourceSpec spec, PropertyObject olds, PropertyObject news)
    {
        if (olds.Members.Count == 0)
            return [];
        ImmutableArray<PropertySpec> untold =
        [
            .. spec.Inputs.Where(p =>
                p is { Required: true, Class: not PropertyClass.WriteOnly } && olds[p.Name] is null && IsUntold(p, news[p.Name])
            ),
        ];
        var told = untold.Aggregate(news, (n, p) => n.Without(p.Name));
        return InputDiff.Compare(spec, olds, told).Any(c => c.Property.Class == PropertyClass.Replace) ? [] : untold;
    }

    /// <summary>True for no value, and for an empty text where none can be meant.</summary>
    private static bool IsUntold(PropertySpec property, PropertyValue? value) =>
        value is null
        || (
            value.Unwrapped is PropertyString { Value: "" }
            && !InputCheck.Check([property], PropertyObject.Of((property.Name, value))).IsEmpty
        );
}
