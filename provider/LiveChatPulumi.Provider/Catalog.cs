using System.Collections.Frozen;
using System.Collections.Immutable;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Resources.Agent;
using LiveChatPulumi.Provider.Resources.Bot;
using LiveChatPulumi.Provider.Resources.Group;
using LiveChatPulumi.Provider.Resources.Tag;

namespace LiveChatPulumi.Provider;

/// <summary>Everything that the provider serves. A new resource or function is added here and nowhere else.</summary>
internal static class Catalog
{
    public static ImmutableArray<ManagedResource> Resources { get; } = [new AgentResource(), new BotResource(), new GroupResource(), new TagResource()];

    public static ImmutableArray<Function> Functions { get; } = [new GetGroup(new GroupResource())];

    public static FrozenDictionary<string, ManagedResource> ResourcesByToken { get; } = Resources.ToFrozenDictionary(r => r.Spec.Token, StringComparer.Ordinal);

    public static FrozenDictionary<string, Function> FunctionsByToken { get; } = Functions.ToFrozenDictionary(f => f.Spec.Token, StringComparer.Ordinal);
}
