using System.Collections.Immutable;
using LiveChatPulumi.Export.Merging;
using LiveChatPulumi.Export.Model;
using LocalEngine.Deployments;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Export;

/// <summary>
/// The state after an export into a program: objects that it has are as they were read, new ones are added, and those that are gone are
/// taken out. All else in it stays.
/// </summary>
internal static class ReexportState
{
    /// <summary>The state.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="former">The last export.</param>
    /// <param name="merged">This export.</param>
    /// <param name="provider">The provider of new objects.</param>
    /// <param name="target">The stack.</param>
    /// <param name="now">When the license was read.</param>
    public static Snapshot Of(
        Snapshot state,
        FormerExport former,
        ReexportedLicense merged,
        ResourceState provider,
        Target target,
        DateTimeOffset now
    )
    {
        var had = state.Resources.Where(r => r is { Custom: true, Delete: false }).Select(r => (r.Type, IdOf(r))).ToHashSet();
        var wanted = merged
            .License.Objects.Where(o => !merged.Unseen.Contains(o.Name))
            .Where(o => merged.Declared.Contains(o.Name) || had.Contains((o.Type, o.Id)))
            .Select(o => o.Name)
            .ToHashSet();
        var fresh = ExportState.Of(Named(merged, wanted.Contains), provider, target, now);
        var read = fresh.Resources.Where(r => r is { Custom: true, IsProvider: false }).ToDictionary(r => (r.Type, r.Id));
        var gone = former
            .License.Objects.Select(o => (o.Type, o.Id))
            .Except(merged.License.Objects.Select(o => (o.Type, o.Id)))
            .ToHashSet();
        var kept = state.Resources.Where(r => r.Delete || !r.Custom || !gone.Contains((r.Type, IdOf(r)))).ToList();
        var urns = kept.Where(r => read.ContainsKey((r.Type, IdOf(r))) && !r.Delete && r.Custom)
            .ToDictionary(r => r.Urn, r => Renamed(r.Urn, read[(r.Type, IdOf(r))].Name), StringComparer.Ordinal);
        var lost = state.Resources.Select(r => r.Urn).Except(kept.Select(r => r.Urn)).ToHashSet(StringComparer.Ordinal);
        var updated = kept.Select(r => Moved(urns.ContainsKey(r.Urn) ? Read(r, read[(r.Type, IdOf(r))]) : r, urns, lost)).ToList();
        var there = updated.Select(r => r.Urn).ToHashSet(StringComparer.Ordinal);

        // A provider of the state serves new objects as well; its id is another one.
        var own = updated.FirstOrDefault(r => r.Urn == provider.Urn) ?? provider;
        var added = fresh
            .Resources.Where(r => !there.Contains(r.Urn) && (!r.Custom || r.IsProvider || !had.Contains((r.Type, r.Id))))
            .Select(r => r.Custom && !r.IsProvider ? r with { Provider = $"{own.Urn}::{own.Id}" } : r);
        return state with { Resources = [.. updated, .. added] };
    }

    /// <summary>Objects of an export by the logical names that they have in the program.</summary>
    public static ExportedLicense Named(ReexportedLicense merged, Func<string, bool> isWanted) =>
        merged.License with
        {
            Objects =
            [
                .. merged
                    .License.Objects.Where(o => isWanted(o.Name))
                    .Select(o =>
                        o with
                        {
                            Name = merged.LogicalNames[o.Name],
                            Inputs = (ProgramValue.Map)Named(o.Inputs, merged.LogicalNames),
                        }
                    ),
            ],
        };

    /// <summary>The id by which a resource is imported.</summary>
    public static string IdOf(ResourceState resource) => resource.ImportId.Length > 0 ? resource.ImportId : resource.Id;

    private static ProgramValue Named(ProgramValue value, ImmutableDictionary<string, string> names) =>
        value switch
        {
            ProgramValue.Reference reference => reference with { Name = names.GetValueOrDefault(reference.Name, reference.Name) },
            ProgramValue.Array list => new ProgramValue.Array([.. list.Items.Select(i => Named(i, names))]),
            ProgramValue.Map map => new ProgramValue.Map([.. map.Members.Select(m => KeyValuePair.Create(m.Key, Named(m.Value, names)))]),
            _ => value,
        };

    private static ResourceState Read(ResourceState resource, ResourceState read) =>
        resource with
        {
            Inputs = read.Inputs,
            Outputs = read.Outputs,
            Modified = read.Modified,
        };

    private static string Renamed(string urn, string name) => Urn.Parse(urn).Name == name ? urn : urn[..^Urn.Parse(urn).Name.Length] + name;

    /// <summary>A resource that names others by what they are called now, and none that is gone.</summary>
    private static ResourceState Moved(ResourceState resource, Dictionary<string, string> urns, HashSet<string> lost)
    {
        string Now(string urn) => urns.GetValueOrDefault(urn, urn);
        ImmutableArray<string> All(ImmutableArray<string> named) => [.. named.Where(u => !lost.Contains(u)).Select(Now)];
        return resource with
        {
            Urn = Now(resource.Urn),
            Parent = Now(resource.Parent),
            DeletedWith = lost.Contains(resource.DeletedWith) ? "" : Now(resource.DeletedWith),
            Dependencies = All(resource.Dependencies),
            PropertyDependencies = resource.PropertyDependencies.ToImmutableSortedDictionary(
                p => p.Key,
                p => All(p.Value),
                StringComparer.Ordinal
            ),
        };
    }
}
