using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Run;

/// <summary>When a change counts as done.</summary>
internal enum Readiness
{
    /// <summary>The API accepted it. Who needs what was written waits for it.</summary>
    Accepted,

    /// <summary>Reads show it as well.</summary>
    Visible,

    /// <summary>Reads show it, and it acts (API document, section Propagation delay: within two minutes).</summary>
    Effective,
}

/// <summary>What happens when an object to be created already exists under its natural key.</summary>
internal enum Adoption
{
    /// <summary>An error that says how to import it.</summary>
    Never,

    /// <summary>The object is taken over when it is as declared.</summary>
    Matching,

    /// <summary>The object is taken over and made as declared.</summary>
    Always,
}

/// <summary>Bounds of waiting, and the provider settings that concern the inputs of resources.</summary>
internal sealed record RunOptions
{
    /// <summary>Settings that stand in for inputs which a program leaves out, by the setting's name.</summary>
    public PropertyObject Defaults { get; init; } = PropertyObject.Empty;

    /// <summary>True where the credential belongs to no client id, so that owners have to be named.</summary>
    public bool IsPersonalAccessToken { get; init; }

    /// <summary>The account that a personal access token belongs to, or null.</summary>
    public string? AccountId { get; init; }

    /// <summary>When a change counts as done.</summary>
    public Readiness Readiness { get; init; }

    /// <summary>What happens when an object to be created already exists.</summary>
    public Adoption Adoption { get; init; }

    /// <summary>True where an object may be created beside one that is just like it.</summary>
    public bool AllowTwins { get; init; }

    /// <summary>True where states are marked with their license, which takes a list of the agents once a run.</summary>
    public bool MarksLicense { get; init; } = true;

    /// <summary>
    /// True where the license is asked, before anything is written, whether the objects that a program names are there, and whether the
    /// names of new ones are free.
    /// </summary>
    public bool ChecksNames { get; init; } = true;

    /// <summary>True where a preview goes on without a license that does not answer.</summary>
    public bool OfflinePreview { get; init; }

    /// <summary>True where the license counts as the state's, whatever mark the state has.</summary>
    public bool AcceptLicense { get; init; }

    /// <summary>How many resources of a type may be deleted; null for any number.</summary>
    public int? MaxDeletes { get; init; }

    /// <summary>How long a write may take to show in reads (API document, section Propagation delay: two minutes).</summary>
    public TimeSpan PropagationBound { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How much longer than the lag that was measured a lost create is looked for before it is sent again.</summary>
    public TimeSpan LookupMargin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long writes go on after Cancel.</summary>
    public TimeSpan WriteGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The time of an operation for which the user set none.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
