namespace LiveChatPulumi.Api;

/// <summary>The effect of a call that is sent twice.</summary>
public enum Repetition
{
    /// <summary>The second call has no further effect: reads, updates to a state, deletes.</summary>
    Safe,

    /// <summary>The second call answers already_exists, because the caller chooses the key.</summary>
    Refused,

    /// <summary>The second call makes a second object, because the server chooses the key.</summary>
    Duplicates,
}

/// <summary>The API that has a method.</summary>
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
/// <param name="Repetition">The effect of a second, equal call.</param>
/// <param name="Scopes">The scopes named by the document. <see cref="NeededScopes"/> says which of them are needed together.</param>
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
    /// <summary>Which scopes a token needs, in words: those that add up, and those of which one is enough.</summary>
    public string NeededScopes
    {
        get => field ?? (Scopes.Length < 2 ? string.Concat(Scopes) : "one of " + string.Join(", ", Scopes));
        init;
    }

    /// <summary>The API that has it.</summary>
    public Endpoint Endpoint { get; init; }

    /// <summary>True when it reads a whole collection. Then one answer serves all callers that wait for it.</summary>
    internal bool ReadsCollection => !Writes && Name.StartsWith("list_", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
