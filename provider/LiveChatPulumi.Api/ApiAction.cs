namespace LiveChatPulumi.Api;

/// <summary>What happens when a call is sent twice.</summary>
public enum Repetition
{
    /// <summary>Nothing more than when it is sent once: reads, updates to a state, deletes.</summary>
    Safe,

    /// <summary>The second call answers already_exists: the key is chosen by the caller.</summary>
    Refused,

    /// <summary>A second object comes to be: the key is chosen by the server.</summary>
    Duplicates,
}

/// <summary>Where a method is served, and how it is called.</summary>
public enum Endpoint
{
    /// <summary>Configuration API v3.6: POST, authorized.</summary>
    Configuration,

    /// <summary>Customer Chat API v3.2, public part: GET with a query, no authorization.</summary>
    CustomerPublic,
}

/// <summary>One method of the APIs, as data.</summary>
/// <param name="Name">The method, the last part of its URL.</param>
/// <param name="Writes">True when it changes the license.</param>
/// <param name="Repetition">What a second, equal call does.</param>
/// <param name="Scopes">The scopes named by the document; one of them is enough unless it says otherwise.</param>
/// <param name="Batch">The batch method, or null.</param>
/// <param name="NaturalKey">The parameter that names the object, or null where the server gives the id.</param>
public sealed record ApiAction(
    string Name,
    bool Writes,
    Repetition Repetition,
    string[] Scopes,
    string? Batch = null,
    string? NaturalKey = null
)
{
    /// <summary>Where it is served.</summary>
    public Endpoint Endpoint { get; init; }

    /// <summary>True when it reads a whole collection: then one answer serves all who wait for it.</summary>
    public bool ReadsCollection => !Writes && Name.StartsWith("list_", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
