using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Reading;

namespace LiveChatPulumi.Export.Comparing;

/// <summary>Compares two licenses as programs say them: what a reference leads to counts, and not the id that LiveChat gave it.</summary>
internal sealed class LicenseComparison
{
    private readonly ExportedLicense _a;
    private readonly ExportedLicense _b;
    private readonly ObjectPairs _pairs;
    private readonly ValueComparison _values;

    private LicenseComparison(ExportedLicense a, ExportedLicense b)
    {
        var hidden = Unread(a, b).Select(u => u.Gap.Type).ToHashSet(StringComparer.Ordinal);
        (_a, _b) = (Without(a, hidden), Without(b, hidden));
        _pairs = new ObjectPairs(_a.Objects, _b.Objects);
        _values = new ValueComparison(
            new ComparedSide(_a, name => _pairs.PartnerOf(name) is null ? "A " + name : name),
            new ComparedSide(_b, name => _pairs.OwnerOf(name) ?? "B " + name)
        );
    }

    /// <summary>
    /// Compares two licenses that were read as a whole: what an object names has to be known, whether it is compared itself or not.
    /// </summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second.</param>
    /// <param name="filter">What is compared.</param>
    public static LicenseDifferences Of(ExportedLicense a, ExportedLicense b, ExportFilter filter) =>
        new LicenseComparison(a, b).Compare(filter, [.. Unread(a, b).Where(u => filter.MayTake(u.Gap.Type))]);

    private LicenseDifferences Compare(ExportFilter filter, ImmutableArray<(Side, Gap)> unread)
    {
        bool Takes(ExportedObject o) => filter.Takes(o.Type, o.Title, o.Id);

        var found = new List<ObjectDifference>();
        var equal = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var mine in _a.Objects.Where(Takes))
        {
            if (_pairs.PartnerOf(mine.Name) is not { } other)
            {
                found.Add(new ObjectDifference(mine.Type, mine, null, []));
                continue;
            }

            var differences = _values.Compare(mine.Inputs, other.Inputs);
            if (differences.IsEmpty)
                equal[mine.Type] = equal.GetValueOrDefault(mine.Type) + 1;
            else
                found.Add(new ObjectDifference(mine.Type, mine, other, differences));
        }

        found.AddRange(_pairs.OnlyInB.Where(Takes).Select(o => new ObjectDifference(o.Type, null, o, [])));
        return new LicenseDifferences(
            [.. found.OrderBy(d => d.Type, StringComparer.Ordinal).ThenBy(d => d.Title, StringComparer.Ordinal)],
            equal.ToImmutableSortedDictionary(StringComparer.Ordinal),
            unread
        );
    }

    private static ImmutableArray<(Side Side, Gap Gap)> Unread(ExportedLicense a, ExportedLicense b) =>
        [.. a.Gaps.Where(g => g.IsUnread).Select(g => (Side.A, g)), .. b.Gaps.Where(g => g.IsUnread).Select(g => (Side.B, g))];

    private static ExportedLicense Without(ExportedLicense license, HashSet<string> types) =>
        license with
        {
            Objects = [.. license.Objects.Where(o => !types.Contains(o.Type))],
        };
}
