using LiveChatPulumi.Routing;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>The rules as an apply will leave them: the license as it is, and over it what a preview's state says.</summary>
internal sealed class RouteForecast
{
    private const string Single = "livechat:index:AutoAccess";
    private const string List = "livechat:index:AutoAccessRules";

    private readonly IReadOnlyList<RoutingRule> _live;
    private readonly Snapshot _before;
    private readonly Snapshot _after;
    private readonly Dictionary<string, Route> _rules;
    private List<string> _order;

    private RouteForecast(IReadOnlyList<RoutingRule> live, Snapshot before, Snapshot after)
    {
        (_live, _before, _after) = (live, before, after);
        _order = [.. live.Select(r => r.Id)];
        _rules = live.ToDictionary(r => r.Id, r => new Route(r), StringComparer.Ordinal);
    }

    /// <summary>The rules in their order, with what becomes of each; those that go stand at the end.</summary>
    public static IReadOnlyList<Route> Of(IReadOnlyList<RoutingRule> live, Snapshot before, Snapshot after)
    {
        var forecast = new RouteForecast(live, before, after);
        foreach (var rule in after.Resources.Where(r => r.Type == Single && !r.Delete))
            forecast.Place(rule);
        foreach (var list in after.Resources.Where(r => r.Type == List && !r.Delete))
            forecast.Place(list, forecast.Owned(list.Urn));
        var declared = after.Resources.Where(r => !r.Delete).Select(r => r.Urn).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in before.Resources.Where(r => !declared.Contains(r.Urn)))
        {
            if (gone.Type == Single)
                forecast._order.Remove(gone.Id);
            else if (gone.Type == List)
                forecast._order.RemoveAll(forecast.Owned(gone.Urn).Values.Contains);
        }

        return forecast.Compared();
    }

    /// <summary>A rule of its own: contents as declared, and before the rule that it has to stand before.</summary>
    private void Place(ResourceState resource)
    {
        var id = IdOf(resource);
        _rules[id] = DeclaredRoute.Read(id, $"AutoAccess '{resource.Name}'", resource.Inputs);
        var next = resource.Inputs["nextId"]?.Plain() switch
        {
            PropertyString named => named.Value,
            PropertyUnknown => _after.Resources.FirstOrDefault(r =>
                r.Type == Single && resource.PropertyDependencies.TryGetValue("nextId", out var urns) && urns.Contains(r.Urn)
            )
                is { } other
                ? IdOf(other)
                : null,
            _ => null,
        };
        var (from, to) = (_order.IndexOf(id), next is null ? -1 : _order.IndexOf(next));
        if (from >= 0 && (to < 0 || from < to))
            return;
        _order.Remove(id);
        _order.Insert(to < 0 ? _order.Count : to, id);
    }

    /// <summary>A list: its rules as one block at its placement.</summary>
    private void Place(ResourceState resource, Dictionary<string, string> owned)
    {
        var owner = $"AutoAccessRules '{resource.Name}'";
        var elements =
            (resource.Inputs["rules"]?.Unwrapped as PropertyArray)?.Items.Select(i => i.Plain()).OfType<PropertyObject>().ToList() ?? [];
        var keys = elements.Select(e => e.Text("key")).ToHashSet();
        var names = new List<string>();
        foreach (var element in elements)
        {
            var key = element.Text("key") ?? "";
            var declared = DeclaredRoute.Read("", owner, element);
            var id =
                owned.TryGetValue(key, out var known) && _order.Contains(known)
                    ? known
                    : owned
                        .Where(o =>
                            !keys.Contains(o.Key)
                            && !names.Contains(o.Value)
                            && _rules.TryGetValue(o.Value, out var was)
                            && was.Says == declared.Says
                        )
                        .Select(o => o.Value)
                        .FirstOrDefault()
                        ?? $"new rule {key} of {resource.Name}";
            names.Add(id);
            _rules[id] = declared with { Rule = declared.Rule with { Id = id } };
        }

        var others = _order.Where(id => !names.Contains(id) && !owned.ContainsValue(id)).ToList();
        _order =
            resource.Inputs.Text("mode") == "exclusive"
                ? names
                :
                [
                    .. RuleGoal.Of(others, names, PlacementOf(resource.Inputs["placement"]?.Plain() as PropertyObject))
                        ?? [.. names, .. others],
                ];
    }

    private IReadOnlyList<Route> Compared()
    {
        var live = _live
            .Select((rule, i) => (rule, i))
            .ToDictionary(p => p.rule.Id, p => (Route: new Route(p.rule), Place: p.i), StringComparer.Ordinal);
        var kept = _order.Where(live.ContainsKey).ToList();
        var stays = LongestRun.Of([.. kept.Select(id => live[id].Place)]).Select(i => kept[i]).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _order.Select(id =>
                _rules[id] with
                {
                    Change = !live.TryGetValue(id, out var was)
                        ? RouteChange.Added
                        : (was.Route.Says == _rules[id].Says ? RouteChange.None : RouteChange.Rewritten)
                            | (stays.Contains(id) ? RouteChange.None : RouteChange.Moved),
                }
            ),
            .. _live.Where(r => !_order.Contains(r.Id)).Select(r => new Route(r, RouteChange.Deleted)),
        ];
    }

    /// <summary>Ids of a list's rules by key, as the state of before has them.</summary>
    private Dictionary<string, string> Owned(string urn) =>
        (_before.Resources.Concat(_after.Resources).FirstOrDefault(r => r.Urn == urn)?.Outputs["ruleIds"]?.Plain() as PropertyObject)
            ?.Members.Where(m => m.Value is PropertyString)
            .ToDictionary(m => m.Key, m => ((PropertyString)m.Value).Value, StringComparer.Ordinal)
        ?? [];

    private static string IdOf(ResourceState resource) => resource.Id.Length > 0 ? resource.Id : $"new rule {resource.Name}";

    private static Placement PlacementOf(PropertyObject? place) =>
        place?.Text("before") is { } before ? Placement.Before(before)
        : place?.Text("after") is { } after ? Placement.After(after)
        : place?.Text("at") == "last" ? Placement.Last
        : Placement.First;
}
