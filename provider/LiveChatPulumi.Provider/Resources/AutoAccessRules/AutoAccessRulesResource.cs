using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Routing;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>The rules of a license as one list: what the program is told about it before anything is written.</summary>
internal sealed class AutoAccessRulesResource() : ManagedResource(AutoAccessRulesSpec.Spec)
{
    /// <summary>How a single rule is called.</summary>
    public AutoAccessResource Rules { get; } = new();

    public override ImmutableArray<ApiAction> Actions => Rules.Actions;

    public override IResourceLifecycle Lifecycle(Session session, string urn, string name, TimeSpan? timeout) => new RuleListLifecycle(session, this, urn, name, timeout);

    /// <summary>A license has one list.</summary>
    public override Task<ImmutableArray<LiveObject>> ListAsync(Session session, PropertyObject scope, CancellationToken cancellationToken) =>
        Task.FromResult(ImmutableArray.Create(new LiveObject(AutoAccessRulesSpec.Only, AutoAccessRulesSpec.Only, PropertyObject.Empty)));

    /// <summary>The license's rules from a list that everybody shares.</summary>
    public async Task<RuleListing> ListedAsync(Session session, CancellationToken cancellationToken)
    {
        var list = await session.Lists.GetAsync(Rules, PropertyObject.Empty, 0, cancellationToken).ConfigureAwait(false);
        return new RuleListing(list.Objects.Values.Where(o => !session.Lists.IsDeleted(Rules.Spec.Token, o.Id)));
    }

    public override RuleClaim? ClaimRules(string urn, string id, PropertyObject state, PropertyObject inputs)
    {
        var declared = DeclaredRules.Of(inputs);
        var place = inputs["placement"]?.ContainsUnknown == true || declared.IsExclusive ? null : DeclaredRules.Words(declared.Placement);
        var order = declared.Rules.Select(r => r.Key).ToList();
        return new RuleClaim(urn, [.. OwnedRules.Saved(state).OrderBy(s => order.IndexOf(s.Key)).Select(s => s.Id)], IsList: true, declared.IsExclusive, place);
    }

    public override void NoteState(Session session, string urn, string id, PropertyObject outputs)
    {
        foreach (var rule in OwnedRules.Confirm(session.Journal, urn, outputs)) session.NoteOwned(Rules.Spec.Token, rule);
    }

    /// <summary>
    /// Rules that a cut off run added and no state knows of: the program may not say them any more, so somebody has to
    /// look. And a list that stands last does not, once this run has put another rule to the end.
    /// </summary>
    public override Task<ImmutableArray<PropertySpec>> LapsedAsync(Session session, string urn, string id, PropertyObject olds, PropertyObject news, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<PropertySpec>>(session.Journal.Under(urn + "#").Any(r => !r.Confirmed) ? [Spec.Find("rules")!] : DeclaredRules.Of(news).Placement == Placement.Last && session.RuleOwners.Appends ? [Spec.Find("placement")!] : []);

    public override PropertyObject Predict(PropertyObject outputs, PropertyObject inputs)
    {
        if (!DeclaredRules.AreKnown(inputs)) return outputs.With("ruleIds", PropertyValue.Unknown);
        var ids = OwnedRules.Saved(outputs).ToDictionary(s => s.Key, s => s.Id, StringComparer.Ordinal);
        return outputs.With("ruleIds", PropertyObject.From(DeclaredRules.Of(inputs).Rules.Select(r => KeyValuePair.Create(r.Key, ids.TryGetValue(r.Key, out var id) ? PropertyValue.Of(id) : PropertyValue.Unknown))));
    }

    /// <summary>Tells the calls, what becomes of rules that are made elsewhere, and which rules can never match.</summary>
    public override async Task PreviewAsync(Session session, string urn, PropertyObject state, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (!DeclaredRules.AreKnown(inputs)) return;
        var declared = DeclaredRules.Of(inputs);
        var listing = await ListedAsync(session, cancellationToken).ConfigureAwait(false);
        var owned = new OwnedRules(session.Journal, urn, state);
        owned.Rename(declared.Rules, listing.Fingerprint);
        var plan = RuleListPlan.Of(listing, declared, owned.Ids, (id, rule) => listing.Fingerprint(id) == rule.Fingerprint);
        if (!listing.Chain.Problems.IsEmpty) await session.Log.WriteAsync(LogSeverity.Warning, urn, $"The license's list of rules is broken: {string.Join("; ", listing.Chain.Problems)}. This apply mends it.", cancellationToken).ConfigureAwait(false);
        if (!plan.Calls.IsEmpty) await session.Log.WriteAsync(LogSeverity.Info, urn, $"{(plan.Calls.Length == 1 ? "1 call" : $"{plan.Calls.Length} calls")}: {Some(plan.Calls.Select(c => plan.Words(c, listing)))}.", cancellationToken).ConfigureAwait(false);
        if (plan.Others.Count > 0) await session.Log.WriteAsync(declared.IsExclusive ? LogSeverity.Warning : LogSeverity.Info, urn, $"{(plan.Others.Count == 1 ? "1 rule is" : $"{plan.Others.Count} rules are")} made elsewhere and {(declared.IsExclusive ? "will be deleted" : "not touched")}: {Some(plan.Others.Select(listing.Name))}.", cancellationToken).ConfigureAwait(false);
        foreach (var (rule, by) in RuleShadows.Of([.. plan.Goal.Select(name => ToRule(plan, listing, name)).OfType<RoutingRule>()]))
        {
            if (plan.Declared.ContainsKey(rule.Id)) await session.Log.WriteAsync(LogSeverity.Warning, urn, $"Rule {plan.Name(rule.Id, listing)} can never match: {plan.Name(by.Id, listing)}, which stands before it, matches wherever it does. Move it up, or take it out.", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A rule of a plan, by its name there; null where its conditions are not known yet.</summary>
    private static RoutingRule? ToRule(RuleListPlan plan, RuleListing listing, string name)
    {
        var contents = plan.Declared.TryGetValue(name, out var declared) ? declared.Contents : listing.Contents(name)!;
        return contents["conditions"] is { ContainsUnknown: false } ? AutoAccessResource.ToRule(name, contents) : null;
    }

    private static string Some(IEnumerable<string> texts)
    {
        const int Shown = 20;
        var all = texts.ToList();
        return string.Join("; ", all.Take(Shown)) + (all.Count > Shown ? $"; and {all.Count - Shown} more" : "");
    }
}
