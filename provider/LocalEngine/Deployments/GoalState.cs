using System.Collections.Immutable;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>The goal state of a resource: what a program's registration asks for.</summary>
internal static class GoalState
{
    /// <summary>Makes the goal state.</summary>
    /// <param name="request">The registration.</param>
    /// <param name="urn">The URN of the resource.</param>
    /// <param name="old">The old resource, or null.</param>
    /// <param name="parent">The parent, or null.</param>
    public static ResourceState Create(RegisterResourceRequest request, string urn, ResourceState? old, ResourceState? parent) =>
        new()
        {
            Urn = urn,
            Type = request.Type,
            Custom = request.Custom,
            Inputs = Inputs(request, old),
            Parent = request.Parent,
            Protect = request.HasProtect ? request.Protect : parent?.Protect ?? false,
            Dependencies = [.. request.Dependencies.Distinct().Order(StringComparer.Ordinal)],
            PropertyDependencies = request.UsesOutputValues ? DependenciesOfValues(request) : DependenciesSent(request),
            AdditionalSecretOutputs = [.. request.AdditionalSecretOutputs],
            Timeouts = Durations.Read(request.CustomTimeouts),
            ImportId = request.ImportId,
            RetainOnDelete = request.HasRetainOnDelete && request.RetainOnDelete,
            DeletedWith = request.DeletedWith,
            IgnoreChanges = [.. request.IgnoreChanges],
            ReplaceOnChanges = [.. request.ReplaceOnChanges],
        };

    /// <summary>The inputs of the program; properties whose changes are to be ignored keep the old inputs.</summary>
    public static PropertyObject Inputs(RegisterResourceRequest request, ResourceState? old)
    {
        var inputs = WithoutOutputs(StructCodec.Read(request.Object));
        return old is null
            ? inputs
            : request
                .IgnoreChanges.Select(PropertyPath.Parse)
                .Aggregate(inputs, (news, path) => (PropertyObject)path.Reset(news, old.Inputs));
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> DependenciesSent(RegisterResourceRequest request) =>
        request.PropertyDependencies.ToImmutableSortedDictionary(
            p => p.Key,
            p => p.Value.Urns.Order(StringComparer.Ordinal).ToImmutableArray()
        );

    /// <summary>The dependencies of each property, from the output values in it: a program that sends these sends no others.</summary>
    private static ImmutableSortedDictionary<string, ImmutableArray<string>> DependenciesOfValues(RegisterResourceRequest request) =>
        StructCodec
            .Read(request.Object)
            .Members.ToImmutableSortedDictionary(
                m => m.Key,
                m => DependenciesOf(m.Value).Distinct().Order(StringComparer.Ordinal).ToImmutableArray()
            );

    private static IEnumerable<string> DependenciesOf(PropertyValue value) =>
        value switch
        {
            PropertyOutput { Value: { } v } o => o.Dependencies.Concat(DependenciesOf(v)),
            PropertyOutput o => o.Dependencies,
            PropertySecret s => DependenciesOf(s.Value),
            PropertyArray a => a.Items.SelectMany(DependenciesOf),
            PropertyObject o => o.Members.SelectMany(m => DependenciesOf(m.Value)),
            _ => [],
        };

    private static PropertyObject WithoutOutputs(PropertyObject values) =>
        PropertyObject.From(values.Members.Select(m => KeyValuePair.Create(m.Key, WithoutOutputs(m.Value))));

    /// <summary>Replaces output values by what they hold: dependencies are sent separately, and state has no output values.</summary>
    private static PropertyValue WithoutOutputs(PropertyValue value) =>
        value switch
        {
            PropertyOutput { Value: { } v } o => o.IsSecret ? PropertyValue.Secret(WithoutOutputs(v)) : WithoutOutputs(v),
            PropertyOutput o => o.IsSecret ? PropertyValue.Secret(PropertyValue.Unknown) : PropertyValue.Unknown,
            PropertySecret s => PropertyValue.Secret(WithoutOutputs(s.Value)),
            PropertyArray a => PropertyValue.List(a.Items.Select(WithoutOutputs)),
            PropertyObject o => WithoutOutputs(o),
            _ => value,
        };
}
