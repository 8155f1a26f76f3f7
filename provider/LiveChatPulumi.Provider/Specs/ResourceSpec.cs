using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Specs;

/// <summary>A rule over several properties: yields what is wrong, by path. Unknown values must pass.</summary>
internal delegate IEnumerable<(PropertyPath Path, string Reason)> CrossRule(PropertyObject inputs);

/// <summary>A rule over what changes: yields what cannot be changed so, by path. Unknown values must pass.</summary>
internal delegate IEnumerable<(PropertyPath Path, string Reason)> ChangeRule(PropertyObject olds, PropertyObject news);

/// <summary>How an object is told from others of its kind.</summary>
internal enum Identity
{
    /// <summary>The server gives an id; two creates make two objects.</summary>
    ServerId,

    /// <summary>The program names it; a second create is refused.</summary>
    NaturalKey,

    /// <summary>It exists as long as the license does: create and update write to it, delete takes back what was written.</summary>
    Setting,
}

/// <summary>A resource as declared: schema, check, diff, documentation and conformance tests derive from it.</summary>
/// <param name="Name">PascalCase name; the token is <c>livechat:index:Name</c>.</param>
/// <param name="Description">For schema and SDKs.</param>
/// <param name="Properties">Inputs and outputs.</param>
internal sealed record ResourceSpec(string Name, string Description, ImmutableArray<PropertySpec> Properties)
{
    /// <summary>What to give <c>pulumi import</c> as id, for people.</summary>
    public required string ImportId { get; init; }

    /// <summary>An id as <c>pulumi import</c> takes it, for documentation.</summary>
    public required string ImportExample { get; init; }

    /// <summary>True for a text that can be an id; null where any can. It is asked of ids that the license does not have.</summary>
    public Func<string, bool>? IdForm { get; init; }

    /// <summary>What is wrong with an id that cannot be one; null where nothing is.</summary>
    public string? Malformed(string id) =>
        IdForm?.Invoke(id) == false ? $"'{id}' is not an id of {Noun}: it must be {ImportId}, such as '{ImportExample}'." : null;

    public Identity Identity { get; init; }

    /// <summary>
    /// The inputs that name the object in the license; where the server gives an id, those by which a lost create is looked up.
    /// </summary>
    public ImmutableArray<string> Key { get; init; } = ["name"];

    /// <summary>The collection of the license whose list shows these objects; resources that show the same facts share one.</summary>
    public string Collection
    {
        get => field ?? Name;
        init;
    }

    /// <summary>Other collections that a write of this resource changes.</summary>
    public ImmutableArray<string> AlsoChanges { get; init; } = [];

    /// <summary>The collections whose lists are out of date after a write of this resource.</summary>
    public IEnumerable<string> ChangedCollections => [Collection, .. AlsoChanges];

    /// <summary>
    /// True for objects of a client id: their id in the state is <c>ownerClientId/id</c>, so that it can be read without anything else.
    /// </summary>
    public bool IsClientOwned { get; init; }

    /// <summary>How many of these objects LiveChat allows, or null.</summary>
    public ObjectLimit? Limit { get; init; }

    /// <summary>Objects that LiveChat cannot delete, by id, with the reason. They only leave the state.</summary>
    public ImmutableDictionary<string, string> Undeletable { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A text for people on what an import cannot know, or null.</summary>
    public string? ImportNotice { get; init; }

    /// <summary>How ids are compared: letter case does not count where it does not count in the property that is the id.</summary>
    public StringComparer IdComparer =>
        Key is [var key] && Find(key)?.Type is TextType { IgnoreCase: true } ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>True where two names that differ in letter case cannot stand side by side, though LiveChat keeps the letters.</summary>
    public bool IgnoresCaseOfNames { get; init; }

    /// <summary>What other resources write at an object of this kind, and goes when it is deleted; null for nothing.</summary>
    public string? Carries { get; init; }

    /// <summary>Types of other resources that its calls may name; while new ones propagate, they may not be found.</summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>
    /// The resource that declares all objects of this kind together, where a program is made of a license; null for none.
    /// </summary>
    public string? PartOf { get; init; }

    public ImmutableArray<CrossRule> Rules { get; init; } = [];

    /// <summary>What is worth a warning, though it may be meant.</summary>
    public ImmutableArray<CrossRule> Warnings { get; init; } = [];

    /// <summary>What a preview of a change has to say about it, or null.</summary>
    public string? Caveat { get; init; }

    public ImmutableArray<ChangeRule> ChangeRules { get; init; } = [];

    /// <summary>
    /// Complete inputs as JSON, for documentation and conformance tests: every input that can stand beside the others, triggers
    /// left out. They stand in <c>Name.example.json</c> in the resource's folder.
    /// </summary>
    public string Example => Examples.Read(Name, "example");

    /// <summary>The example with every input changed that can be changed without a replacement.</summary>
    public string ChangedExample => Examples.Read(Name, "changed");

    public string Token => "livechat:index:" + Name;

    /// <summary>How the resource is called in sentences.</summary>
    public string Noun { get; } =
        string.Concat(
            Name.Select((c, i) => char.IsUpper(c) && i > 0 ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString())
        );

    public IEnumerable<PropertySpec> Inputs => Properties.Where(p => p.IsSettable);

    public PropertySpec? Find(string name) => Properties.FirstOrDefault(p => p.Name == name);
}

/// <summary>A number of objects that LiveChat allows side by side.</summary>
/// <param name="Count">The number.</param>
/// <param name="Scope">The inputs that these objects have in common. A failure names the last of them.</param>
/// <param name="Of">The objects and the scope in words, in the plural, such as "bot templates".</param>
internal sealed record ObjectLimit(int Count, ImmutableArray<string> Scope, string Of);

/// <summary>A function as declared.</summary>
internal sealed record FunctionSpec(
    string Name,
    string Description,
    ImmutableArray<PropertySpec> Inputs,
    ImmutableArray<PropertySpec> Outputs
)
{
    public string Token => "livechat:index:" + Name;
}
