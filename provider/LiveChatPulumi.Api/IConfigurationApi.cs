using System.Text.Json.Nodes;
using LiveChatPulumi.Api.Telemetry;

namespace LiveChatPulumi.Api;

/// <summary>Calls the Configuration API: authorization, region, batches, pace, retries, errors. Safe for concurrent use.</summary>
public interface IConfigurationApi
{
    /// <summary>The numbers of calls so far.</summary>
    ApiStatistics Statistics { get; }

    /// <summary>
    /// The time by LiveChat's clock, as the <c>Date</c> of the last answer and the time since then tell it; to the second. Before
    /// the first answer it is this machine's.
    /// </summary>
    DateTimeOffset ServerTime { get; }

    /// <summary>Calls a method.</summary>
    /// <param name="action">The method.</param>
    /// <param name="request">The body.</param>
    /// <param name="cancellationToken">Gives up; a write that was already sent may still take effect.</param>
    /// <returns>The answer; an empty object where the document says "no response payload".</returns>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    Task<JsonNode> CallAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken);
}
