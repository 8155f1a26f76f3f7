using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LocalEngine.State;

namespace LocalEngine.Deployments;

/// <summary>
/// Which resources a run may change: all, those that <c>--target</c> names, or all but those that <c>--exclude</c> names. URNs are
/// patterns, as Pulumi's are: <c>*</c> stands for anything in one part, <c>**</c> for anything. Safe for concurrent use.
/// </summary>
internal sealed class StepSelection
{
    private readonly ImmutableArray<Pattern> _targets;
    private readonly ImmutableArray<Pattern> _excludes;
    private readonly ImmutableArray<Pattern> _replaced;
    private readonly bool _dependents;
    private readonly ConcurrentDictionary<string, bool> _chosen = new(StringComparer.Ordinal);

    /// <param name="targets">The resources that the run may change; none for all.</param>
    /// <param name="excludes">The resources that the run leaves alone.</param>
    /// <param name="replaced">The resources that are replaced, whatever their provider says.</param>
    /// <param name="dependents">What depends on a target, or on an excluded resource, is one as well.</param>
    public StepSelection(IEnumerable<string> targets, IEnumerable<string> excludes, IEnumerable<string> replaced, bool dependents) =>
        (_targets, _excludes, _replaced, _dependents) = (
            [.. targets.Select(t => new Pattern(t))],
            [.. excludes.Select(t => new Pattern(t))],
            [.. replaced.Select(t => new Pattern(t))],
            dependents
        );

    /// <summary>True where the run may change every resource.</summary>
    public bool IsAll => _targets.IsEmpty && _excludes.IsEmpty;

    /// <summary>True where a name that no resource of the phase has is no mistake, because a later phase may bring it.</summary>
    public bool MayNameNewResources { get; init; }

    /// <summary>Why the resources that the program does not have must not be deleted; null where they may, and where nobody asks.</summary>
    public Func<IEnumerable<ResourceState>, string?>? RefusalOfDeletes { get; init; }

    /// <summary>The names that no resource of the run had.</summary>
    public IEnumerable<string> Unmatched => _targets.Concat(_excludes).Concat(_replaced).Where(p => !p.WasMet).Select(p => p.Text);

    public static StepSelection All() => new([], [], [], dependents: false);

    /// <summary>True where the run may change a resource. Its dependencies must have been asked for before.</summary>
    public bool Includes(ResourceState resource)
    {
        var targeted = Meets(_targets, resource.Urn) || (_dependents && !_targets.IsEmpty && DependsOnAny(resource, chosen: true));
        var excluded = Meets(_excludes, resource.Urn) || (_dependents && !_excludes.IsEmpty && DependsOnAny(resource, chosen: false));
        var included = (_targets.IsEmpty || targeted) && !excluded;
        _chosen[resource.Urn] = included;
        return included;
    }

    /// <summary>True for a resource that is replaced, whatever its provider says.</summary>
    public bool Replaces(string urn) => Meets(_replaced, urn);

    private bool DependsOnAny(ResourceState resource, bool chosen) =>
        resource.AllDependencies.Any(d => _chosen.TryGetValue(d, out var c) && c == chosen);

    /// <summary>Every pattern is asked, so that each knows whether it was met.</summary>
    private static bool Meets(ImmutableArray<Pattern> patterns, string urn) => patterns.Aggregate(false, (met, p) => p.Meets(urn) | met);

    private sealed class Pattern(string text)
    {
        private readonly Regex _form = new(
            "^"
                + Regex.Escape(text).Replace("\\*\\*", ".*", StringComparison.Ordinal).Replace("\\*", "[^:$]*", StringComparison.Ordinal)
                + "$",
            RegexOptions.CultureInvariant | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)
        );

        public string Text => text;

        public bool WasMet { get; private set; }

        public bool Meets(string urn)
        {
            var met = _form.IsMatch(urn);
            if (met)
                WasMet = true;
            return met;
        }
    }
}
