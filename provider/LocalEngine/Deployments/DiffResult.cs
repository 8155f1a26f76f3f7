using System.Collections.Immutable;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>The answer of a provider to Diff, as the engine acts on it.</summary>
internal sealed record DiffResult(bool HasChanges, bool Replaces, bool DeleteBeforeReplace, ImmutableArray<PropertyChange> Changes)
{
    /// <summary>Reads an answer as Pulumi does.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="old">The old resource.</param>
    /// <param name="news">The new inputs.</param>
    /// <param name="replaceOnChanges">Paths of properties whose changes replace the resource, whatever the provider says.</param>
    public static DiffResult Read(
        DiffResponse response,
        ResourceState old,
        PropertyObject news,
        IReadOnlyCollection<string> replaceOnChanges
    )
    {
        // A provider that cannot tell leaves the comparison to the engine, and such a change never replaces.
        if (response.Changes == DiffResponse.Types.DiffChanges.DiffUnknown)
            return new DiffResult(!old.Inputs.Plain().Equals(news.Plain()), false, false, []);
        var replacing = replaceOnChanges.Select(PropertyPath.Parse).ToList();
        ImmutableArray<PropertyChange> changes =
        [
            .. Differences(response).Select(d => Change(d.Path, d.Diff, old, news)).Select(c => ReplaceIfAsked(c, replacing)),
        ];
        var replaces = response.Replaces.Count > 0 || changes.Any(c => IsReplace(c.Kind));
        return new DiffResult(
            response.Changes == DiffResponse.Types.DiffChanges.DiffSome || replaces,
            replaces,
            response.DeleteBeforeReplace,
            changes
        );
    }

    /// <summary>The changed properties, in the order of their paths; a provider without a detailed diff names them only.</summary>
    private static IEnumerable<(string Path, PropertyDiff Diff)> Differences(DiffResponse response) =>
        response.HasDetailedDiff
            ? response.DetailedDiff.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => (d.Key, d.Value))
            : response
                .Diffs.Order(StringComparer.Ordinal)
                .Select(d => (d, new PropertyDiff { Kind = PropertyDiff.Types.Kind.Update, InputDiff = true }));

    private static PropertyChange Change(string path, PropertyDiff diff, ResourceState old, PropertyObject news)
    {
        var parsed = PropertyPath.Parse(path);

        // What is added has no old value, and what is deleted no new one: at its place in a list may be another element.
        var isNew = diff.Kind is PropertyDiff.Types.Kind.Add or PropertyDiff.Types.Kind.AddReplace;
        var isGone = diff.Kind is PropertyDiff.Types.Kind.Delete or PropertyDiff.Types.Kind.DeleteReplace;
        return new PropertyChange(
            path,
            diff.Kind,
            isNew ? null : parsed.Get(diff.InputDiff ? old.Inputs : old.Outputs),
            isGone ? null : parsed.Get(news)
        )
        {
            InputDiff = diff.InputDiff,
        };
    }

    private static PropertyChange ReplaceIfAsked(PropertyChange change, List<PropertyPath> replacing) =>
        replacing.Any(p => p.Contains(PropertyPath.Parse(change.Path))) ? change with { Kind = Replacing(change.Kind) } : change;

    private static PropertyDiff.Types.Kind Replacing(PropertyDiff.Types.Kind kind) =>
        kind switch
        {
            PropertyDiff.Types.Kind.Add => PropertyDiff.Types.Kind.AddReplace,
            PropertyDiff.Types.Kind.Delete => PropertyDiff.Types.Kind.DeleteReplace,
            PropertyDiff.Types.Kind.Update => PropertyDiff.Types.Kind.UpdateReplace,
            _ => kind,
        };

    private static bool IsReplace(PropertyDiff.Types.Kind kind) =>
        kind is PropertyDiff.Types.Kind.AddReplace or PropertyDiff.Types.Kind.DeleteReplace or PropertyDiff.Types.Kind.UpdateReplace;
}
