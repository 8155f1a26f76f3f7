using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;

namespace LiveChatPulumi.Export.Building;

/// <summary>Puts objects after those that they name, and objects of one type together.</summary>
internal static class ObjectOrder
{
    public static ImmutableArray<ExportedObject> Sort(IReadOnlyCollection<ExportedObject> objects)
    {
        var byName = objects.ToDictionary(o => o.Name, StringComparer.Ordinal);
        var depths = Depths(objects, byName);
        var done = new Dictionary<string, bool>(StringComparer.Ordinal);
        var sorted = ImmutableArray.CreateBuilder<ExportedObject>(objects.Count);
        foreach (
            var o in objects
                .OrderBy(o => depths[o.Type])
                .ThenBy(o => o.Type, StringComparer.Ordinal)
                .ThenBy(o => o.Name, StringComparer.Ordinal)
        )
            Visit(o);
        return sorted.ToImmutable();

        void Visit(ExportedObject o)
        {
            if (!done.TryAdd(o.Name, false))
                return;
            var circles = new HashSet<string>(StringComparer.Ordinal);
            foreach (var other in o.DependsOn.Where(byName.ContainsKey))
            {
                Visit(byName[other]);
                if (!done[other])
                    circles.Add(other);
            }

            done[o.Name] = true;
            sorted.Add(circles.Count == 0 ? o : o with { Inputs = (ProgramValue.Map)WrittenOut(o.Inputs, circles) });
        }
    }

    /// <summary>How many types stand before a type, at most: one that names no other stands first.</summary>
    private static Dictionary<string, int> Depths(IReadOnlyCollection<ExportedObject> objects, Dictionary<string, ExportedObject> byName)
    {
        var named = objects
            .GroupBy(o => o.Type, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g =>
                    g.SelectMany(o => o.DependsOn).Where(byName.ContainsKey).Select(n => byName[n].Type).Where(t => t != g.Key).ToHashSet(),
                StringComparer.Ordinal
            );
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var type in named.Keys)
            Depth(type, []);
        return depths;

        int Depth(string type, ImmutableHashSet<string> above)
        {
            if (depths.TryGetValue(type, out var known))
                return known;
            var below = named[type].Where(t => !above.Contains(t)).Select(t => Depth(t, above.Add(type)) + 1).DefaultIfEmpty(0).Max();
            return depths[type] = below;
        }
    }

    /// <summary>Objects that name each other in a circle cannot all be references.</summary>
    private static ProgramValue WrittenOut(ProgramValue value, HashSet<string> names) =>
        value switch
        {
            ProgramValue.Reference reference when names.Contains(reference.Name) => new ProgramValue.Literal(reference.Value),
            ProgramValue.Array list => new ProgramValue.Array([.. list.Items.Select(i => WrittenOut(i, names))]),
            ProgramValue.Map map => new ProgramValue.Map([
                .. map.Members.Select(m => KeyValuePair.Create(m.Key, WrittenOut(m.Value, names))),
            ]),
            _ => value,
        };
}
