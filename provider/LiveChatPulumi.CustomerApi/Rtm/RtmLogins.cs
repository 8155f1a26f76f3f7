using System.Globalization;
using System.Net.WebSockets;
using LiveChatPulumi.CustomerApi.Json;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>Makes connections, and logs the customer in.</summary>
internal sealed class RtmLogins(
    CustomerApiOptions options,
    RtmOptions rtm,
    ICustomerTokenSource tokens,
    IRtmConnector connector,
    TimeProvider time
)
{
    private const string Path = "/v3.0/customer/rtm/ws";

    /// <summary>Takes pushes of all connections.</summary>
    public required Action<Push> OnPush { get; init; }

    /// <summary>Is told of the end of each.</summary>
    public required Action<RtmConnection, Disconnect> OnEnded { get; init; }

    /// <summary>Connects and logs in; once more with another token, where the server refuses the first.</summary>
    /// <exception cref="CustomerApiException">The server cannot be reached, or refused the login.</exception>
    public async Task<(RtmConnection Connection, LoginAnswer Login)> LogInAsync(Visit visit, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await LogInAsync(visit, token, cancellationToken).ConfigureAwait(false);
        }
        catch (CustomerApiException e) when (e.Kind == CustomerErrorKind.Authentication)
        {
            var other = await tokens.GetAsync(token, cancellationToken).ConfigureAwait(false);
            if (other.Equals(token))
                throw;
            return await LogInAsync(visit, other, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(RtmConnection Connection, LoginAnswer Login)> LogInAsync(
        Visit visit,
        CustomerToken token,
        CancellationToken cancellationToken
    )
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var payload = CustomerJson.Request(visit);
            payload["token"] = token.Header;
            var answer = await connection.CallAsync(CustomerActions.Login, payload, cancellationToken).ConfigureAwait(false);
            var login = CustomerCalls.Read<LoginAnswer>(CustomerActions.Login, answer);
            connection.KeepAlive(rtm.PingInterval);
            return (connection, login);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<RtmConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.RequestLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var socket = await connector.ConnectAsync(Address(), linked.Token).ConfigureAwait(false);
            var connection = new RtmConnection(socket, options.RequestLimit, time, OnPush, OnEnded);
            connection.Start();
            return connection;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = $"{options.Url.Scheme}://{options.Url.Authority} cannot be reached: {e.GetBaseException().Message}";
            throw new CustomerApiException(CustomerActions.Login.Name, CustomerErrorKind.Transport, message, e);
        }
    }

    private Uri Address() =>
        new UriBuilder(options.Url)
        {
            Scheme = options.Url.Scheme == Uri.UriSchemeHttp ? Uri.UriSchemeWs : Uri.UriSchemeWss,
            Path = Path,
            Query = "license_id=" + options.LicenseId.ToString(CultureInfo.InvariantCulture),
        }.Uri;
}
