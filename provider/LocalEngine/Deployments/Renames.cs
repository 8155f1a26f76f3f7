using LocalEngine.State;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>
/// Finds, at a preview, what a program may only have given another name: a resource that is to be deleted, and one of its type that is to
/// be made and is alike. A reader of many creates and deletes does not see it.
/// </summary>
internal static class Renames
{
    /// <summary>The lines that ask, each with the alias that keeps the object.</summary>
    /// <param name="deleted">What is to be deleted.</param>
    /// <param name="created">What is to be made, with its inputs.</param>
    public static IEnumerable<(string Urn, string Text)> Ask(IEnumerable<ResourceState> deleted, IEnumerable<ResourceState> created)
    {
        var (olds, news) = (deleted.Where(IsObject).ToList(), created.Where(IsObject).ToList());
        foreach (var now in news)
        {
            var alike = olds.Where(o => o.Type == now.Type && AreAlike(o, now, olds, news)).ToList();
            if (alike is not [var old])
                continue;
            yield return (
                now.Urn,
                $"renamed? {old.Name} -> {now.Name}. If it is the same, give it an alias, and nothing is made or deleted. "
                    + $"YAML: options: {{ aliases: [\"{old.Urn}\"] }}  C#: Aliases = {{ {CSharp(old, now)} }}"
            );
        }
    }

    private static string CSharp(ResourceState old, ResourceState now) =>
        old.Parent == now.Parent ? $"new Alias {{ Name = \"{old.Name}\" }}" : $"new Alias {{ Urn = \"{old.Urn}\" }}";

    private static bool IsObject(ResourceState state) => state is { Custom: true, IsProvider: false, External: false, Delete: false };

    /// <summary>
    /// True where most of what the two say is the same, and among it a text that no other of that type says: a name, an address.
    /// </summary>
    private static bool AreAlike(ResourceState old, ResourceState now, List<ResourceState> olds, List<ResourceState> news)
    {
        var (before, after) = (Said(old), Said(now));
        var same = before.Where(m => after.TryGetValue(m.Key, out var value) && value.Equals(m.Value)).ToList();
        return same.Count * 2 >= Math.Max(before.Count, after.Count)
            && same.Any(m => m.Value is PropertyString { Value.Length: > 0 } && IsAlone(m));

        bool IsAlone(KeyValuePair<string, PropertyValue> member) =>
            olds.Count(o => o.Type == old.Type && Says(o, member)) == 1 && news.Count(n => n.Type == old.Type && Says(n, member)) == 1;
    }

    private static bool Says(ResourceState state, KeyValuePair<string, PropertyValue> member) =>
        Said(state).TryGetValue(member.Key, out var value) && value.Equals(member.Value);

    private static Dictionary<string, PropertyValue> Said(ResourceState state) =>
        state
            .Inputs.Members.Where(m => !m.Key.StartsWith("__", StringComparison.Ordinal))
            .ToDictionary(m => m.Key, m => m.Value.Plain(), StringComparer.Ordinal);
}
