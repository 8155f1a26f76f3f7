using System.Collections.Immutable;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>What a provider's Diff amounts to.</summary>
internal sealed record DiffOutcome(bool HasChanges, bool Replaces, bool DeleteBeforeReplace, ImmutableArray<PropertyChange> Changes);

/// <summary>Reads Diff answers as Pulumi does.</summary>
internal static class Differ
{
    public static DiffOutcome Read(
        DiffResponse response,
        ResourceState old,
        PropertyObject news,
        IReadOnlyCollection<string> replaceOnChanges
    )
    {
        // "Unknown" leaves the comparison to the engine, and is never a replacement.
        if (response.Changes == DiffResponse.Types.DiffChanges.DiffUnknown)
            return new DiffOutcome(!old.Inputs.Plain().Equals(news.Plain()), false, false, []);
        var changes = response.HasDetailedDiff
            ? response
                .DetailedDiff.OrderBy(d => d.Key, StringComparer.Ordinal)
                .Select(d => Change(d.Key, d.Value, old, news))
                .ToImmutableArray()
            :
            [
                .. response
                    .Diffs.Order(StringComparer.Ordinal)
                    .Select(d => Change(d, new PropertyDiff { Kind = PropertyDiff.Types.Kind.Update, InputDiff = true }, old, news)),
            ];
        var forced = replaceOnChanges.Select(PropertyPath.Parse).ToList();
        changes =
        [
            .. changes.Select(c =>
                forced.Any(f => f.Contains(PropertyPath.Parse(c.Path))) && !IsReplace(c.Kind) ? c with { Kind = c.Kind + 1 } : c
            ),
        ];
        var replaces = response.Replaces.Count > 0 || changes.Any(c => IsReplace(c.Kind));
        return new DiffOutcome(
            response.Changes == DiffResponse.Types.DiffChanges.DiffSome || replaces,
            replaces,
            response.DeleteBeforeReplace,
            changes
        );
    }

    private static bool IsReplace(PropertyDiff.Types.Kind kind) =>
        kind is PropertyDiff.Types.Kind.AddReplace or PropertyDiff.Types.Kind.DeleteReplace or PropertyDiff.Types.Kind.UpdateReplace;

    private static PropertyChange Change(string path, PropertyDiff diff, ResourceState old, PropertyObject news)
    {
        var parsed = PropertyPath.Parse(path);
        return new PropertyChange(path, diff.Kind, parsed.Get(diff.InputDiff ? old.Inputs : old.Outputs), parsed.Get(news));
    }
}
