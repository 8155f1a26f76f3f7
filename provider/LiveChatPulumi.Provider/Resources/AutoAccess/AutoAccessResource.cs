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
    public override ImmutableArray<ApiAction> Actions { get; } = [ApiActions.AddAutoAccess, ApiActions.ListAutoAccesses, ApiActions.UpdateAutoAccess, ApiActions.DeleteAutoAccess];

    public override async Task<ImmutableArray<LiveObject>> ListAsync(Session session, PropertyObject scope, CancellationToken cancellationToken)
    {
        var answer = await session.Api.CallAsync(ApiActions.ListAutoAccesses, [], cancellationToken).ConfigureAwait(false);
        return [.. answer.AsArray().OfType<JsonObject>().Select(r => ApiMapper.FromApi(Spec.Properties, r)).Select(r => new LiveObject(r.Text("autoAccessId")!, r.Text("description") is { Length: > 0 } text ? text : r.Text("autoAccessId")!, r))];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var answer = await session.Api.CallAsync(ApiActions.AddAutoAccess, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken).ConfigureAwait(false);
        var id = answer["id"]!.GetValue<string>();
        session.RuleMoves.Insert(id, inputs.Text("nextId"));
        return new CreatedObject(id);
    }

    /// <summary>A rule that this run moves may pass this one, which has to stand before it.</summary>
    public override async Task<ImmutableArray<PropertySpec>> LapsedAsync(Session session, string urn, string id, PropertyObject olds, PropertyObject news, CancellationToken cancellationToken)
    {
        if (news["nextId"]?.Plain() is not PropertyString { Value: var next }) return [];
        if (olds.Text("nextId") == next) return session.RuleMoves.HasMoved(next) && session.RuleMoves.Place(id, next) ? [Spec.Find("nextId")!] : [];
        await session.RuleMoves.LoadAsync(async () => Chain((await session.Lists.GetAsync(this, PropertyObject.Empty, 0, cancellationToken).ConfigureAwait(false)).Objects.Values)).ConfigureAwait(false);
        session.RuleMoves.Place(id, next);
        return [];
    }

    /// <summary>The rule as it is; what it has to stand before is shown as it was said for as long as it does.</summary>
    public override async Task<PropertyObject?> ReadAsync(Session session, string id, PropertyObject known, long after, CancellationToken cancellationToken)
    {
        if (await base.ReadAsync(session, id, known, after, cancellationToken).ConfigureAwait(false) is not { } live) return null;
        if (known.Text("nextId") is not { } next) return PropertyObject.From(live.Members.Where(m => m.Key != "nextId"));
        var list = await session.Lists.GetAsync(this, PropertyObject.Empty, after, cancellationToken).ConfigureAwait(false);
        return Chain(list.Objects.Values).Precedes(id, next) ? live.With("nextId", PropertyValue.Of(next)) : live;
    }

    /// <summary>A rule that stands before its next one already is not moved: what others have put between stays there.</summary>
    public override async Task SendUpdateAsync(Session session, string id, ImmutableArray<PropertySpec> changed, PropertyObject olds, PropertyObject news, CancellationToken cancellationToken)
    {
        var sent = changed;
        if (Changes(changed, "nextId") && news.Text("nextId") is { } next)
        {
            // A write rests on what is asked for now, never on a list that others share; until it is sent, Cancel ends everything at once.
            var rules = await ListAsync(session, PropertyObject.Empty, session.Cancelled).ConfigureAwait(false);
            if (Chain(rules).Precedes(id, next)) sent = sent.RemoveAll(p => p.Name == "nextId");
        }

        await SendChangedAsync(session, ApiActions.UpdateAutoAccess, "id", id, sent, news, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A rule that a list has taken over is the list's to delete.</summary>
    public override Task<string?> RefuseDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        Task.FromResult(session.RuleOwners.ListOf(id) is { } list ? $"the rule {id} belongs to AutoAccessRules '{list.Split("::")[^1]}' now." : null);

    public override RuleClaim? ClaimRules(string urn, string id, PropertyObject state, PropertyObject inputs) => new(urn, id.Length > 0 ? [id] : [], IsList: false, IsExclusive: false, null);

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.DeleteAutoAccess, new JsonObject { ["id"] = id }, cancellationToken);

    /// <summary>The order of rules as a list shows them.</summary>
    public static RuleChain Chain(IEnumerable<LiveObject> rules) => RuleChain.Of(rules.Select(o => new ChainedRule(o.Id, o.Live.Text("nextId") ?? "")));

    /// <summary>A rule is known by its contents.</summary>
    public override string CreateKey(PropertyObject inputs) => Fingerprint(inputs);

    /// <summary>A rule's contents as one text: the order of sets and what is the default anyway do not count.</summary>
    public static string Fingerprint(PropertyObject inputs) => string.Join('|', AutoAccessSpec.Contents.Select(p => Canonical(p.Type, inputs[p.Name]?.Plain() ?? p.Default)));

    private static string Canonical(PropertyType type, PropertyValue? value) => (type, value) switch
    {
        (ListType list, PropertyArray a) => "[" + string.Join(',', a.Items.Select(i => Canonical(list.Item, i)).Order(StringComparer.Ordinal)) + "]",
        (ObjectType obj, PropertyObject o) => "{" + string.Join(',', obj.Properties.Select(p => (p.Name, Value: o[p.Name] is { IsNull: false } v ? v : p.Default)).Where(p => p.Value is not null).Select(p => $"{p.Name}:{Canonical(obj.Find(p.Name)!.Type, p.Value)}")) + "}",
        (_, null) => "",
        _ => value.ToString(),
    };
}
