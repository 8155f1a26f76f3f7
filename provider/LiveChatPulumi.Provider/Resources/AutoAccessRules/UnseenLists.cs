using System.Collections.Immutable;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>
/// What a state remembers of an apply that reads may not show yet: the lists that its calls led through. A later run that is shown
/// one of them knows that the license is behind, and does not take it for a change by somebody else.
/// </summary>
/// <param name="At">When the last call was accepted, by LiveChat's clock.</param>
/// <param name="Digests">Digests of the lists.</param>
internal sealed record UnseenLists(DateTimeOffset At, ImmutableArray<string> Digests) : StateMark(At)
{
    /// <summary>What the outputs of a state remember, or null.</summary>
    public static UnseenLists? Of(PropertyObject outputs) =>
        Read(outputs) is var (mark, at, _) && mark["lists"] is PropertyArray lists
            ? new UnseenLists(at, [.. lists.Items.Select(d => d.ToString())])
            : null;

    /// <summary>Outputs with this.</summary>
    public PropertyObject On(PropertyObject outputs) =>
        Digests.IsEmpty
            ? outputs
            : Put(
                outputs,
                isSecret: false,
                ("kind", PropertyValue.Of("list")),
                ("lists", PropertyValue.List(Digests.Select(d => (PropertyValue)PropertyValue.Of(d))))
            );

    /// <summary>True for a list from before the end of that apply, while the license may still show such.</summary>
    public bool IsBehind(RuleListing listing, DateTimeOffset now, TimeSpan bound) =>
        !IsOver(now, bound) && Digests.Contains(listing.Digest);
}
