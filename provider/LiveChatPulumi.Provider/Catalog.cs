using System.Collections.Frozen;
using System.Collections.Immutable;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Resources.Agent;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Resources.AutoAccessRules;
using LiveChatPulumi.Provider.Resources.Bot;
using LiveChatPulumi.Provider.Resources.BotTemplate;
using LiveChatPulumi.Provider.Resources.CompanyDetails;
using LiveChatPulumi.Provider.Resources.Group;
using LiveChatPulumi.Provider.Resources.LicenseWebhooks;
using LiveChatPulumi.Provider.Resources.Property;
using LiveChatPulumi.Provider.Resources.PropertyValues;
using LiveChatPulumi.Provider.Resources.Tag;
using LiveChatPulumi.Provider.Resources.Webhook;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>Everything that the provider serves. A new resource is added here and nowhere else; functions are in their own table.</summary>
internal static class Catalog
{
    private static readonly AgentResource Agents = new();

    public static ImmutableArray<ManagedResource> Resources { get; } =
    [
        Agents,
        new AutoAccessResource(),
        new AutoAccessRulesResource(),
        new BotResource(),
        new BotTemplateResource(),
        new CompanyDetailsResource(),
        new GroupResource(),
        new GroupPropertiesResource(),
        new LicensePropertiesResource(),
        new LicenseWebhooksResource(),
        new PropertyResource(),
        new TagResource(),
        new WebhookResource(),
    ];

    public static ImmutableArray<Function> Functions { get; } = [.. Resources.SelectMany(r => r.Functions), .. LicenseFunctions.All];

    /// <summary>What tells the license of a run from another; null where the token does not see it.</summary>
    public static Task<string?> LicenseOf(ProviderRun run, CancellationToken cancellationToken) =>
        run.Get<LicenseOwner>().SignAsync(Agents, cancellationToken);

    /// <summary>Asks the license for what every run may need, to see whether it answers.</summary>
    /// <exception cref="Api.ApiException">It does not, or refuses.</exception>
    public static Task AskAsync(ProviderRun run, CancellationToken cancellationToken) =>
        run.Collections.RecallAsync(Agents, PropertyObject.Empty, cancellationToken);

    public static FrozenDictionary<string, ManagedResource> ResourcesByToken { get; } =
        Resources.ToFrozenDictionary(r => r.Spec.Token, StringComparer.Ordinal);

    public static FrozenDictionary<string, Function> FunctionsByToken { get; } =
        Functions.ToFrozenDictionary(f => f.Spec.Token, StringComparer.Ordinal);
}
