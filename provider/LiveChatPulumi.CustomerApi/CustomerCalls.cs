using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Json;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi.CustomerApi;

/// <summary>
/// The methods that both transports have. A call answers what the server did, or fails with <see cref="CustomerApiException"/>;
/// what the API would refuse by its own limits is not sent.
/// </summary>
public abstract partial class CustomerCalls
{
    private protected CustomerCalls() { }

    /// <summary>Sends a request, and gives the payload of its answer.</summary>
    /// <exception cref="CustomerApiException">The server refused, or did not answer.</exception>
    private protected abstract Task<JsonObject> CallAsync(CustomerAction action, JsonObject payload, CancellationToken cancellationToken);

    private protected async Task<T> AskAsync<T>(CustomerAction action, Payload payload, CancellationToken cancellationToken)
        where T : class => Read<T>(action, await CallAsync(action, CustomerJson.Request(payload), cancellationToken).ConfigureAwait(false));

    /// <summary>As <see cref="AskAsync"/>, where the answer is one member of the payload.</summary>
    private protected async Task<T> AskForAsync<T>(
        CustomerAction action,
        string member,
        Payload payload,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var answer = await CallAsync(action, CustomerJson.Request(payload), cancellationToken).ConfigureAwait(false);
        return Read<T>(action, answer[member] ?? throw Unreadable(action, $"it has no {member}"));
    }

    private protected async Task TellAsync(CustomerAction action, Payload payload, CancellationToken cancellationToken) =>
        await CallAsync(action, CustomerJson.Request(payload), cancellationToken).ConfigureAwait(false);

    internal static T Read<T>(CustomerAction action, JsonNode json)
        where T : class
    {
        try
        {
            return CustomerJson.Read<T>(json);
        }
        catch (JsonException e)
        {
            throw Unreadable(action, e.Message, e);
        }
    }

    internal static CustomerApiException Unreadable(CustomerAction action, string why, Exception? inner = null) =>
        new(action.Name, CustomerErrorKind.Unreadable, $"the answer cannot be read: {why}", inner) { OutcomeUnknown = action.Writes };

    private protected static void Require(CustomerAction action, bool holds, string why)
    {
        if (!holds)
            throw new CustomerApiException(action.Name, CustomerErrorKind.NotSent, why);
    }

    private protected static void RequireId(CustomerAction action, string? value, string name) =>
        Require(action, !string.IsNullOrWhiteSpace(value), $"{name} is empty; give the id that the server answered");
}
