using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Rtm;
using LiveChatPulumi.CustomerApi.Web;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>How fast the license may be asked.</summary>
/// <param name="AtOnce">Looks at once.</param>
/// <param name="PerSecond">Looks a second; 0 for as many as there are.</param>
internal sealed record EyePace(int AtOnce, int PerSecond);

/// <summary>The license as its customers see it. Looks are made side by side, within the pace.</summary>
internal sealed class CustomerEye : IDisposable
{
    /// <summary>A visit is over before anything could be missed.</summary>
    private static readonly RtmOptions Short = new() { CatchUp = false };

    private readonly CustomerApiOptions _options;
    private readonly CustomerTokens _tokens;
    private readonly HttpMessageHandler? _handler;
    private readonly TimeProvider _time;
    private readonly TimeProvider _connectionTime;
    private readonly SemaphoreSlim _room;
    private readonly TimeSpan _apart;
    private readonly Lock _gate = new();
    private readonly Dictionary<Check, ICustomerTokenSource> _visitors = new(ReferenceEqualityComparer.Instance);
    private DateTimeOffset _next;

    /// <param name="options">The license, and where its API is.</param>
    /// <param name="tokens">Tokens of customers.</param>
    /// <param name="pace">How fast it may be asked.</param>
    /// <param name="time">The clock of the pace.</param>
    /// <param name="handler">Sends HTTP requests; null takes a handler of each client's own.</param>
    /// <param name="connectionTime">The clock of time limits and pings; null takes the other.</param>
    public CustomerEye(
        CustomerApiOptions options,
        CustomerTokens tokens,
        EyePace pace,
        TimeProvider time,
        HttpMessageHandler? handler = null,
        TimeProvider? connectionTime = null
    )
    {
        (_options, _tokens, _time, _handler, _connectionTime) = (options, tokens, time, handler, connectionTime ?? time);
        _room = new SemaphoreSlim(Math.Max(1, pace.AtOnce));
        _apart = pace.PerSecond > 0 ? TimeSpan.FromSeconds(1.0 / pace.PerSecond) : TimeSpan.Zero;
    }

    /// <summary>True where visits cannot disturb each other: each is another customer's.</summary>
    public bool HasManyCustomers => _tokens.MakesCustomers;

    /// <summary>Waits until a look may begin; the look ends when what is given is disposed.</summary>
    public async Task<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        var wait = TimeSpan.Zero;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            _next = _next > now ? _next : now;
            wait = _next - now;
            _next += _apart;
        }

        try
        {
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _room.Release();
            throw;
        }

        return new Turn(_room);
    }

    /// <summary>The status of a group; null for one that customers do not find.</summary>
    public async Task<GroupStatus?> StatusAsync(Check check, int group, CancellationToken cancellationToken)
    {
        using var web = Web(check);
        var statuses = await web.GetGroupsStatusAsync([group], cancellationToken).ConfigureAwait(false);
        return statuses.TryGetValue(group, out var status) ? status : null;
    }

    /// <summary>A form of a group.</summary>
    public async Task<FormAnswer> FormAsync(Check check, int group, FormType type, CancellationToken cancellationToken)
    {
        using var web = Web(check);
        return await web.GetFormAsync(group, type, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A value that anybody may read.</summary>
    public async Task<PublicProperties> PropertyAsync(PropertyCheck check, CancellationToken cancellationToken)
    {
        using var web = new CustomerWebApi(_options, NoToken.Instance, _handler, _connectionTime);
        return check.Group is { } group
            ? await web.GetGroupPropertiesAsync(group, check.Namespace, check.Property, cancellationToken).ConfigureAwait(false)
            : await web.GetLicensePropertiesAsync(check.Namespace, check.Property, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Comes to a page, and goes again.</summary>
    public async Task<LoginAnswer> VisitAsync(VisitCheck check, CancellationToken cancellationToken)
    {
        await using var rtm = Connection(check, check.Visitor, Short);
        return await rtm.ConnectAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A connection of a visitor, who has not come yet.</summary>
    public CustomerRtm Connection(Check check, CheckVisitor visitor, RtmOptions? options = null) =>
        new(_options, Tokens(check), visitor.ToVisit(), options ?? Short, _connectionTime);

    /// <summary>The calls of a visitor.</summary>
    public CustomerWebApi Web(Check check) => new(_options, Tokens(check), _handler, _connectionTime);

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private ICustomerTokenSource Tokens(Check check)
    {
        lock (_gate)
        {
            if (!_visitors.TryGetValue(check, out var tokens))
                _visitors[check] = tokens = _tokens.ForVisitor();
            return tokens;
        }
    }

    private sealed class Turn(SemaphoreSlim room) : IDisposable
    {
        public void Dispose() => room.Release();
    }

    /// <summary>Public reads carry no token.</summary>
    private sealed class NoToken : ICustomerTokenSource
    {
        public static NoToken Instance { get; } = new();

        public ValueTask<CustomerToken> GetAsync(CustomerToken? refused, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A public read asked for a token.");
    }
}
