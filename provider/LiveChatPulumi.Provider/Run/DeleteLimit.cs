using System.Collections.Concurrent;
using LiveChatPulumi.Provider.Specs;

namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// Counts the deletes of a run, by type, against the user's bound. What a replacement deletes counts as well: its object is gone all the
/// same. A delete that is under way counts, whatever becomes of it.
/// </summary>
/// <param name="bound">How many resources of a type may be deleted; null for any number.</param>
internal sealed class DeleteLimit(int? bound)
{
    private readonly ConcurrentDictionary<string, int> _begun = new(StringComparer.Ordinal);

    /// <summary>Counts one more delete; why it must not be begun, or null where it may.</summary>
    public string? Refusal(ResourceSpec spec, string name)
    {
        if (bound is not { } most || _begun.AddOrUpdate(spec.Token, 1, (_, n) => n + 1) <= most)
            return null;
        var said = most == 0 ? "no deletes" : $"no more than {most} deletes";
        return $"deleting {spec.Noun} '{name}': livechat:maxDeletes (LIVECHAT_MAX_DELETES) allows {said} of the type "
            + $"{spec.Token} in a run. "
            + "Nothing was sent. If these objects are meant to go, raise the setting for this run.";
    }
}
