using System.Collections.Concurrent;

namespace LiveChatPulumi.Provider.Guards;

/// <summary>New objects that this run plans, where the API allows only so many: those of one preview count together.</summary>
internal sealed class Slots
{
    private readonly ConcurrentDictionary<(string Kind, string Urn), bool> _planned = new();

    /// <summary>Notes that a resource is going to take a slot; gives how many new ones there are with it.</summary>
    public int Plan(string kind, string urn)
    {
        _planned[(kind, urn)] = true;
        return _planned.Keys.Count(k => k.Kind == kind);
    }
}
