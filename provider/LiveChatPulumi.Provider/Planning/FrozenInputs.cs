using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>
/// Finds changes that the API has no call for: of create-only inputs, unless another change replaces the resource,
/// and those that the spec's change rules forbid.
/// </summary>
internal static class FrozenInputs
{
    /// <summary>The failures of a change.</summary>
    public static IEnumerable<InputFailure> Check(ResourceSpec spec, PropertyObject olds, PropertyObject news)
    {
        if (olds.Members.Count == 0)
            yield break;
        foreach (var (path, reason) in spec.ChangeRules.SelectMany(r => r((PropertyObject)olds.Plain(), (PropertyObject)news.Plain())))
            yield return new InputFailure(path, reason, path.Get(news)?.ContainsSecret == true);
        var changed = InputDiff.Compare(spec, olds, news).Select(c => c.Property).Distinct().ToList();
        if (changed.Any(p => p.Class == PropertyClass.Replace))
            yield break;
        foreach (var property in changed.Where(p => p.Class == PropertyClass.CreateOnly && news[p.Name] is { ContainsUnknown: false }))
        {
            var old = olds[property.Name] is { ContainsSecret: false } o ? $" It is '{o}' now;" : "";
            yield return new InputFailure(
                PropertyPath.Root.Member(property.Name),
                $"cannot be changed after creation: the API has no call for it.{old} write that into the program, "
                    + $"or add '{property.Name}' to ignoreChanges",
                news[property.Name]!.ContainsSecret
            );
        }
    }
}
