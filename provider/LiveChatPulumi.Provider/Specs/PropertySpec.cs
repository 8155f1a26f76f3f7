using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Specs;

/// <summary>How a property behaves over a resource's life (docs/decisions/0001).</summary>
internal enum PropertyClass
{
    /// <summary>Set by the user, readable back: drift is detected.</summary>
    Input,

    /// <summary>Accepted by create, not by update: a change is an error at preview.</summary>
    CreateOnly,

    /// <summary>A change replaces the resource.</summary>
    Replace,

    /// <summary>Never returned by the server: never drift.</summary>
    WriteOnly,

    /// <summary>Computed by the server.</summary>
    Output,

    /// <summary>Computed and ever-changing: never in a diff.</summary>
    Volatile,
}

/// <summary>How an input reaches the server.</summary>
internal enum Delivery
{
    /// <summary>As a parameter of the create and update calls.</summary>
    InRequests,

    /// <summary>As a parameter of the create call; later by a call of its own.</summary>
    InCreate,

    /// <summary>By a call of its own, after the create call and beside the update call.</summary>
    OwnCall,

    /// <summary>Not at all: its change asks for something to be done.</summary>
    Trigger,

    /// <summary>Not by itself: it tells the provider how to go about other calls.</summary>
    Advice,
}

/// <summary>An output that other resources name.</summary>
/// <param name="Resource">The token of the resource.</param>
/// <param name="Output">The output.</param>
internal sealed record PropertyTarget(string Resource, string Output);

/// <summary>One property of a resource, a type or a function, declared once for everything that needs it.</summary>
/// <param name="Name">Name in programs and state, camelCase.</param>
/// <param name="ApiName">Name in the API's JSON.</param>
/// <param name="Type">What it may hold.</param>
/// <param name="Description">For schema and SDKs.</param>
internal sealed record PropertySpec(string Name, string ApiName, PropertyType Type, string Description)
{
    public PropertyClass Class { get; init; }

    /// <summary>The user must set it.</summary>
    public bool Required { get; init; }

    /// <summary>
    /// The schema requires it as well. One that reads may not show it does not: an import could not give it, and engines write an empty
    /// value into the program where the schema requires one. Check asks for it where a new object is made.
    /// </summary>
    public bool IsRequiredBySchema => this is { Required: true, MayBeHidden: false };

    /// <summary>It is always among the outputs.</summary>
    public bool AlwaysPresent { get; init; }

    public bool Secret { get; init; }

    /// <summary>Given by a call once and never shown again: the state is the only one that knows it.</summary>
    public bool Issued { get; init; }

    /// <summary>How an input reaches the server.</summary>
    public Delivery Delivery { get; init; }

    /// <summary>Some servers never return it: compared only where it is returned.</summary>
    public bool MayBeHidden { get; init; }

    /// <summary>
    /// Properties that come with one that may be hidden: an answer with one of them shows all that there are, so that what it lacks
    /// is not there.
    /// </summary>
    public IReadOnlyList<string> ShownWith { get; init; } = [];

    /// <summary>
    /// A value at which it stays for good: from then on what the program says is neither drift nor a change that could be made.
    /// </summary>
    public PropertyValue? SettlesAt { get; init; }

    /// <summary>
    /// It says how the object stands to another one: a read gives what was said as long as it holds,
    /// and until it does the write does not show.
    /// </summary>
    public bool IsRelation { get; init; }

    /// <summary>True when a read tells an old value from a new one.</summary>
    public bool CanBeSeenToChange => this is { Class: PropertyClass.Input, SettlesAt: null };

    /// <summary>An output that no write's answer has: it is there after a refresh, an import, or where the run waited for a read.</summary>
    public bool ComesWithReads { get; init; }

    /// <summary>The input of which LiveChat makes this output: when it changes, a read shows another one. Null for none.</summary>
    public string? MadeOf { get; init; }

    /// <summary>The provider setting that stands in where a program leaves it out.</summary>
    public string? FromConfig { get; init; }

    /// <summary>Whether it has to come from the program or the configuration even where the token belongs to a client id.</summary>
    public bool AlwaysNeeded { get; init; }

    /// <summary>
    /// What a new object is taken to have where a program says nothing: left out on import. Null where nothing can be said.
    /// </summary>
    public PropertyValue? Default { get; init; }

    /// <summary>
    /// The API document names the default, so it is sent when a program drops the property. Any other property that a program
    /// drops stays in LiveChat as it is: another resource may declare it from now on.
    /// </summary>
    public bool RevertsToDefault { get; init; }

    /// <summary>
    /// Check writes the default into the inputs where the program says nothing, so that a refresh can show when it holds no more.
    /// </summary>
    public bool IsFilledIn { get; init; }

    /// <summary>
    /// Left out on import, because another resource declares the same: a license is imported with one owner for each fact.
    /// </summary>
    public bool OmittedOnImport { get; init; }

    /// <summary>
    /// Outputs of resources that its values may be, those in a list each by itself: a program that is made of a license refers to them.
    /// </summary>
    public IReadOnlyList<PropertyTarget> RefersTo { get; init; } = [];

    /// <summary>LiveChat refuses a value of <see cref="RefersTo"/> of which there is no object: check asks the license.</summary>
    public bool MustBeThere { get; init; }

    /// <summary>Outputs of resources that the keys of this map are. LiveChat refuses one of which there is no object.</summary>
    public IReadOnlyList<PropertyTarget> KeysReferTo { get; init; } = [];

    /// <summary>
    /// The key of the stack's configuration from which a program that is made of a license takes it, because it differs from license to
    /// license; null for none.
    /// </summary>
    public string? Setting { get; init; }

    /// <summary>Other names under which the server may return it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The value that empties it, in words of a program, where that is not the default; null where the API has none.</summary>
    public string? EmptiedBy
    {
        get => field ?? Default?.ToString();
        init;
    }

    /// <summary>True for an input that stays in LiveChat as it is when a program drops it: no call is made.</summary>
    public bool StaysWhenDropped =>
        IsSettable && Class != PropertyClass.Replace && Delivery != Delivery.Advice && !RevertsToDefault && !IsFilledIn;

    public bool IsTrigger => Delivery == Delivery.Trigger;

    /// <summary>True when a read does not tell its value, so that an import cannot know it.</summary>
    public bool IsUnreadable => Class == PropertyClass.WriteOnly || MayBeHidden;

    /// <summary>True for an object as it was read that tells this property, by its value or by its absence.</summary>
    public bool IsToldBy(PropertyObject live) =>
        live[Name] is not null
        || (
            this is { Required: false, SettlesAt: null, Class: not PropertyClass.WriteOnly }
            && (!MayBeHidden || ShownWith.Any(p => live[p] is not null))
        );

    public bool IsSettable => Class is PropertyClass.Input or PropertyClass.CreateOnly or PropertyClass.Replace or PropertyClass.WriteOnly;

    /// <summary>True when the server returns it and a difference means drift.</summary>
    public bool IsObservable => Class is PropertyClass.Input or PropertyClass.CreateOnly or PropertyClass.Replace;
}
