using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using LiveChatPulumi.Routing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>Which calls an AutoAccess makes.</summary>
internal sealed class AutoAccessResource() : ObjectResource(AutoAccessSpec.Spec)
{
    /// <summary>True for the rules of a list: they go where the list wants them, and within the list's own turn.</summary>
    public bool AreOfList { get; init; }

    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.AddAutoAccess, ApiActions.ListAutoAccesses, ApiActions.UpdateAutoAccess, ApiActions.DeleteAutoAccess];

    public override ImmutableArray<Function> Functions => [new ListAutoAccesses(this)];

    public override string ClaimKind => RuleClaim.ClaimKind;

    public override Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) => CallListAsync(run, ApiActions.ListAutoAccesses, [], ToObject, cancellationToken);

    private static LiveObject ToObject(PropertyObject rule)
    {
        var id = rule.Text("autoAccessId")!;
        return new LiveObject(id, rule.Text("description") is { Length: > 0 } text ? text : id, rule);
    }

    public override async Task<IDisposable?> BeginWriteAsync(ProviderRun run, CancellationToken cancellationToken) =>
        await run.Get<RuleCoordination>().Turn.ShareAsync(cancellationToken);

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(Spec.Inputs, inputs);
        var next = inputs.Text("nextId");
        if (ListAt(run, next) is { } list)
            return await BeforeListAsync(
                run,
                list,
                first => AddAsync(run, Before(request, first ?? next), cancellationToken),
                cancellationToken
            );
        if (next is null)
            await run.Get<RuleCoordination>().RecordAppendAsync();
        return await AddAsync(run, request, cancellationToken);
    }

    /// <summary>The program's list that stands right where a single rule would go: the rule goes before it.</summary>
    private IReadOnlyCollection<string>? ListAt(ProviderRun run, string? next) =>
        AreOfList ? null
        : next is null ? run.Get<RuleCoordination>().LastList
        : run.Get<RuleCoordination>().ListBefore(next);

    private async Task<CreatedObject> AddAsync(ProviderRun run, JsonObject request, CancellationToken cancellationToken)
    {
        var sent = run.Time.GetUtcNow();
        var id = await run.AskAsync(ApiActions.AddAutoAccess, request, answer => answer.Text("id"), cancellationToken);
        run.Get<RuleMoves>().Insert(id, request["next_id"]?.GetValue<string>());

        // Whoever waits for this rule has to know of it when the waiting ends: the license may not show it yet.
        run.Ledger.RecordCreated(Spec.Token, id, sent);
        return new CreatedObject(id);
    }

    /// <summary>Sends a call with the first rule of a list of the program: the call's rule goes before it.</summary>
    /// <param name="run">The license.</param>
    /// <param name="list">The list's rules, in order.</param>
    /// <param name="send">Sends the call; gets null while the list has no rule.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<T> BeforeListAsync<T>(
        ProviderRun run,
        IEnumerable<string> list,
        Func<string?, Task<T>> send,
        CancellationToken cancellationToken
    )
    {
        // Lists lag, so a rule that they do not show may be there: the call itself tells.
        foreach (var first in list)
        {
            try
            {
                return await send(first);
            }
            catch (ApiException e) when (e.Type is ErrorTypes.NotFound or ErrorTypes.Validation)
            {
                if ((await ListAsync(run, PropertyObject.Empty, cancellationToken)).Any(r => r.Id == first))
                    throw;
            }
        }

        return await send(null);
    }

    /// <summary>The request with another place: before a rule, or at the end.</summary>
    private static JsonObject Before(JsonObject request, string? next)
    {
        request.Remove("next_id");
        if (next is not null)
            request["next_id"] = next;
        return request;
    }

    /// <summary>A rule that was to go to the end went to what was the end then: a list that stands last may stand before it now.</summary>
    public override async Task<PropertyObject> CompleteFoundAsync(
        ProviderRun run,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (inputs.Text("nextId") is not null || run.Get<RuleCoordination>().LastList is not { } list)
            return PropertyObject.Empty;
        return await BeforeListAsync(
            run,
            list,
            async end =>
            {
                if (end is not null)
                    await run.Api.CallAsync(
                        ApiActions.UpdateAutoAccess,
                        new JsonObject { ["id"] = id, ["next_id"] = end },
                        cancellationToken
                    );
                return PropertyObject.Empty;
            },
            cancellationToken
        );
    }

    /// <summary>A rule that this run moves may pass this one, which has to stand before it.</summary>
    public override async Task<ImmutableArray<PropertySpec>> StaleInputsAsync(
        ResourceContext context,
        string id,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        var run = context.Run;
        if (news["nextId"]?.Plain() is not PropertyString { Value: var next })
            return [];
        if (olds.Text("nextId") == next)
            return run.Get<RuleMoves>().HasMoved(next) && run.Get<RuleMoves>().Place(id, next) ? [Spec.Find("nextId")!] : [];
        await run.Get<RuleMoves>()
            .LoadAsync(async () =>
                Chain((await run.Collections.GetAsync(this, PropertyObject.Empty, 0, cancellationToken)).Objects.Values)
            );
        run.Get<RuleMoves>().Place(id, next);
        return [];
    }

    /// <summary>The rule as it is; what it has to stand before is shown as it was said for as long as it does.</summary>
    public override async Task<PropertyObject?> ReadAsync(
        ProviderRun run,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    )
    {
        if (await base.ReadAsync(run, id, known, after, cancellationToken) is not { } live)
            return null;
        if (known.Text("nextId") is not { } next)
            return PropertyObject.From(live.Members.Where(m => m.Key != "nextId"));
        var list = await run.Collections.GetAsync(this, PropertyObject.Empty, after, cancellationToken);
        return Chain(list.Objects.Values).Precedes(id, next) ? live.With("nextId", PropertyValue.Of(next)) : live;
    }

    /// <summary>Tells where the license's rules, as they are now, leave nothing to this one.</summary>
    public override async Task PreviewAsync(
        ResourceContext context,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var (run, urn) = (context.Run, context.Urn);
        if (inputs["conditions"] is not { ContainsUnknown: false } || inputs["nextId"] is { ContainsUnknown: true })
            return;
        var rules = (await run.Collections.GetAsync(this, PropertyObject.Empty, 0, cancellationToken)).Objects;
        var (order, own) = (Chain(rules.Values).Ids, state.Text("autoAccessId"));
        var end = new[] { inputs.Text("nextId"), own }.OfType<string>().Where(rules.ContainsKey).FirstOrDefault();
        var rule = ToRule("", inputs).Conditions;
        var wide = order
            .TakeWhile(id => id != end)
            .Where(id => id != own)
            .FirstOrDefault(id => RuleShadows.Covers(ToRule(id, rules[id].Live).Conditions, rule));
        if (wide is not null)
            await run.Log.WriteAsync(
                PluginProtocol.Messages.LogSeverity.Warning,
                urn,
                $"This rule can never match as the license's rules are now: the rule {wide}, "
                    + "which stands before it, matches wherever it does. Put it before that one with nextId, or leave it out.",
                cancellationToken
            );
    }

    /// <summary>A rule for the questions that only its conditions answer.</summary>
    public static RoutingRule ToRule(string id, PropertyObject contents)
    {
        var json = ApiMapper.ToApi(AutoAccessSpec.Contents.Where(p => p.Name == "conditions"), contents);
        json["id"] = id;
        return RoutingRule.Read(json);
    }

    /// <summary>A rule that stands before its next one already is not moved: what others have put between stays there.</summary>
    public override async Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken)
    {
        if (update.Changes("nextId") && update.News.Text("nextId") is { } next)
        {
            // A write rests on what is asked for now, never on a list that others share; until it is sent, Cancel ends everything at once.
            var rules = await ListAsync(run, PropertyObject.Empty, run.Cancelled);
            if (Chain(rules).Precedes(update.Id, next))
                update = update with { Changed = update.Changed.RemoveAll(p => p.Name == "nextId") };
            else if (ListAt(run, next) is { } list)
            {
                await BeforeListAsync(run, list, first => SendAsync(PutBefore(first ?? next)), cancellationToken);
                return;
            }
        }

        await SendAsync(update);

        ObjectUpdate PutBefore(string rule) => update with { News = update.News.With("nextId", PropertyValue.Of(rule)) };
        async Task<bool> SendAsync(ObjectUpdate sent)
        {
            await SendChangedAsync(run, ApiActions.UpdateAutoAccess, "id", sent.Id, sent, cancellationToken);
            return true;
        }
    }

    /// <summary>A rule that a list has taken over is the list's to delete.</summary>
    public override IEnumerable<Claim> Claims(string urn, string id, PropertyObject state, PropertyObject inputs) =>
        [
            new RuleClaim(urn, id.Length > 0 ? [id] : [], IsList: false, IsExclusive: false, null)
            {
                Next = inputs["nextId"] is { ContainsUnknown: true } ? "" : inputs.Text("nextId"),
            },
        ];

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        run.Api.CallAsync(ApiActions.DeleteAutoAccess, new JsonObject { ["id"] = id }, cancellationToken);

    /// <summary>The order of rules as a list shows them.</summary>
    public static RuleChain Chain(IEnumerable<LiveObject> rules) =>
        RuleChain.Of(rules.Select(o => new ChainedRule(o.Id, o.Live.Text("nextId") ?? "")));

    /// <summary>A rule is known by its contents.</summary>
    public override string CreateKey(PropertyObject inputs) => Fingerprint(inputs);

    /// <summary>A rule's contents as one text: the order of sets and what is the default anyway do not count.</summary>
    public static string Fingerprint(PropertyObject inputs) =>
        string.Join('|', AutoAccessSpec.Contents.Select(p => CanonicalText.Of(p.Type, inputs[p.Name] ?? p.Default)));
}
