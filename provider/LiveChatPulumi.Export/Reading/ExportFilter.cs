using System.Collections.Immutable;
using System.IO.Enumeration;
using LiveChatPulumi.Export.Schema;

namespace LiveChatPulumi.Export.Reading;

/// <summary>
/// Which objects are read: patterns of the form <c>Type</c> or <c>Type/name</c>, with * and ?, letter case aside. A name is what a list
/// calls the object, or its id.
/// </summary>
/// <param name="Include">Only these; none for all.</param>
/// <param name="Exclude">None of these.</param>
internal sealed record ExportFilter(ImmutableArray<string> Include, ImmutableArray<string> Exclude)
{
    /// <summary>Everything.</summary>
    public static ExportFilter All { get; } = new([], []);

    /// <summary>True where objects of a type may be wanted: their list is asked for.</summary>
    public bool MayTake(string type) =>
        (Include.IsEmpty || Include.Any(p => IsOfType(p, type))) && !Exclude.Any(p => IsOfType(p, type) && Name(p) is null or "*");

    /// <summary>True for an object that is wanted.</summary>
    public bool Takes(string type, string title, string id) =>
        (Include.IsEmpty || Include.Any(p => Matches(p, type, title, id))) && !Exclude.Any(p => Matches(p, type, title, id));

    /// <summary>The patterns whose type no resource has.</summary>
    public IEnumerable<string> Mistaken(ProviderSchema schema) =>
        Include.Concat(Exclude).Where(p => !schema.Resources.Any(r => r.Value.PartOf is null && IsOfType(p, r.Key)));

    private static bool Matches(string pattern, string type, string title, string id) =>
        IsOfType(pattern, type) && (Name(pattern) is not { } name || Fits(name, title) || Fits(name, id));

    private static bool IsOfType(string pattern, string type) => Fits(pattern.Split('/')[0], type[(type.LastIndexOf(':') + 1)..]);

    private static string? Name(string pattern) =>
        pattern.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? pattern[(slash + 1)..] : null;

    private static bool Fits(string pattern, string text) =>
        FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), text);
}
