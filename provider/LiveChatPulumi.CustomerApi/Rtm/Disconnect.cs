namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>Why the server ends a connection, in its word.</summary>
/// <param name="Word">The word.</param>
public sealed record DisconnectReason(string Word)
{
    /// <summary>The customer is banned.</summary>
    public static DisconnectReason CustomerBanned { get; } =
        new("customer_banned") { MayReconnect = false, Remedy = "Take a token of another customer, or lift the ban in LiveChat." };

    /// <summary>The customer has too many connections.</summary>
    public static DisconnectReason TooManyConnections { get; } =
        new("too_many_connections") { MayReconnect = false, Remedy = "Close other connections of this customer, or take another." };

    /// <summary>There is no such license.</summary>
    public static DisconnectReason LicenseNotFound { get; } =
        new("license_not_found") { MayReconnect = false, Remedy = "Check the license id, and that the address is of its region." };

    /// <summary>The server does not speak this version.</summary>
    public static DisconnectReason UnsupportedVersion { get; } =
        new("unsupported_version")
        {
            MayReconnect = false,
            Remedy = "Version 3.0 of the customer API is no longer served there: check the address.",
        };

    /// <summary>No ping came for some time.</summary>
    public static DisconnectReason PingTimeout { get; } = new("ping_timeout");

    /// <summary>For half an hour, the customer neither chatted nor changed the page.</summary>
    public static DisconnectReason InactivityTimeout { get; } = new("inactivity_timeout");

    /// <summary>The server failed.</summary>
    public static DisconnectReason InternalError { get; } = new("internal_error");

    private static readonly DisconnectReason[] All =
    [
        CustomerBanned,
        TooManyConnections,
        LicenseNotFound,
        UnsupportedVersion,
        PingTimeout,
        InactivityTimeout,
        InternalError,
    ];

    /// <summary>False where a new connection would end in the same way.</summary>
    public bool MayReconnect { get; private init; } = true;

    /// <summary>What to do, where something can be done.</summary>
    public string? Remedy { get; private init; }

    /// <summary>The reason of a word. One that is not known may pass.</summary>
    /// <param name="word">The word.</param>
    public static DisconnectReason Of(string word) => All.FirstOrDefault(r => r.Word == word) ?? new DisconnectReason(word);
}

/// <summary>How a connection ended.</summary>
public abstract record Disconnect
{
    private Disconnect() { }

    /// <summary>True where another connection is tried.</summary>
    public abstract bool MayReconnect { get; }

    /// <summary>What happened, and what to do.</summary>
    public abstract string Message { get; }

    /// <summary>The server said why.</summary>
    /// <param name="Reason">What it said.</param>
    public sealed record ByServer(DisconnectReason Reason) : Disconnect
    {
        /// <inheritdoc/>
        public override bool MayReconnect => Reason.MayReconnect;

        /// <inheritdoc/>
        public override string Message => $"the server ended the connection: {Reason.Word}. {Reason.Remedy}".TrimEnd();
    }

    /// <summary>The connection broke, or the server closed it without a word.</summary>
    /// <param name="Cause">What was seen of it.</param>
    public sealed record Broken(string Cause) : Disconnect
    {
        /// <inheritdoc/>
        public override bool MayReconnect => true;

        /// <inheritdoc/>
        public override string Message => $"the connection broke: {Cause}";
    }

    /// <summary>A server that has answered pings so far no longer does.</summary>
    public sealed record PingUnanswered : Disconnect
    {
        /// <inheritdoc/>
        public override bool MayReconnect => true;

        /// <inheritdoc/>
        public override string Message => "the server no longer answers pings";
    }

    /// <summary>A new connection, or its login, failed for good.</summary>
    /// <param name="Error">The failure.</param>
    public sealed record LoginFailed(CustomerApiException Error) : Disconnect
    {
        /// <inheritdoc/>
        public override bool MayReconnect => false;

        /// <inheritdoc/>
        public override string Message => Error.Message;
    }

    /// <summary>This side closed it.</summary>
    public sealed record ByClient : Disconnect
    {
        /// <inheritdoc/>
        public override bool MayReconnect => false;

        /// <inheritdoc/>
        public override string Message => "the connection was closed here";
    }
}

/// <summary>The connection ended for good, and not because it was closed here.</summary>
/// <param name="cause">How it ended.</param>
/// <param name="inner">The cause.</param>
public sealed class CustomerDisconnectedException(Disconnect cause, Exception? inner = null) : Exception(cause.Message, inner)
{
    /// <summary>How it ended.</summary>
    public Disconnect Cause { get; } = cause;
}
