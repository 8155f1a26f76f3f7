namespace LiveChatPulumi.CustomerApi;

/// <summary>The ways by which a method can be called.</summary>
[Flags]
public enum Transports
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>POST, with a customer's token.</summary>
    Web = 1,

    /// <summary>Real-time messaging, over a WebSocket.</summary>
    Rtm = 2,

    /// <summary>GET, without a token.</summary>
    Public = 4,
}

/// <summary>One method of the API, as data.</summary>
/// <param name="Name">The method.</param>
/// <param name="Transports">The ways by which the documents let it be called.</param>
/// <param name="Client">The method of the clients that calls it.</param>
/// <param name="Writes">True when it changes something.</param>
public sealed record CustomerAction(string Name, Transports Transports, string Client, bool Writes)
{
    /// <summary>The pushes that it causes, the usual one first.</summary>
    public IReadOnlyList<string> Pushes { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
