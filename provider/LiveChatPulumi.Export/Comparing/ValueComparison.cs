using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;

namespace LiveChatPulumi.Export.Comparing;

/// <summary>
/// What differs between two values, property by property. Lists are sets, but those whose elements have keys: these are compared by key,
/// and in their order.
/// </summary>
internal sealed class ValueComparison(ComparedSide a, ComparedSide b)
{
    /// <summary>What differs between the inputs of two objects.</summary>
    public ImmutableArray<PropertyDifference> Compare(ProgramValue.Map mine, ProgramValue.Map other)
    {
        var found = new List<PropertyDifference>();
        AddMembers(found, "", mine, other);
        return [.. found];
    }

    private void Add(List<PropertyDifference> found, string path, ProgramValue? mine, ProgramValue? other)
    {
        if (mine is not null && other is not null && a.Form(mine) == b.Form(other))
            return;
        if (mine is ProgramValue.Map mineMap && other is ProgramValue.Map otherMap)
            AddMembers(found, path, mineMap, otherMap);
        else if (mine is ProgramValue.Array mineList && other is ProgramValue.Array otherList)
            AddLists(found, path, mineList, otherList);
        else
            found.Add(new PropertyDifference(path, mine is null ? null : a.Describe(mine), other is null ? null : b.Describe(other)));
    }

    private void AddMembers(List<PropertyDifference> found, string path, ProgramValue.Map mine, ProgramValue.Map other)
    {
        foreach (var name in mine.Members.Concat(other.Members).Select(m => m.Key).Distinct())
            Add(found, path.Length == 0 ? name : $"{path}.{name}", mine[name], other[name]);
    }

    private void AddLists(List<PropertyDifference> found, string path, ProgramValue.Array mine, ProgramValue.Array other)
    {
        if (ComparedSide.Keyed(mine) is { } mineKeyed && ComparedSide.Keyed(other) is { } otherKeyed)
        {
            AddKeyed(found, path, mineKeyed, otherKeyed);
            return;
        }

        found.Add(
            new PropertyDifference(
                path,
                Extra([.. mine.Items.Select(i => (a.Form(i), a.Describe(i)))], other.Items.Select(b.Form)),
                Extra([.. other.Items.Select(i => (b.Form(i), b.Describe(i)))], mine.Items.Select(a.Form))
            )
        );
    }

    private void AddKeyed(
        List<PropertyDifference> found,
        string path,
        List<(string Key, ProgramValue.Map Value)> mine,
        List<(string Key, ProgramValue.Map Value)> other
    )
    {
        foreach (var key in mine.Concat(other).Select(e => e.Key).Distinct())
            Add(found, $"{path}[\"{key}\"]", mine.Find(e => e.Key == key).Value, other.Find(e => e.Key == key).Value);
        var (mineOrder, otherOrder) = (Common(mine, other), Common(other, mine));
        if (!mineOrder.SequenceEqual(otherOrder))
            found.Add(new PropertyDifference(path + " in order", string.Join(", ", mineOrder), string.Join(", ", otherOrder)));
    }

    private static List<string> Common(List<(string Key, ProgramValue.Map)> list, List<(string Key, ProgramValue.Map)> other) =>
        [.. list.Select(e => e.Key).Where(k => other.Exists(o => o.Key == k))];

    /// <summary>The elements that the other list does not have; null for none.</summary>
    private static string? Extra(List<(string Form, string Words)> list, IEnumerable<string> other)
    {
        var left = other.GroupBy(f => f).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var extra = new List<string>();
        foreach (var (form, words) in list)
        {
            if (left.GetValueOrDefault(form) > 0)
                left[form]--;
            else
                extra.Add(words);
        }

        return extra.Count == 0 ? null : string.Join(", ", extra);
    }
}
