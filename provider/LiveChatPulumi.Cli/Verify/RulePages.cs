using System.Collections.Immutable;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Finds pages by which a rule can be told: they meet it, and certainly no rule before it.</summary>
/// <param name="inOrder">The rules in their order.</param>
internal sealed class RulePages(IReadOnlyList<RoutingRule> inOrder)
{
    private const string OtherHost = "verify.livechat.example";

    /// <summary>How many pages are tried for a rule.</summary>
    private const int Most = 5000;

    private static readonly string[] Ends = ["", "verify", "?verify=1", "/verify"];

    /// <summary>No document says whether letter case counts in addresses: a page counts only where that makes no difference.</summary>
    private readonly IReadOnlyList<RoutingRule> _lowered = [.. inOrder.Select(Lowered)];

    /// <summary>A page that leads to a rule; null where none was found.</summary>
    public string? For(RoutingRule rule)
    {
        var index = inOrder.ToList().IndexOf(rule);
        return Candidates(rule).Distinct(StringComparer.Ordinal).Take(Most).FirstOrDefault(p => Leads(p, index));
    }

    private bool Leads(string page, int index) => Is(inOrder, page, index) && Is(_lowered, page.ToLowerInvariant(), index);

    private static bool Is(IReadOnlyList<RoutingRule> rules, string page, int index)
    {
        var (met, uncertain) = RuleMatching.First(rules, new Visitor(page, new RulePlace(null, null, null, null)));
        return uncertain.Count == 0 && ReferenceEquals(met, rules[index]);
    }

    private static IEnumerable<string> Candidates(RoutingRule rule)
    {
        var (url, domain) = (rule.Conditions.Url, rule.Conditions.Domain);
        var hosts = domain is { Excludes: false } ? domain.Texts.SelectMany(HostsOf).ToList() : [OtherHost, "www." + OtherHost];
        if (url is { Excludes: false })
            return url.Texts.SelectMany(t => PagesOf(t, hosts));

        // The page itself is of no account, but must not be one that an earlier rule looks for.
        return hosts.SelectMany(h => Ends.Select(e => $"https://{h}/{e.TrimStart('/')}"));
    }

    private static IEnumerable<string> HostsOf(RuleText text) =>
        text.Exact ? [text.Value] : [text.Value, $"www.{text.Value}", $"{text.Value}.example", $"verify-{text.Value}"];

    private static IEnumerable<string> PagesOf(RuleText text, IReadOnlyList<string> hosts)
    {
        yield return text.Value;
        if (text.Exact)
            yield break;
        foreach (var end in Ends)
        {
            yield return text.Value + end;
            yield return "https://" + text.Value.TrimStart('/') + end;
            foreach (var host in hosts)
            {
                yield return $"https://{host}/{text.Value.TrimStart('/')}{end}";
                yield return $"https://{host}{text.Value}{end}";
                yield return $"https://{host}/{text.Value}{end}";
            }
        }
    }

    private static RoutingRule Lowered(RoutingRule rule) =>
        rule with
        {
            Conditions = rule.Conditions with { Url = Lowered(rule.Conditions.Url), Domain = Lowered(rule.Conditions.Domain) },
        };

    private static TextCondition? Lowered(TextCondition? condition) =>
        condition is null
            ? null
            : condition with
            {
                Texts = [.. condition.Texts.Select(t => t with { Value = t.Value.ToLowerInvariant() })],
            };
}
