using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Routing;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>The rules of a license as one list: what the program is told about it before anything is written.</summary>
internal sealed class AutoAccessRulesResource() : ManagedResource(AutoAccessRulesSpec.Spec)
{
    /// <summary>How a single rule is called.</summary>
    public AutoAccessResource Rules { get; } = new() { AreOfList = true };

    public override ImmutableArray<ApiAction> Actions => Rules.Actions;

    public override string ClaimKind => RuleClaim.ClaimKind;

    /// <summary>Another mode moves and removes rules.</summary>
    public override bool ActsOn(PropertySpec advice, PropertyObject news) => true;

    public override IResourceLifecycle OwnLifecycle(ResourceContext context) => new RuleListLifecycle(this, context);

    /// <summary>A license has one list.</summary>
    public override Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) => Task.FromResult(ImmutableArray.Create(new LiveObject(AutoAccessRulesSpec.Only, AutoAccessRulesSpec.Only, PropertyObject.Empty)));

    /// <summary>
    /// The license's rules from a list that everybody shares. One from before the apply that the state remembers is waited out, and so is
    /// one with a rule that this run or the one before has deleted: without that rule it would be a list that there never was.
    /// </summary>
    public async Task<RuleListing> ListedAsync(ResourceContext context, PropertyObject state, CancellationToken cancellationToken)
    {
        var run = context.Run;
        var earlier = UnseenLists.Of(state);
        var poll = run.Waiting.Poll(context.Bound);
        for (var after = 0L; ; after = run.Collections.Newest)
        {
            var list = await run.Collections.GetAsync(Rules, PropertyObject.Empty, after, cancellationToken);
            var listing = new RuleListing(list.Objects.Values);
            var isBehind =
                listing.Ids.Any(id => run.Ledger.WasDeleted(Rules.Spec.Token, id))
                || earlier?.IsBehind(listing, run.Api.ServerTime, context.Bound) == true;
            if (!isBehind || !await poll.NextAsync(cancellationToken))
                return listing;
        }
    }

    public override IEnumerable<Claim> Claims(string urn, string id, PropertyObject state, PropertyObject inputs)
    {
        var declared = DeclaredRules.Of(inputs);
        var placement =
            inputs["placement"]?.ContainsUnknown == true || declared.IsExclusive ? null : DeclaredRules.Words(declared.Placement);
        var order = declared.Rules.Select(r => r.Key).ToList();
        var ids = OwnedRules.Saved(state).OrderBy(s => order.IndexOf(s.Key)).Select(s => s.Id).ToList();
        var stands = ids.Count == 0 ? placement : DeclaredRules.Words(DeclaredRules.Of(state).Placement);
        return [new RuleClaim(urn, ids, IsList: true, declared.IsExclusive, placement) { Stands = stands }];
    }

    public override IEnumerable<ObjectInState> ObjectsInState(string id, PropertyObject outputs) =>
        OwnedRules.Saved(outputs).Select(s => new ObjectInState(Rules.Spec.Token, s.Id));

    public override IEnumerable<HeldObject> Held(string id, PropertyObject outputs, PropertyObject inputs) =>
        OwnedRules.Saved(outputs).Select(s => HeldRule(s.Id));

    public override ObjectResource? MakerOf(CreateRecord record) => Rules.MakerOf(record);

    public override PropertyObject? Without(PropertyObject state, string id, IReadOnlySet<HeldObject> kept)
    {
        var left = OwnedRules.Saved(state).Where(s => !kept.Contains(HeldRule(s.Id))).ToList();
        return left.Count > 0
            ? state.With("ruleIds", PropertyObject.From(left.Select(s => KeyValuePair.Create(s.Key, PropertyValue.Of(s.Id)))))
            : null;
    }

    /// <summary>The rules that are the list's own.</summary>
    public OwnedRules Owned(ResourceContext context, PropertyObject state) =>
        new(context.Run.Journal, context.Urn, state, rule => context.Run.HandedOut.IsHeldByAnother(HeldRule(rule), context.Urn));

    /// <summary>A rule, whichever resource holds it.</summary>
    public HeldObject HeldRule(string id) => new(Rules.Spec.Token, id);

    /// <summary>
    /// Rules that a cut off run added and no state knows of, or that a cut off delete took: the program may not say them any more,
    /// so somebody has to look. And a list that other rules of the program have come behind, or whose anchor has moved, has to follow.
    /// </summary>
    public override Task<ImmutableArray<PropertySpec>> StaleInputsAsync(
        ResourceContext context,
        string id,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        ImmutableArray<PropertySpec> stale =
            OwnedRules.Unsaved(context.Run.Journal, context.Urn).Any() || context.Run.Journal.FindDelete(context.Urn, id) is not null
                ? [Spec.Find("rules")!]
            : IsDisplaced(context.Run, DeclaredRules.Of(news).Placement) ? [Spec.Find("placement")!]
            : [];
        return Task.FromResult(stale);
    }

    /// <summary>True where this run, or for the end of the list one before it, may have changed what stands at a placement.</summary>
    private static bool IsDisplaced(ProviderRun run, Placement placement) =>
        placement switch
        {
            LastPlacement => run.Get<RuleCoordination>().HasAppends,
            BeforePlacement before => run.Get<RuleMoves>().HasMoved(before.Rule) || run.Get<RuleCoordination>().PutsBefore(before.Rule),
            AfterPlacement after => run.Get<RuleMoves>().HasMoved(after.Rule),
            _ => false,
        };

    /// <summary>
    /// A list that nothing changes is not looked at by an apply: what is broken there is told. An apply that was cut short goes on.
    /// </summary>
    public override async Task TellUnchangedAsync(
        ResourceContext context,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (OwnedRules.Saved(state).Count() < DeclaredRules.Of(inputs).Rules.Length)
            return;
        var list = await context.Run.Collections.RecallAsync(Rules, PropertyObject.Empty, cancellationToken);
        if (AutoAccessResource.Chain(list.Objects.Values).Problems is { IsEmpty: false } problems)
            await context.Run.Log.WriteAsync(
                LogSeverity.Warning,
                context.Urn,
                $"The license's list of rules is broken: {string.Join("; ", problems)}. "
                    + "The next apply that changes this resource mends it.",
                cancellationToken
            );
    }

    public override PropertyObject Predict(PropertyObject outputs, PropertyObject inputs)
    {
        if (!DeclaredRules.AreKnown(inputs))
            return outputs.With("ruleIds", PropertyValue.Unknown);
        var ids = OwnedRules.Saved(outputs).ToDictionary(s => s.Key, s => s.Id, StringComparer.Ordinal);
        return outputs.With(
            "ruleIds",
            PropertyObject.From(
                DeclaredRules
                    .Of(inputs)
                    .Rules.Select(r =>
                        KeyValuePair.Create(r.Key, ids.TryGetValue(r.Key, out var id) ? PropertyValue.Of(id) : PropertyValue.Unknown)
                    )
            )
        );
    }

    /// <summary>Tells the calls, what becomes of rules that are not of the list, and which rules can never match.</summary>
    public override async Task PreviewAsync(
        ResourceContext context,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var (run, urn) = (context.Run, context.Urn);
        if (!DeclaredRules.AreKnown(inputs))
            return;
        var declared = DeclaredRules.Of(inputs);
        var listing = await ListedAsync(context, state, cancellationToken);
        var owned = Owned(context, state);
        owned.Rename(declared.Rules, listing.Fingerprint);
        try
        {
            var plan = RuleListPlan.Of(listing, declared, owned.Ids, (id, rule) => listing.Fingerprint(id) == rule.Fingerprint);
            foreach (var (severity, text) in Tell(plan, listing, declared))
                await run.Log.WriteAsync(severity, urn, text, cancellationToken);
        }
        catch (RuleListException e)
        {
            throw RpcErrors.Create(StatusCode.FailedPrecondition, e.Message);
        }
    }

    private static IEnumerable<(LogSeverity Severity, string Text)> Tell(RuleListPlan plan, RuleListing listing, DeclaredRules declared)
    {
        if (!listing.Chain.Problems.IsEmpty)
            yield return (
                LogSeverity.Warning,
                $"The license's list of rules is broken: {string.Join("; ", listing.Chain.Problems)}. This apply mends it."
            );
        if (!plan.Calls.IsEmpty)
            yield return (
                LogSeverity.Info,
                $"{(plan.Calls.Length == 1 ? "1 call" : $"{plan.Calls.Length} calls")}: "
                    + $"{Some(plan.Calls.Select(c => plan.Words(c, listing)))}."
            );
        if (plan.Others.Count > 0)
            yield return (
                declared.IsExclusive ? LogSeverity.Warning : LogSeverity.Info,
                $"{(plan.Others.Count == 1 ? "1 rule is" : $"{plan.Others.Count} rules are")} not of this list "
                    + $"and {(declared.IsExclusive ? "will be deleted" : "not touched")}: {Some(plan.Others)}."
            );
        foreach (var (_, rule) in plan.Declared.Where(d => !listing.Has(d.Key)))
        {
            if (plan.Others.FirstOrDefault(o => listing.Fingerprint(o) == rule.Fingerprint) is { } twin)
                yield return (
                    LogSeverity.Warning,
                    $"Rule {rule} says the same as {twin}, which is not of this list: this apply makes another. "
                        + $"To take that one over, import this resource with the option import and the id '{twin}' "
                        + $"(several are joined by commas; '{AutoAccessRulesSpec.Only}' is the whole list)."
                );
        }

        foreach (var (rule, by) in RuleShadows.Of([.. plan.Goal.Select(name => ToRule(plan, listing, name)).OfType<RoutingRule>()]))
        {
            if (plan.Declared.ContainsKey(rule.Id))
                yield return (
                    LogSeverity.Warning,
                    $"Rule {plan.Name(rule.Id, listing)} can never match: {plan.Name(by.Id, listing)}, "
                        + "which stands before it, matches wherever it does. Move it up, or take it out."
                );
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
