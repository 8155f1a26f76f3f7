using System.Collections.Immutable;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Routing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>A rule as the program declares it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Contents">What it says, the key left out.</param>
/// <param name="Declared">The element of the list, in the program's words.</param>
internal sealed record DeclaredRule(string Key, PropertyObject Contents, PropertyValue Declared)
{
    /// <summary>Its contents in a form in which those that mean the same are equal.</summary>
    public string Fingerprint { get; } = Contents.ContainsUnknown ? "" : AutoAccessResource.Fingerprint(Contents);

    /// <summary>How people know it.</summary>
    public override string ToString() => $"'{Key}'";
}

/// <summary>The list as the program declares it.</summary>
/// <param name="Rules">The rules in order.</param>
/// <param name="IsExclusive">True when rules that are made elsewhere are deleted.</param>
/// <param name="Placement">Where the rules stand among others.</param>
internal sealed record DeclaredRules(ImmutableArray<DeclaredRule> Rules, bool IsExclusive, Placement Placement)
{
    /// <summary>No rules at all: what a delete brings the list to. Rules that are made elsewhere stay.</summary>
    public static DeclaredRules None { get; } = new([], false, Placement.First);

    public static DeclaredRules Of(PropertyObject inputs)
    {
        var rules = inputs["rules"]?.Unwrapped as PropertyArray;
        return new DeclaredRules(
            rules is null
                ? []
                :
                [
                    .. rules
                        .Items.Select(i => (Item: i, Plain: i.Plain() as PropertyObject ?? PropertyObject.Empty))
                        .Select(i => new DeclaredRule(i.Plain.Text("key") ?? "", i.Plain.Without("key"), i.Item)),
                ],
            inputs.Text("mode") == AutoAccessRulesSpec.Exclusive,
            PlacementOf(inputs["placement"]?.Plain() as PropertyObject)
        );
    }

    /// <summary>True when the rules and their keys are known, though not everything that they say may be.</summary>
    public static bool AreKnown(PropertyObject inputs) =>
        inputs["rules"]?.Unwrapped is PropertyArray rules
        && rules.Items.All(i => (i.Unwrapped as PropertyObject)?.Text("key") is not null)
        && inputs["placement"]?.ContainsUnknown != true
        && inputs["mode"]?.ContainsUnknown != true;

    /// <summary>The keys and the position, for the order of rules.</summary>
    public RuleBlock Block => new([.. Rules.Select(r => r.Key)], Placement, IsExclusive);

    private static Placement PlacementOf(PropertyObject? place) =>
        Placement.Parse(place?.Text("at"), place?.Text("before"), place?.Text("after"));

    /// <summary>A placement as programs say it.</summary>
    public static PropertyObject ToInput(Placement placement) =>
        PropertyObject.Of((placement.Declaration.Member, PropertyValue.Of(placement.Declaration.Value)));

    /// <summary>A placement in words.</summary>
    public static string Words(Placement placement) => placement.ToString();
}
