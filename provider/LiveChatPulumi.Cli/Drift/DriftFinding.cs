namespace LiveChatPulumi.Cli.Drift;

/// <summary>What is different between a state and the live license.</summary>
internal enum DriftClass
{
    /// <summary>A property has another value than the state says.</summary>
    Changed,

    /// <summary>The state has it, the license does not.</summary>
    Missing,

    /// <summary>The license has it, and no state.</summary>
    Unmanaged,

    /// <summary>Routing rules stand otherwise than the state says.</summary>
    Order,

    /// <summary>The license has it, no state does, and it is just like one that the state has.</summary>
    Duplicate,

    /// <summary>LiveChat does not show it, so nobody knows. It is told, and is no drift.</summary>
    Unobservable,
}

/// <summary>Who made a change, and when.</summary>
/// <param name="Who">The requester as LiveChat names it; empty where it does not.</param>
/// <param name="At">When LiveChat told of it.</param>
internal sealed record DriftSource(string Who, DateTimeOffset At);

/// <summary>One difference.</summary>
/// <param name="Class">What kind it is of.</param>
/// <param name="Type">The type token of the resource that the object is one of.</param>
/// <param name="Id">The object's id.</param>
/// <param name="Name">The resource's name in the program, or the object's own.</param>
internal sealed record DriftFinding(DriftClass Class, string Type, string Id, string Name)
{
    /// <summary>The resource in the state; empty for an object that no state has.</summary>
    public string Urn { get; init; } = "";

    /// <summary>The path of the property; empty where the whole object is meant.</summary>
    public string Property { get; init; } = "";

    /// <summary>The value that the state has, as JSON; null for none. Secrets are masked.</summary>
    public string? Old { get; init; }

    /// <summary>The value that the license has, as JSON; null for none.</summary>
    public string? New { get; init; }

    /// <summary>What else there is to say.</summary>
    public string Note { get; init; } = "";

    /// <summary>The command that takes an unmanaged object over; empty where there is none.</summary>
    public string Import { get; init; } = "";

    /// <summary>Who did it; null where no event tells.</summary>
    public DriftSource? Source { get; init; }

    /// <summary>True for one that a former report has just so.</summary>
    public bool IsKnown { get; init; }

    /// <summary>The type's own name.</summary>
    public string Kind => Type.Split(':')[^1];

    /// <summary>What tells it from others, values included: a property that changed once more is news.</summary>
    public string Key => string.Join('\n', Class, Type, Urn.Length > 0 ? Urn : Id, Property, Old, New);
}
