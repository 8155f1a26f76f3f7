namespace LiveChatPulumi.Routing;

/// <summary>The position of a list of rules among rules that belong to others.</summary>
public abstract record Placement
{
    /// <summary>Before all others.</summary>
    public static Placement First { get; } = new FirstPlacement();

    /// <summary>After all others.</summary>
    public static Placement Last { get; } = new LastPlacement();

    /// <summary>The member of a declaration that means this placement (<c>at</c>, <c>before</c> or <c>after</c>), and its value.</summary>
    public abstract (string Member, string Value) Declaration { get; }

    /// <summary>Right before one of the others, by its id.</summary>
    public static Placement Before(string rule) => new BeforePlacement(rule);

    /// <summary>Right after one of the others, by its id.</summary>
    public static Placement After(string rule) => new AfterPlacement(rule);

    /// <summary>Reads the members of a declaration. A named rule wins over an end of the list; no member at all means first.</summary>
    /// <param name="at"><c>first</c> or <c>last</c>.</param>
    /// <param name="before">Id of the rule that follows.</param>
    /// <param name="after">Id of the rule that precedes.</param>
    public static Placement Parse(string? at, string? before, string? after) =>
        (at, before, after) switch
        {
            (_, { } rule, _) => Before(rule),
            (_, _, { } rule) => After(rule),
            ("last", _, _) => Last,
            _ => First,
        };

    /// <summary>The placement in words, for example <c>right before rule 1f</c>.</summary>
    public sealed override string ToString() =>
        Declaration switch
        {
            ("at", var end) => end,
            var (side, rule) => $"right {side} rule {rule}",
        };
}

/// <inheritdoc cref="Placement.First"/>
public sealed record FirstPlacement : Placement
{
    /// <inheritdoc/>
    public override (string Member, string Value) Declaration => ("at", "first");
}

/// <inheritdoc cref="Placement.Last"/>
public sealed record LastPlacement : Placement
{
    /// <inheritdoc/>
    public override (string Member, string Value) Declaration => ("at", "last");
}

/// <inheritdoc cref="Placement.Before"/>
public sealed record BeforePlacement(string Rule) : Placement
{
    /// <inheritdoc/>
    public override (string Member, string Value) Declaration => ("before", Rule);
}

/// <inheritdoc cref="Placement.After"/>
public sealed record AfterPlacement(string Rule) : Placement
{
    /// <inheritdoc/>
    public override (string Member, string Value) Declaration => ("after", Rule);
}
