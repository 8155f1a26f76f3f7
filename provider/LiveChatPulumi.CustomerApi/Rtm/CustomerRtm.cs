using System.Text.Json.Nodes;
using System.Threading.Channels;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>
/// Real-time messaging, for one customer. A connection that breaks is made anew, with a new login, where its end allows that; calls wait
/// for it within their time limit, and events, threads and their ends that were missed meanwhile are found and pushed after all.
/// </summary>
public sealed class CustomerRtm : CustomerCalls, IAsyncDisposable
{
    private readonly CustomerApiOptions _options;
    private readonly RtmOptions _rtm;
    private readonly RtmLogins _logins;
    private readonly TimeProvider _time;
    private readonly RtmBackoff _backoff;
    private readonly CatchUp _catchUp = new();
    private readonly Channel<Signal> _signals = Channel.CreateUnbounded<Signal>();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly List<Push> _held = [];
    private TaskCompletionSource<RtmConnection> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Visit _visit;
    private bool _holdsPushes = true;
    private Task? _supervising;

    /// <summary>Makes a client; <see cref="ConnectAsync"/> connects it.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="tokens">Gives the customer's token.</param>
    /// <param name="visit">Who logs in, and from which page.</param>
    /// <param name="rtm">Settings of the connection.</param>
    /// <param name="time">The clock of time limits, pings and waits.</param>
    /// <param name="randomness">Gives jitter: a number from 0 to 1.</param>
    public CustomerRtm(
        CustomerApiOptions options,
        ICustomerTokenSource tokens,
        Visit? visit = null,
        RtmOptions? rtm = null,
        TimeProvider? time = null,
        Func<double>? randomness = null
    )
        : this(options, tokens, visit, rtm, time, randomness, null) { }

    internal CustomerRtm(
        CustomerApiOptions options,
        ICustomerTokenSource tokens,
        Visit? visit,
        RtmOptions? rtm,
        TimeProvider? time,
        Func<double>? randomness,
        IRtmConnector? connector
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tokens);
        _options = options;
        _visit = visit ?? new Visit();
        _rtm = rtm ?? new RtmOptions();
        _time = time ?? TimeProvider.System;
        _backoff = new RtmBackoff(_rtm, _time, randomness ?? Random.Shared.NextDouble);
        _logins = new RtmLogins(options, _rtm, tokens, connector ?? new WebSocketConnector(options.UserAgent), _time)
        {
            OnPush = Take,
            OnEnded = Forget,
        };
    }

    /// <summary>Connects, and logs the customer in. That is not tried again where it fails.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CustomerApiException">The server cannot be reached, or refused the login.</exception>
    public async Task<LoginAnswer> ConnectAsync(CancellationToken cancellationToken = default)
    {
        if (_supervising is not null)
            throw new InvalidOperationException("This client is connected already; make another for another connection.");
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var (connection, login) = await _logins.LogInAsync(_visit, linked.Token).ConfigureAwait(false);
        try
        {
            if (_rtm.CatchUp)
                await _catchUp.BeginAsync(new ConnectionCalls(connection), linked.Token).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Release(connection, null, []);
        _supervising = SuperviseAsync(connection);
        return login;
    }

    /// <summary>
    /// Pushes, and words about the connection, from the login on, in the order in which they came. One reader takes each of them. It ends
    /// when the client is closed.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CustomerDisconnectedException">The connection ended for good; all that came before was given.</exception>
    public IAsyncEnumerable<Signal> SignalsAsync(CancellationToken cancellationToken = default) =>
        _signals.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Tells the server that the customer is still there. The client does so by itself, every 15 seconds.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task PingAsync(CancellationToken cancellationToken = default) => SendAsync(CustomerActions.Ping, null, cancellationToken);

    /// <summary>Tells that the customer sees another page. Routing rules are then looked at anew.</summary>
    /// <param name="url">Its address.</param>
    /// <param name="title">Its title.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task UpdateCustomerPageAsync(string url, string? title = null, CancellationToken cancellationToken = default)
    {
        RequireAddress(CustomerActions.UpdateCustomerPage, url, "url");
        await TellAsync(CustomerActions.UpdateCustomerPage, new PageViewPayload(url, title), cancellationToken).ConfigureAwait(false);
        // A new login is from the page that the customer sees by then.
        var visit = _visit;
        _visit = new Visit
        {
            GroupId = visit.GroupId,
            Customer = visit.Customer,
            Referrer = visit.Page?.Url ?? visit.Referrer,
            Page = new VisitedPage { Url = url, Title = title },
        };
    }

    /// <summary>Closes the connection cleanly, and ends the stream of signals.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_supervising is not null)
            await _supervising.ConfigureAwait(false);
        Finish(new Disconnect.ByClient());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private protected override Task<JsonObject> CallAsync(CustomerAction action, JsonObject payload, CancellationToken cancellationToken) =>
        SendAsync(action, payload, cancellationToken);

    private async Task<JsonObject> SendAsync(CustomerAction action, JsonObject? payload, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.RequestLimit, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        while (true)
        {
            try
            {
                var connection = await Ready().WaitAsync(linked.Token).ConfigureAwait(false);
                return await connection.CallAsync(action, (JsonObject?)payload?.DeepClone(), cancellationToken).ConfigureAwait(false);
            }
            catch (CustomerApiException e) when (e.WasNeverSent)
            {
                // It ended at this moment: the next one takes the call.
                await Task.Yield();
            }
            catch (CustomerDisconnectedException e)
            {
                throw new CustomerApiException(action.Name, CustomerErrorKind.Transport, e.Message, e);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                var message = $"there was no connection within {_options.RequestLimit.TotalSeconds:0} s";
                throw new CustomerApiException(action.Name, CustomerErrorKind.Transport, message);
            }
        }
    }

    private Task<RtmConnection> Ready()
    {
        lock (_gate)
            return _ready.Task;
    }

    private async Task SuperviseAsync(RtmConnection connection)
    {
        while (true)
        {
            var cause = await EndOf(connection).ConfigureAwait(false);
            if (!cause.MayReconnect)
            {
                Finish(cause);
                return;
            }

            (var next, cause) = await ReconnectAsync(cause).ConfigureAwait(false);
            if (next is null)
            {
                Finish(cause);
                return;
            }

            connection = next;
        }
    }

    /// <summary>Waits for the end of a connection, or ends it when the client is closed.</summary>
    private async Task<Disconnect> EndOf(RtmConnection connection)
    {
        try
        {
            var cause = await connection.Ended.WaitAsync(_closing.Token).ConfigureAwait(false);
            _signals.Writer.TryWrite(new ConnectionLost { Cause = cause });
            await connection.DisposeAsync().ConfigureAwait(false);
            return cause;
        }
        catch (OperationCanceledException)
        {
            await connection.CloseAsync().ConfigureAwait(false);
            return new Disconnect.ByClient();
        }
    }

    /// <summary>Makes another connection, as often as it may fail in a way that passes.</summary>
    private async Task<(RtmConnection? Connection, Disconnect Cause)> ReconnectAsync(Disconnect cause)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                await _backoff.WaitAsync(_closing.Token).ConfigureAwait(false);
                try
                {
                    return (await RestoreAsync(attempt, _closing.Token).ConfigureAwait(false), cause);
                }
                catch (CustomerApiException e) when (!MayPass(e) || attempt >= _rtm.MaxReconnects)
                {
                    return (null, e.Disconnect is { MayReconnect: false } end ? end : new Disconnect.LoginFailed(e));
                }
                catch (CustomerApiException)
                {
                    // The next attempt waits longer.
                }
            }
        }
        catch (OperationCanceledException)
        {
            return (null, new Disconnect.ByClient());
        }
    }

    private static bool MayPass(CustomerApiException e) => e.Disconnect?.MayReconnect ?? e.MayPass;

    /// <summary>Connects and logs in anew, and gives on what was missed before what came since.</summary>
    private async Task<RtmConnection> RestoreAsync(int attempt, CancellationToken cancellationToken)
    {
        var (connection, login) = await _logins.LogInAsync(_visit, cancellationToken).ConfigureAwait(false);
        try
        {
            IReadOnlyList<Push> missed = [];
            if (_rtm.CatchUp)
                missed = await _catchUp.ReadAsync(new ConnectionCalls(connection), cancellationToken).ConfigureAwait(false);
            Release(connection, new ConnectionRestored { Login = login, Attempts = attempt }, missed);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes a push. While chats are read, pushes wait, so that what was missed comes before what is new.</summary>
    private void Take(Push push)
    {
        lock (_gate)
        {
            if (_holdsPushes)
                _held.Add(push);
            else
                Give(push);
        }
    }

    /// <summary>Pushes go on to the reader, and calls to the connection.</summary>
    private void Release(RtmConnection connection, Signal? first, IReadOnlyList<Push> missed)
    {
        lock (_gate)
        {
            if (first is not null)
                _signals.Writer.TryWrite(first);
            GiveHeld(missed);
            // One that ends from here on is forgotten after this.
            _holdsPushes = connection.HasEnded;
            if (!_holdsPushes)
                _ready.TrySetResult(connection);
        }

        _backoff.Connected();
    }

    /// <summary>The end of a connection, before calls on it fail: from now on, calls wait for the next.</summary>
    private void Forget(RtmConnection connection, Disconnect cause)
    {
        lock (_gate)
        {
            if (_ready.Task is not { IsCompletedSuccessfully: true, Result: var current } || current != connection)
                return;
            _ready = new TaskCompletionSource<RtmConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
            _holdsPushes = true;
        }
    }

    private void GiveHeld(IReadOnlyList<Push> missed)
    {
        foreach (var push in missed.Concat(_held))
            Give(push);
        _held.Clear();
    }

    private void Give(Push push)
    {
        foreach (var one in _catchUp.Sift(push))
            _signals.Writer.TryWrite(one);
    }

    private void Finish(Disconnect cause)
    {
        var error =
            cause is Disconnect.ByClient ? null : new CustomerDisconnectedException(cause, (cause as Disconnect.LoginFailed)?.Error);
        lock (_gate)
        {
            GiveHeld([]);
            if (!_ready.TrySetException(error ?? new CustomerDisconnectedException(cause)) && _ready.Task.IsCompletedSuccessfully)
            {
                _ready = new TaskCompletionSource<RtmConnection>();
                _ready.SetException(error ?? new CustomerDisconnectedException(cause));
            }
        }

        _signals.Writer.TryComplete(error);
    }
}
