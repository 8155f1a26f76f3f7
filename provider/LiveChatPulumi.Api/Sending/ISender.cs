using System.Text.Json.Nodes;

namespace LiveChatPulumi.Api.Sending;

/// <summary>Sends one request and reads the answer.</summary>
internal interface ISender
{
    /// <param name="action">The action that errors are about.</param>
    /// <param name="method">The method to call: the action's own, or its batch method.</param>
    /// <param name="request">The body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    Task<JsonNode> SendAsync(ApiAction action, string method, JsonObject request, CancellationToken cancellationToken);
}

/// <summary>
/// Sends requests at the pace that the API takes. A request needs a turn, which a batch takes before it chooses its requests.
/// </summary>
internal interface IPacedSender
{
    /// <summary>Waits for the turn of one call. It has to be used by <see cref="SendAsync"/> or returned.</summary>
    Task WaitForTurnAsync(ApiAction action, string method, CancellationToken cancellationToken);

    /// <summary>Returns a turn that no request was left for.</summary>
    void ReturnTurn();

    /// <inheritdoc cref="ISender.SendAsync"/>
    /// <param name="action">The action that errors are about.</param>
    /// <param name="method">The method to call: the action's own, or its batch method.</param>
    /// <param name="request">The body.</param>
    /// <param name="hasTurn">True when the caller has waited for the turn already.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<JsonNode> SendAsync(ApiAction action, string method, JsonObject request, bool hasTurn, CancellationToken cancellationToken);
}
