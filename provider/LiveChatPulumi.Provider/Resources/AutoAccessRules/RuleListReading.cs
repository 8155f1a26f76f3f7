using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Routing;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>What a read tells of a list of rules.</summary>
internal sealed class RuleListReading(RuleListing listing)
{
    /// <summary>The ids of single rules that an import asks for.</summary>
    public static IReadOnlyList<string> Ids(string id) =>
        id.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The whole list but for some rules, or the rules of some ids; null when one of those is not there.</summary>
    public PropertyObject? Import(string id, IReadOnlySet<string> others)
    {
        ImmutableArray<string> ids =
            id == AutoAccessRulesSpec.Only
                ? [.. listing.Ids.Where(i => !others.Contains(i))]
                : [.. Ids(id).OrderBy(i => listing.Ids.ToList().IndexOf(i))];
        if (ids.Any(i => !listing.Has(i)))
            return null;
        if (!listing.Chain.Problems.IsEmpty)
            throw RpcErrors.Create(
                StatusCode.FailedPrecondition,
                $"The license's list of rules is broken: {string.Join("; ", listing.Chain.Problems)}. "
                    + "Put it right in LiveChat first: an import takes over the order as it is."
            );
        var keys = Keys(ids);
        var own = ids.ToHashSet(StringComparer.Ordinal);
        var placement = RuleGoal.Of([.. listing.Ids.Where(i => !own.Contains(i))], ids, Placement.First)!.SequenceEqual(listing.Ids)
            ? Placement.First
            : RuleGoal.Actual(listing.Ids, own, Placement.Last) ?? Placement.First;
        return PropertyObject.Of(
            ("rules", PropertyValue.List(ids.Select((rule, i) => Element(keys[i], rule)))),
            ("placement", DeclaredRules.ToInput(placement)),
            ("ruleIds", PropertyObject.From(ids.Select((rule, i) => KeyValuePair.Create(keys[i], PropertyValue.Of(rule)))))
        );
    }

    /// <summary>The list as it is, in the program's words where they hold; and what is otherwise, for people.</summary>
    public (PropertyObject Live, IReadOnlyList<string> Findings) Refresh(DeclaredRules known, OwnedRules owned)
    {
        var findings = listing.Chain.Problems.Select(p => $"the list is broken, {p}").ToList();
        owned.Rename(known.Rules, listing.Fingerprint);
        var rules = known.Rules.ToDictionary(r => r.Key, StringComparer.Ordinal);
        var keys = owned.Ids.Where(o => rules.ContainsKey(o.Key)).ToDictionary(o => o.Value, o => o.Key, StringComparer.Ordinal);
        var shown = listing.Ids.Where(id => listing.Chain.Problems.IsEmpty || listing.Chain.Reaches(id)).ToList();
        var elements = new List<PropertyValue>();
        foreach (var id in shown)
        {
            if (keys.TryGetValue(id, out var key))
            {
                var same = listing.Fingerprint(id) == rules[key].Fingerprint;
                if (!same)
                    findings.Add($"rule {rules[key]} ({id}) says something else");
                elements.Add(same ? rules[key].Declared : Element(key, id));
            }
            else if (known.IsExclusive && !owned.Ids.Values.Contains(id))
            {
                findings.Add($"rule {id} is not of this list");
                elements.Add(Element(id, id));
            }
        }

        findings.AddRange(Missing(known, owned, shown));
        findings.AddRange(Moved(known, [.. shown.Where(keys.ContainsKey).Select(id => keys[id])]));
        var placement = RuleGoal.Actual(listing.Ids, keys.Keys.ToHashSet(StringComparer.Ordinal), known.Placement) ?? known.Placement;
        if (!known.IsExclusive && placement != known.Placement)
            findings.Add($"the rules do not stand {DeclaredRules.Words(known.Placement)}: {InTheWay(placement)}");
        return (
            PropertyObject.Of(
                ("rules", PropertyValue.List(elements)),
                ("placement", DeclaredRules.ToInput(known.IsExclusive ? known.Placement : placement)),
                ("ruleIds", owned.ToOutput())
            ),
            findings
        );
    }

    private IEnumerable<string> Missing(DeclaredRules known, OwnedRules owned, List<string> shown) =>
        known
            .Rules.Where(r => !owned.Ids.TryGetValue(r.Key, out var id) || !shown.Contains(id))
            .Select(r =>
                owned.Ids.TryGetValue(r.Key, out var id) && listing.Has(id)
                    ? $"rule {r} ({id}) cannot be reached from the first rule"
                    : $"rule {r} is gone"
            );

    private static IEnumerable<string> Moved(DeclaredRules known, ImmutableArray<string> live)
    {
        var wanted = known.Rules.Select(r => r.Key).Where(live.Contains).ToList();
        var stays = LongestRun.Of([.. live.Select(k => wanted.IndexOf(k))]).Select(i => live[i]).ToHashSet(StringComparer.Ordinal);
        return live.Where(k => !stays.Contains(k))
            .Select(k =>
                $"rule '{k}' stands {(live.IndexOf(k) + 1 < live.Length ? $"before '{live[live.IndexOf(k) + 1]}'" : "last of them")}"
            );
    }

    private static string InTheWay(Placement placement) =>
        placement switch
        {
            AfterPlacement after => $"rule {after.Rule} stands before or between them",
            BeforePlacement before => $"rule {before.Rule} stands after them",
            _ => $"they stand {DeclaredRules.Words(placement)}",
        };

    private PropertyObject Element(string key, string id) =>
        listing.Contents(id)!.With("key", PropertyValue.Of(key)) is var element && element.Text("description") is ""
            ? element.Without("description")
            : element;

    /// <summary>Keys for rules that have none yet: what their descriptions say, as far as that tells them apart.</summary>
    private List<string> Keys(IReadOnlyList<string> ids)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. ids.Select(
                (id, i) =>
                {
                    var words = string.Join(
                            '-',
                            (listing.Contents(id)!.Text("description") ?? "").Split(
                                [.. " \t\r\n.,:;/\\|()[]{}<>\"'!?&+*#"],
                                StringSplitOptions.RemoveEmptyEntries
                            )
                        )
                        .ToLowerInvariant();
                    var key = words.Length is > 0 and <= 60 && taken.Add(words) ? words : $"rule-{i + 1}";
                    for (var n = 2; key != words && !taken.Add(key); n++)
                        key = $"rule-{i + 1}-{n}";
                    return key;
                }
            ),
        ];
    }
}
