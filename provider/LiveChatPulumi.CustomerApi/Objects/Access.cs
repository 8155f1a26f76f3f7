using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Json;

namespace LiveChatPulumi.CustomerApi.Objects;

/// <summary>The groups whose agents see a chat or a thread. Without groups, all agents do.</summary>
[JsonConverter(typeof(AccessConverter))]
public sealed class Access : CustomerObject
{
    /// <summary>The groups, or null.</summary>
    public IReadOnlyList<int>? GroupIds { get; init; }

    /// <summary>True where every agent sees it.</summary>
    public bool IsUnrestricted => GroupIds is not { Count: > 0 };
}
