using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Webhooks;

/// <summary>What filters and additional data of a webhook go by, where something happened in a chat.</summary>
/// <param name="UserIds">Who is in the chat.</param>
/// <param name="AuthorType">Who wrote the event: customer or agent; null where it is no event, or nobody did.</param>
/// <param name="SourceClientId">The chat's property source.client_id, or null.</param>
/// <param name="Properties">The properties of the chat.</param>
/// <param name="State">The license as it is in effect.</param>
internal sealed record ChatFacts(
    IReadOnlyList<string> UserIds,
    string? AuthorType,
    string? SourceClientId,
    JsonObject Properties,
    LicenseState State
)
{
    /// <summary>The agent whose routing status was set, or null.</summary>
    public string? Agent { get; init; }
}
