using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Emulator.Control;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace LiveChatPulumi.Emulator.Customer.Rtm;

/// <summary>The customers' RTM API: a WebSocket at <c>/v3.0/customer/rtm/ws?license_id=N</c>.</summary>
/// <param name="hub">The customers' side.</param>
/// <param name="api">The methods.</param>
/// <param name="faults">Planned faults.</param>
/// <param name="log">The log of calls.</param>
/// <param name="time">The real clock.</param>
internal sealed partial class RtmEndpoint(CustomerHub hub, CustomerApi api, FaultPlan faults, CallLog log, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>How long the customer has to hang up after the server did: so the last words are not lost with the line.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>How long a customer may keep silent, by the emulated clock.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    /// <summary>How long a customer may neither chat nor change the page.</summary>
    private static readonly TimeSpan Inactivity = TimeSpan.FromMinutes(30);

    public static bool IsPath(string path) => RtmPath().IsMatch(path);

    /// <summary>Serves one connection until it ends.</summary>
    public async Task ServeAsync(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        var key = request.Headers["Sec-WebSocket-Key"].ToString();
        if (features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || key.Length == 0)
        {
            response.StatusCode = 426;
            return;
        }

        response.Headers.Upgrade = "websocket";
        response.Headers.Connection = "Upgrade";
        response.Headers["Sec-WebSocket-Accept"] = AcceptKey(key);
        var stream = new ActivityStream(await upgrade.UpgradeAsync().ConfigureAwait(false));
        using var socket = WebSocket.CreateFromStream(stream, isServer: true, subProtocol: null, Timeout.InfiniteTimeSpan);
        using var connection = new RtmConnection(socket, stream, hub.Clock.GetUtcNow());
        var sending = connection.SendAllAsync();
        var talking = Refusal(request) is { } reason ? RefuseAsync(connection, reason) : TalkAsync(connection);
        if (await Task.WhenAny(talking, sending).ConfigureAwait(false) == sending)
            await Task.WhenAny(talking, Task.Delay(LastWords, time, connection.IsCut)).ConfigureAwait(false);
        else
            connection.Finish();
        if (talking.IsCompleted)
            await sending.ConfigureAwait(false);
        connection.Cut();
        await Task.WhenAll(talking, sending).ConfigureAwait(false);
    }

    /// <summary>Hangs up on all customers, as the server does when it ends.</summary>
    public void CutAll() =>
        hub.Act(() =>
        {
            foreach (var connection in hub.Connections.ToList())
                connection.Cut();
        });

    /// <summary>Hangs up on those who kept silent, or did nothing, for too long.</summary>
    public void Look() =>
        hub.Act(() =>
        {
            var now = hub.Clock.GetUtcNow();
            foreach (var connection in hub.Connections.ToList())
            {
                if (connection.TakeActivity())
                    connection.LastSign = now;
                if (now - connection.LastSign > Silence)
                    connection.Disconnect("ping_timeout");
                else if (now - connection.LastMove > Inactivity)
                    connection.Disconnect("inactivity_timeout");
            }
        });

    private static async Task RefuseAsync(RtmConnection connection, string reason)
    {
        connection.Disconnect(reason);
        await connection.ReceiveAsync().ConfigureAwait(false);
    }

    private string? Refusal(IHttpRequestFeature request)
    {
        if (RtmPath().Match(request.Path).Groups[1].Value != "3.0")
            return "unsupported_version";
        var known = QueryHelpers.ParseQuery(request.QueryString).TryGetValue("license_id", out var id);
        return known && id.ToString() == hub.Visible.LicenseId.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ? null
            : "license_not_found";
    }

    private async Task TalkAsync(RtmConnection connection)
    {
        hub.Act(() => hub.Connections.Add(connection));
        await using var looks = time.CreateTimer(_ => Look(), null, LookEvery, LookEvery).ConfigureAwait(false);
        try
        {
            while (await connection.ReceiveAsync().ConfigureAwait(false) is { } text)
            {
                if (!await TakeAsync(connection, text).ConfigureAwait(false))
                    break;
            }
        }
        finally
        {
            hub.Act(() => hub.Connections.Remove(connection));
        }
    }

    /// <summary>Takes one message; false when the connection ends with it.</summary>
    private async Task<bool> TakeAsync(RtmConnection connection, string text)
    {
        var (message, payload) = Read(text);
        var action = (message?["action"] as JsonValue)?.ToString() ?? "";
        var id = (message?["request_id"] as JsonValue)?.ToString();
        var fault = faults.Next(action);
        if (fault?.Kind is FaultKind.Hold or FaultKind.Hang)
            await Task.Delay(fault.Hold, time, connection.IsCut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fault?.Kind is FaultKind.Cut or FaultKind.Hang)
        {
            connection.Cut();
            return false;
        }

        var outcome = Answer(connection, action, id, payload, fault);
        log.Add(action, hub.Clock.GetUtcNow(), payload, outcome, null);
        if (fault?.Kind == FaultKind.DropAnswer)
            connection.Cut();
        return !connection.IsCut.IsCancellationRequested;
    }

    private string Answer(RtmConnection connection, string action, string? id, JsonObject? payload, Fault? fault)
    {
        JsonObject? answer = null;
        var outcome = "ok";
        try
        {
            hub.Act(
                () => answer = Run(connection, action, payload, fault),
                connection,
                id,
                fault?.Kind == FaultKind.DropAnswer ? null : () => Response(action, id, true, answer)
            );
        }
        catch (ApiFailure failure)
        {
            outcome = failure.Type;
            if (failure.Type is "customer_banned" or "too_many_connections")
                connection.Disconnect(failure.Type);
            else
                connection.Send(Response(action, id, false, failure.Envelope()));
        }

        return outcome;
    }

    private JsonObject? Run(RtmConnection connection, string action, JsonObject? payload, Fault? fault) =>
        (action, payload) switch
        {
            (_, null) => throw ApiFailure.Validation("Wrong format of request"),
            ("ping", _) => null,
            ("login", { } request) => api.LogIn(request, connection, fault),
            (_, { } request) => api.AnswerRtm(action, request, connection, fault),
        };

    private static JsonObject Response(string action, string? id, bool isSuccess, JsonObject? payload)
    {
        var response = new JsonObject
        {
            ["action"] = action,
            ["type"] = "response",
            ["success"] = isSuccess,
        };
        if (id is not null)
            response["request_id"] = id;
        if (payload is not null)
            response["payload"] = payload;
        return response;
    }

    /// <summary>The message, and its payload: an empty one where it has none, null where the message is malformed.</summary>
    private static (JsonObject? Message, JsonObject? Payload) Read(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: CustomerWeb.Strict) switch
            {
                JsonObject message when message["payload"] is null => (message, []),
                JsonObject message => (message, message["payload"]?.DeepClone() as JsonObject),
                _ => (null, null),
            };
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    /// <summary>RFC 6455 asks for this hash: it proves that the server speaks WebSocket, and hides nothing.</summary>
    private static string AcceptKey(string key)
    {
#pragma warning disable CA5350
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    [GeneratedRegex("^/v([0-9.]+)/customer/rtm/ws$")]
    private static partial Regex RtmPath();
}
