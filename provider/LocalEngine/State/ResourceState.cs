using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>One resource of a deployment (checkpoint format, version 3).</summary>
internal sealed record ResourceState
{
    /// <summary>Type of a reference to another stack.</summary>
    public const string StackReferenceType = "pulumi:pulumi:StackReference";

    /// <summary>The type of a provider resource is this and the name of its package.</summary>
    public const string ProviderTypePrefix = "pulumi:providers:";

    /// <summary>The input of a provider in which the engine keeps what is not configuration. Plugins do not get it.</summary>
    public const string InternalInput = "__internal";

    public required string Urn { get; init; }

    public required string Type { get; init; }

    public bool Custom { get; init; }

    /// <summary>The resource was replaced, and its deletion is still to come.</summary>
    public bool Delete { get; init; }

    public string Id { get; init; } = "";

    /// <summary>The inputs, as the provider checked them, of the last operation that succeeded.</summary>
    public PropertyObject Inputs { get; init; } = PropertyObject.Empty;

    public PropertyObject Outputs { get; init; } = PropertyObject.Empty;

    public string Parent { get; init; } = "";

    public bool Protect { get; init; }

    /// <summary>The program only reads the resource: the engine neither changes nor deletes it.</summary>
    public bool External { get; init; }

    public ImmutableArray<string> Dependencies { get; init; } = [];

    public ImmutableArray<string> InitErrors { get; init; } = [];

    /// <summary><c>URN::id</c> of the provider; empty for components and providers.</summary>
    public string Provider { get; init; } = "";

    public ImmutableSortedDictionary<string, ImmutableArray<string>> PropertyDependencies { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>The resource was deleted so that it can be replaced, and its replacement is still to come.</summary>
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

    /// <summary>The user asked for a new object: the next run replaces the resource.</summary>
    public bool Taint { get; init; }

    /// <summary>Members of newer checkpoint versions, as JSON text by name. They are written back unchanged.</summary>
    public ImmutableSortedDictionary<string, string> Others { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool IsProvider => Type.StartsWith(ProviderTypePrefix, StringComparison.Ordinal);

    public string Name => PluginProtocol.Values.Urn.Parse(Urn).Name;

    /// <summary>The URNs of all resources that must come before this one in a checkpoint.</summary>
    public IEnumerable<string> AllDependencies =>
        Dependencies
            .Concat(PropertyDependencies.Values.SelectMany(d => d))
            .Concat(new[] { Parent, DeletedWith, Provider.Length > 0 ? ProviderUrn(Provider) : "" }.Where(u => u.Length > 0));

    /// <summary>The URN in a provider reference (<c>URN::id</c>).</summary>
    public static string ProviderUrn(string reference) => reference[..reference.LastIndexOf("::", StringComparison.Ordinal)];
}

/// <summary>Custom timeouts in seconds; 0 stands for a timeout that is not set.</summary>
internal sealed record Timeouts(double Create, double Update, double Delete)
{
    public static Timeouts None { get; } = new(0, 0, 0);
}

/// <summary>An operation that was started and whose outcome is not known.</summary>
internal sealed record PendingOperation(string Type, ResourceState Resource)
{
    public bool IsCreate => Type == "creating";

    /// <summary>
    /// True for the resource that it was about. An operation after a rename has the new URN, while the state has the old one until the
    /// operation is done; the object is the same.
    /// </summary>
    public bool IsOf(ResourceState state) =>
        Resource.Urn == state.Urn || (Resource.Id.Length > 0 && Resource.Id == state.Id && Resource.Type == state.Type);
}

/// <summary>All resources of a stack at one moment, dependencies first.</summary>
internal sealed record Snapshot(ImmutableArray<ResourceState> Resources, ImmutableArray<PendingOperation> PendingOperations, string? Salt)
{
    public static Snapshot Empty { get; } = new([], [], null);
}
