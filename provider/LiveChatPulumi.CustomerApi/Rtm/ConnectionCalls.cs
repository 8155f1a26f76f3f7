using System.Text.Json.Nodes;

namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>The methods on one connection, whichever comes after it.</summary>
internal sealed class ConnectionCalls(RtmConnection connection) : CustomerCalls
{
    private protected override Task<JsonObject> CallAsync(CustomerAction action, JsonObject payload, CancellationToken cancellationToken) =>
        connection.CallAsync(action, payload, cancellationToken);
}
