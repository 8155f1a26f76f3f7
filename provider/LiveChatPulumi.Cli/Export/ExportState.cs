using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Writing;
using LocalEngine.Deployments;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Export;

/// <summary>The state of an exported license: as if every object had just been imported.</summary>
internal static class ExportState
{
    /// <summary>The state of a stack that holds these objects.</summary>
    /// <param name="license">The objects, each after those that it names.</param>
    /// <param name="provider">Their provider.</param>
    /// <param name="target">The stack.</param>
    /// <param name="now">When they were read.</param>
    public static Snapshot Of(ExportedLicense license, ResourceState provider, Target target, DateTimeOffset now)
    {
        var root = new ResourceState
        {
            Urn = target.RootUrn,
            Type = Urn.StackType,
            Created = now,
            Modified = now,
        };
        var urns = license.Objects.ToDictionary(o => o.Name, o => UrnOf(target, license, o), StringComparer.Ordinal);
        var component = license.Component is { } type ? root with { Urn = UrnOf(target, type), Type = type, Parent = root.Urn } : null;
        var parent = (component ?? root).Urn;
        var objects = license.Objects.Select(o => Resource(o, urns, parent, $"{provider.Urn}::{provider.Id}", now));
        return new Snapshot([root, .. component is null ? Array.Empty<ResourceState>() : [component], provider, .. objects], [], null);
    }

    /// <summary>The URN under which a stack holds an object.</summary>
    public static string UrnOf(Target target, ExportedLicense license, ExportedObject exported)
    {
        var parent = license.Component is { } type ? Urn.Parse(UrnOf(target, type)) : null;
        return Urn.Create(target.Stack, target.Project, parent, exported.Type, exported.Name).ToString();
    }

    private static string UrnOf(Target target, string component) =>
        new Urn(target.Stack, target.Project, component, CSharpComponentWriter.Name).ToString();

    private static ResourceState Resource(
        ExportedObject exported,
        Dictionary<string, string> urns,
        string parent,
        string provider,
        DateTimeOffset now
    )
    {
        var named = exported
            .Inputs.Members.Select(m => (m.Key, Urns: Named(m.Value, urns)))
            .Where(m => !m.Urns.IsEmpty)
            .ToImmutableSortedDictionary(m => m.Key, m => m.Urns, StringComparer.Ordinal);
        return new ResourceState
        {
            Urn = urns[exported.Name],
            Type = exported.Type,
            Custom = true,
            Id = exported.Id,
            Inputs = exported.ReadInputs,
            Outputs = exported.Outputs,
            Parent = parent,
            Provider = provider,
            Dependencies = [.. named.Values.SelectMany(u => u).Distinct().Order(StringComparer.Ordinal)],
            PropertyDependencies = named,
            Created = now,
            Modified = now,
        };
    }

    private static ImmutableArray<string> Named(ProgramValue value, Dictionary<string, string> urns) =>
        [
            .. value
                .Nodes.OfType<ProgramValue.Reference>()
                .Where(r => urns.ContainsKey(r.Name))
                .Select(r => urns[r.Name])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
}
