using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using LiveChatPulumi.Routing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>Which calls an AutoAccess makes.</summary>
internal sealed class AutoAccessResource() : ObjectResource(AutoAccessSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.AddAutoAccess, ApiActions.ListAutoAccesses, ApiActions.UpdateAutoAccess, ApiActions.DeleteAutoAccess];

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        Session session,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        var answer = await session.Api.CallAsync(ApiActions.ListAutoAccesses, [], cancellationToken).ConfigureAwait(false);
        return
        [
            .. answer
                .AsArray()
                .OfType<JsonObject>()
                .Select(r => ApiMapper.FromApi(Spec.Properties, r))
                .Select(r => new LiveObject(
                    r.Text("autoAccessId")!,
                    r.Text("description") is { Length: > 0 } text ? text : r.Text("autoAccessId")!,
                    r
                )),
        ];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(Spec.Inputs, inputs);
        if (inputs.Text("nextId") is not null)
            return await AddAsync(session, request, cancellationToken).ConfigureAwait(false);
        if (!session.RuleOwners.TryBeginAppend())
            return await BeforeLastListAsync(session, end => AddAsync(session, Before(request, end), cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        try
        {
            return await AddAsync(session, request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            session.RuleOwners.EndAppend();
        }
    }

    private async Task<CreatedObject> AddAsync(Session session, JsonObject request, CancellationToken cancellationToken)
    {
        var id = (await session.Api.CallAsync(ApiActions.AddAutoAccess, request, cancellationToken).ConfigureAwait(false))[
            "id"
        ]!.GetValue<string>();
        session.RuleMoves.Insert(id, request["next_id"]?.GetValue<string>());

        // Whoever waits for this rule has to know of it when the waiting ends: the license may not show it yet.
        session.NoteCreated(Spec.Token, id);
        return new CreatedObject(id);
    }

    /// <summary>Takes turns with the program's list that stands last; gives its first rule, before which the end is for others, or null while it has none.</summary>
    private async Task<T> BeforeLastListAsync<T>(Session session, Func<string?, Task<T>> send, CancellationToken cancellationToken)
    {
        await session.RuleLists.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Lists lag, so what they do not show may be there: the call itself tells.
            foreach (var first in session.RuleOwners.LastList ?? [])
            {
                try
                {
                    return await send(first).ConfigureAwait(false);
                }
                catch (ApiException e) when (e.Type is ErrorTypes.NotFound or ErrorTypes.Validation)
                {
                    if ((await ListAsync(session, PropertyObject.Empty, cancellationToken).ConfigureAwait(false)).Any(r => r.Id == first))
                        throw;
                }
            }

            return await send(null).ConfigureAwait(false);
        }
        finally
        {
            session.RuleLists.Release();
        }
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
    public override async Task<PropertyObject> ReissueAsync(
        Session session,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (inputs.Text("nextId") is not null || session.RuleOwners.LastList is null)
            return PropertyObject.Empty;
        return await BeforeLastListAsync(
                session,
                async end =>
                {
                    if (end is not null)
                        await session
                            .Api.CallAsync(
                                ApiActions.UpdateAutoAccess,
                                new JsonObject { ["id"] = id, ["next_id"] = end },
                                cancellationToken
                            )
                            .ConfigureAwait(false);
                    return PropertyObject.Empty;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>A rule that this run moves may pass this one, which has to stand before it.</summary>
    public override async Task<ImmutableArray<PropertySpec>> LapsedAsync(
        Session session,
        string urn,
        string id,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        if (news["nextId"]?.Plain() is not PropertyString { Value: var next })
            return [];
        if (olds.Text("nextId") == next)
            return session.RuleMoves.HasMoved(next) && session.RuleMoves.Place(id, next) ? [Spec.Find("nextId")!] : [];
        await session
            .RuleMoves.LoadAsync(async () =>
                Chain((await session.Lists.GetAsync(this, PropertyObject.Empty, 0, cancellationToken).ConfigureAwait(false)).Objects.Values)
            )
            .ConfigureAwait(false);
        session.RuleMoves.Place(id, next);
        return [];
    }

    /// <summary>The rule as it is; what it has to stand before is shown as it was said for as long as it does.</summary>
    public override async Task<PropertyObject?> ReadAsync(
        Session session,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    )
    {
        if (await base.ReadAsync(session, id, known, after, cancellationToken).ConfigureAwait(false) is not { } live)
            return null;
        if (known.Text("nextId") is not { } next)
            return PropertyObject.From(live.Members.Where(m => m.Key != "nextId"));
        var list = await session.Lists.GetAsync(this, PropertyObject.Empty, after, cancellationToken).ConfigureAwait(false);
        return Chain(list.Objects.Values).Precedes(id, next) ? live.With("nextId", PropertyValue.Of(next)) : live;
    }

    /// <summary>Tells where the license's rules, as they are now, leave nothing to this one.</summary>
    public override async Task PreviewAsync(
        Session session,
        string urn,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (inputs["conditions"] is not { ContainsUnknown: false } || inputs["nextId"] is { ContainsUnknown: true })
            return;
        var rules = (await session.Lists.GetAsync(this, PropertyObject.Empty, 0, cancellationToken).ConfigureAwait(false)).Objects;
        var (order, own) = (Chain(rules.Values).Ids, state.Text("autoAccessId"));
        var end = new[] { inputs.Text("nextId"), own }.OfType<string>().Where(rules.ContainsKey).FirstOrDefault();
        var rule = ToRule("", inputs).Conditions;
        var wide = order
            .TakeWhile(id => id != end)
            .Where(id => id != own)
            .FirstOrDefault(id => RuleShadows.Covers(ToRule(id, rules[id].Live).Conditions, rule));
        if (wide is not null)
            await session
                .Log.WriteAsync(
                    PluginProtocol.Messages.LogSeverity.Warning,
                    urn,
                    $"This rule can never match as the license's rules are now: '{rules[wide].Name}' ({wide}), which stands before it, matches wherever it does. Put it before that one with nextId, or leave it out.",
                    cancellationToken
                )
                .ConfigureAwait(false);
    }

    /// <summary>A rule for the questions that only its conditions answer.</summary>
    public static RoutingRule ToRule(string id, PropertyObject contents)
    {
        var json = ApiMapper.ToApi(AutoAccessSpec.Contents.Where(p => p.Name == "conditions"), contents);
        json["id"] = id;
        return RoutingRule.Read(json);
    }

    /// <summary>A rule that stands before its next one already is not moved: what others have put between stays there.</summary>
    public override async Task SendUpdateAsync(
        Session session,
        string id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        var sent = changed;
        if (Changes(changed, "nextId") && news.Text("nextId") is { } next)
        {
            // A write rests on what is asked for now, never on a list that others share; until it is sent, Cancel ends everything at once.
            var rules = await ListAsync(session, PropertyObject.Empty, session.Cancelled).ConfigureAwait(false);
            if (Chain(rules).Precedes(id, next))
                sent = sent.RemoveAll(p => p.Name == "nextId");
        }

        await SendChangedAsync(session, ApiActions.UpdateAutoAccess, "id", id, sent, news, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A rule that a list has taken over is the list's to delete.</summary>
    public override Task<string?> RefuseDeleteAsync(
        Session session,
        string id,
        PropertyObject state,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            session.RuleOwners.ListOf(id) is { } list ? $"the rule {id} belongs to AutoAccessRules '{list.Split("::")[^1]}' now." : null
        );

    public override RuleClaim? ClaimRules(string urn, string id, PropertyObject state, PropertyObject inputs) =>
        new(urn, id.Length > 0 ? [id] : [], IsList: false, IsExclusive: false, null)
        {
            Next = inputs["nextId"] is { ContainsUnknown: true } ? "" : inputs.Text("nextId"),
        };

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.DeleteAutoAccess, new JsonObject { ["id"] = id }, cancellationToken);

    /// <summary>The order of rules as a list shows them.</summary>
    public static RuleChain Chain(IEnumerable<LiveObject> rules) =>
        RuleChain.Of(rules.Select(o => new ChainedRule(o.Id, o.Live.Text("nextId") ?? "")));

    /// <summary>A rule is known by its contents.</summary>
    public override string CreateKey(PropertyObject inputs) => Fingerprint(inputs);

    /// <summary>A rule's contents as one text: the order of sets and what is the default anyway do not count.</summary>
    public static string Fingerprint(PropertyObject inputs) =>
        string.Join('|', AutoAccessSpec.Contents.Select(p => Canonical(p.Type, inputs[p.Name]?.Plain() ?? p.Default)));

    private static string Canonical(PropertyType type, PropertyValue? value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) => "["
                + string.Join(',', a.Items.Select(i => Canonical(list.Item, i)).Order(StringComparer.Ordinal))
                + "]",
            (ObjectType obj, PropertyObject o) => "{"
                + string.Join(
                    ',',
                    obj.Properties.Select(p => (p.Name, Value: o[p.Name] is { IsNull: false } v ? v : p.Default))
                        .Where(p => p.Value is not null)
                        .Select(p => $"{p.Name}:{Canonical(obj.Find(p.Name)!.Type, p.Value)}")
                )
                + "}",
            (_, null) => "",
            _ => value.ToString(),
        };
}
