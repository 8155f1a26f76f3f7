using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;

namespace Conformance_;

/// <summary>One resource of the catalog. What the suite has to know beyond the spec is in a file of the resource's folder.</summary>
internal sealed record ResourceCase(ManagedResource Resource)
{
    private static readonly Dictionary<string, ResourceCase> Cases = Catalog.Resources.ToDictionary(
        r => r.Spec.Name,
        r => new ResourceCase(r)
    );

    public static IEnumerable<ResourceCase> All => Cases.Values;

    public ServerSide Server { get; } = ServerSide.Read(Resource.Spec.Name);

    public ResourceSpec Spec => Resource.Spec;

    public string Type => Spec.Name;

    public string Example => Spec.Example;

    public string Changed => Spec.ChangedExample;

    /// <summary>What the license holds besides the object under test.</summary>
    public string Seed => Server.License.ToJsonString();

    /// <summary>True when an update can change something, so that the two examples differ by more than advice.</summary>
    public bool HasUpdates =>
        InputDiff
            .Compare(Spec, PluginHarness.Parse(Example), PluginHarness.Parse(Changed))
            .Any(c => c.Property.Delivery != Delivery.Advice);

    /// <summary>Inputs that reads tell, and whose difference is therefore drift.</summary>
    public IEnumerable<PropertySpec> Observable =>
        Spec.Inputs.Where(p => p is { IsObservable: true, SettlesAt: null } && PluginHarness.Parse(Example)[p.Name] is not null);

    /// <summary>Inputs that a program can leave out while the object stays the same one.</summary>
    public IEnumerable<PropertySpec> Droppable =>
        Spec.Inputs.Where(p =>
            p is { Required: false, IsTrigger: false }
            && (p.StaysWhenDropped || p.RevertsToDefault)
            && PluginHarness.Parse(Example)[p.Name] is not null
        );

    /// <summary>Those that can change while the object stays the same one.</summary>
    public IEnumerable<PropertySpec> Drifting =>
        Observable
            .Where(p => p.Class != PropertyClass.CreateOnly)
            .Where(p => !Spec.Key.Contains(p.Name) || (Spec.Identity == Identity.ServerId && p.Name != "ownerClientId"));

    /// <summary>An id of the right form that the license does not have; null where there is always one.</summary>
    public string? MissingId =>
        Server.MissingId
        ?? (
            Server.Spared.ContainsKey(nameof(Checks.Read_Missing_GivesAnEmptyId)) ? null
            : Spec.ImportId.StartsWith("ownerClientId/", StringComparison.Ordinal) ? "emulator-client/none"
            : "none"
        );

    /// <summary>Objects that a create makes of the example.</summary>
    public int Makes => Server.Makes ?? (Spec.Identity == Identity.Setting ? 0 : 1);

    /// <summary>True where a second create makes another object.</summary>
    public bool CanBeTwice => Spec.Identity == Identity.ServerId || Makes > 1;

    public static ResourceCase Of(string type) => Cases[type];

    /// <summary>What import takes to have the object of that id alone: a resource that is several objects goes by their ids.</summary>
    public string ImportId(PluginHarness plugin, string id) => Makes > 1 ? string.Join(',', Server.Ids(plugin)) : id;

    /// <summary>Objects of this kind that the license holds.</summary>
    public int Count(PluginHarness plugin) => Server.Collection is null ? 1 : Server.Ids(plugin).Count;
}
