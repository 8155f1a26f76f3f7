using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>One resource of a deployment (checkpoint format, version 3).</summary>
internal sealed record ResourceState
{
    public required string Urn { get; init; }

    public required string Type { get; init; }

    public bool Custom { get; init; }

    /// <summary>Replaced, and waiting for its deletion.</summary>
    public bool Delete { get; init; }

    public string Id { get; init; } = "";

    /// <summary>Checked inputs of the last success.</summary>
    public PropertyObject Inputs { get; init; } = PropertyObject.Empty;

    public PropertyObject Outputs { get; init; } = PropertyObject.Empty;

    public string Parent { get; init; } = "";

    public bool Protect { get; init; }

    /// <summary>Read, not owned.</summary>
    public bool External { get; init; }

    public ImmutableArray<string> Dependencies { get; init; } = [];

    public ImmutableArray<string> InitErrors { get; init; } = [];

    /// <summary><c>URN::id</c> of the provider; empty for components and providers.</summary>
    public string Provider { get; init; } = "";

    public ImmutableSortedDictionary<string, ImmutableArray<string>> PropertyDependencies { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Deleted ahead of its replacement, which is still to come.</summary>
    public bool PendingReplacement { get; init; }

    public ImmutableArray<string> AdditionalSecretOutputs { get; init; } = [];

    public Timeouts Timeouts { get; init; } = Timeouts.None;

    public string ImportId { get; init; } = "";

    public bool RetainOnDelete { get; init; }

    public string DeletedWith { get; init; } = "";

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Modified { get; init; }

    public ImmutableArray<string> IgnoreChanges { get; init; } = [];

    public ImmutableArray<string> ReplaceOnChanges { get; init; } = [];

    /// <summary>Fields of newer checkpoints, as JSON text by name: kept, not understood.</summary>
    public ImmutableSortedDictionary<string, string> Others { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool IsProvider => Type.StartsWith("pulumi:providers:", StringComparison.Ordinal);

    public string Name => PluginProtocol.Values.Urn.Parse(Urn).Name;

    /// <summary>Everything that must stand earlier in a checkpoint.</summary>
    public IEnumerable<string> AllDependencies =>
        Dependencies
            .Concat(PropertyDependencies.Values.SelectMany(d => d))
            .Concat(new[] { Parent, DeletedWith, Provider.Length > 0 ? ProviderUrn(Provider) : "" }.Where(u => u.Length > 0));

    public static string ProviderUrn(string reference) => reference[..reference.LastIndexOf("::", StringComparison.Ordinal)];

    public static string ProviderId(string reference) => reference[(reference.LastIndexOf("::", StringComparison.Ordinal) + 2)..];
}

/// <summary>Custom timeouts in seconds; 0 is not set.</summary>
internal sealed record Timeouts(double Create, double Update, double Delete)
{
    public static Timeouts None { get; } = new(0, 0, 0);
}

/// <summary>An operation that began and did not end.</summary>
internal sealed record PendingOperation(string Type, ResourceState Resource);

/// <summary>A whole deployment: what a stack consists of.</summary>
internal sealed record Snapshot(ImmutableArray<ResourceState> Resources, ImmutableArray<PendingOperation> PendingOperations, string? Salt)
{
    public static Snapshot Empty { get; } = new([], [], null);
}
