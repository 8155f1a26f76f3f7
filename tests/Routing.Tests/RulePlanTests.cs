using FsCheck.Xunit;
using LiveChatPulumi.Routing;
using TestSupport;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>The order of routing rules: right, valid at every step, and with the fewest calls there can be.</summary>
public class RulePlanTests
{
    private static readonly HashSet<string> None = [];

    /// <summary>
    /// Every list of up to 5 rules against every list of up to 5 that is made of a subset of them in any order and of new
    /// rules at any places, with every subset of rewritten rules. The least number of calls comes from a breadth-first
    /// search over all lists that calls can lead to. How many new rules take part in it is what time allows; with more of them,
    /// each is taken to cost one call and to spare none, as it does wherever they take part. The long form has lists of
    /// up to 6 rules and more new ones in the search.
    /// </summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Of_EveryListAndGoal_ReachesItValidlyWithTheFewestCalls(int size, int searched)
    {
        var live = Enumerable.Range(0, size).Select(i => $"r{i}").ToList();
        var least = new CallSearch(size, searched);
        var cases = 0;
        foreach (var survivors in Subsets(live))
        {
            foreach (var order in Permutations(survivors))
            {
                foreach (var rewritten in Subsets(survivors))
                {
                    cases++;
                    var calls = RulePlan.Of(live, order, rewritten.ToHashSet(), None);
                    Assert.Equal(order, Run(live, calls, rewritten));
                    Assert.Equal(least.Calls(order, rewritten), calls.Length);
                    for (var added = 1; order.Count + added <= Longest; added++)
                    {
                        // Which new rule stands where makes no difference: they are told apart by their place.
                        foreach (var grown in Grown(order, added))
                            Assert.Equal(
                                added <= searched ? least.Calls(grown, rewritten) : least.Calls(order, rewritten) + added,
                                Checked(live, grown, rewritten).Count
                            );
                    }
                }
            }
        }

        // As many as there are ways to choose who survives, their order, and who of them is rewritten.
        Assert.Equal(
            Enumerable.Range(0, size + 1).Sum(n => Choices(size, n) * Enumerable.Range(1, n).Aggregate(1, (a, b) => a * b) * (1 << n)),
            cases
        );
    }

    /// <summary>
    /// Up to 300 rules, some of which belong to others. No call touches those, and our rules take no more calls than the proven
    /// minimum. Each number decides the changes to one rule, so that a failure shrinks to few rules.
    /// </summary>
    [Property(MaxTest = 300, EndSize = 300)]
    public void Of_ManyRulesWithAnchors_ReachesTheGoalWithoutTouchingThem(int[] numbers)
    {
        var rules = numbers.Select((n, i) => (Id: $"r{i}", N: Math.Abs((long)n))).ToList();
        var live = rules.ConvertAll(r => r.Id);
        var anchors = rules.Where(r => r.N % 5 == 0).Select(r => r.Id).ToHashSet();
        var stay = rules.Where(r => !anchors.Contains(r.Id) && r.N % 7 != 1).ToList();
        var rewritten = stay.Where(r => r.N % 4 == 2).Select(r => r.Id).ToHashSet();
        var ours = new Queue<string>(
            stay.OrderBy(r => r.N / 3 % 17).SelectMany(r => r.N % 11 == 3 ? [r.Id, "new-" + r.Id] : new[] { r.Id })
        );
        var goal = live.Select(id =>
                anchors.Contains(id) ? id
                : ours.TryDequeue(out var next) ? next
                : null
            )
            .OfType<string>()
            .ToList();
        goal.AddRange(ours);
        var calls = RulePlan.Of(live, goal, rewritten, anchors);
        Assert.DoesNotContain(calls, c => anchors.Contains(c.Rule));
        Assert.Equal(calls.Length, calls.Select(c => c.Rule).Distinct().Count());
        Assert.Equal(goal, Run(live, calls, rewritten));
        Assert.Equal(Bound(live, goal, rewritten, anchors), calls.Length);
    }

    [Fact]
    public void Of_FiveHundredRulesWithFiveMoved_TakesFiveCalls()
    {
        var live = Enumerable.Range(0, 500).Select(i => $"r{i}").ToList();
        var goal = live.ToList();
        foreach (var (rule, to) in new[] { ("r10", 400), ("r499", 3), ("r250", 0), ("r77", 300), ("r320", 80) })
        {
            goal.Remove(rule);
            goal.Insert(to, rule);
        }

        Assert.Equal(5, RulePlan.Of(live, goal, None, None).Length);
    }

    [Fact]
    public void Of_RewrittenInPlace_IsNotMoved() =>
        Assert.Equal(
            new UpdateRule("b", true, false, "c"),
            Assert.Single(RulePlan.Of(["a", "b", "c"], ["a", "b", "c"], new HashSet<string> { "b" }, None))
        );

    [Fact]
    public void Of_GoalThatMovesAnAnchor_IsRefused() =>
        Assert.Throws<ArgumentException>(() => RulePlan.Of(["a", "b"], ["b", "a"], None, new HashSet<string> { "a", "b" }));

    private static int Longest => LongForms.Wanted ? 6 : 5;

    public static TheoryData<int, int> Sizes =>
        LongForms.Wanted
            ? new()
            {
                { 0, 6 },
                { 1, 6 },
                { 2, 6 },
                { 3, 6 },
                { 4, 6 },
                { 5, 3 },
                { 6, 1 },
            }
            : new()
            {
                { 0, 5 },
                { 1, 5 },
                { 2, 5 },
                { 3, 5 },
                { 4, 3 },
                { 5, 1 },
            };

    private static int Choices(int of, int n) => n == 0 ? 1 : Choices(of - 1, n - 1) * of / n;

    private static List<RuleCall> Checked(List<string> live, List<string> goal, List<string> rewritten)
    {
        var calls = RulePlan.Of(live, goal, rewritten.ToHashSet(), None);
        Assert.Equal(goal, Run(live, calls, rewritten));
        return [.. calls];
    }

    /// <summary>
    /// Makes the calls as LiveChat would; each has to be possible, and leave no fewer rules than the shorter of the two lists.
    /// </summary>
    private static List<string> Run(List<string> live, IReadOnlyCollection<RuleCall> calls, IReadOnlyCollection<string> rewritten)
    {
        var list = live.ToList();
        var written = new HashSet<string>();
        var least = Math.Min(live.Count, live.Count + calls.Count(c => c is AddRule) - calls.Count(c => c is DeleteRule));
        foreach (var call in calls)
        {
            switch (call)
            {
                case AddRule add:
                    list.Insert(Before(list, add.Next), add.Rule);
                    break;
                case UpdateRule update:
                    Assert.Contains(update.Rule, list);
                    if (update.Rewrites)
                        written.Add(update.Rule);
                    if (!update.Moves)
                        break;
                    list.Remove(update.Rule);
                    list.Insert(Before(list, update.Next), update.Rule);
                    break;
                default:
                    Assert.True(list.Remove(call.Rule));
                    break;
            }

            Assert.True(list.Count >= least);
            Assert.Equal(list.Count, list.Distinct().Count());
        }

        Assert.Equal(rewritten.Order(), written.Order());
        return list;
    }

    private static int Before(List<string> list, string? next)
    {
        if (next is null)
            return list.Count;
        Assert.Contains(next, list);
        return list.IndexOf(next);
    }

    /// <summary>The least number of calls by another way than the plan's: a quadratic search for the longest run that may stay.</summary>
    private static int Bound(List<string> live, List<string> goal, HashSet<string> rewritten, HashSet<string> anchors)
    {
        var at = goal.Select((g, i) => (g, i)).ToDictionary(p => p.g, p => p.i);
        var place = live.Select((g, i) => (g, i)).ToDictionary(p => p.g, p => p.i);
        var fits = live.Where(r =>
                !anchors.Contains(r)
                && at.ContainsKey(r)
                && !rewritten.Contains(r)
                && anchors.All(a => at[a] < at[r] == place[a] < place[r])
            )
            .ToList();
        var longest = new int[fits.Count];
        for (var i = 0; i < fits.Count; i++)
            longest[i] = 1 + Enumerable.Range(0, i).Where(j => at[fits[j]] < at[fits[i]]).Select(j => longest[j]).DefaultIfEmpty().Max();
        return goal.Count(g => !anchors.Contains(g)) - longest.DefaultIfEmpty().Max() + live.Count(r => !at.ContainsKey(r));
    }

    private static IEnumerable<List<string>> Subsets(List<string> of) =>
        Enumerable.Range(0, 1 << of.Count).Select(bits => of.Where((_, i) => (bits >> i & 1) == 1).ToList());

    private static IEnumerable<List<string>> Permutations(List<string> of) =>
        of.Count == 0
            ?
            [
                [],
            ]
            : of.SelectMany(first => Permutations([.. of.Where(r => r != first)]).Select(rest => (List<string>)[first, .. rest]));

    /// <summary>All ways to put a number of new rules into a list.</summary>
    private static IEnumerable<List<string>> Grown(List<string> list, int added) =>
        Enumerable
            .Range(0, 1 << (list.Count + added))
            .Where(bits => int.PopCount(bits) == added)
            .Select(bits =>
            {
                var (old, next) = (new Queue<string>(list), 0);
                return Enumerable.Range(0, list.Count + added).Select(i => (bits >> i & 1) == 1 ? $"new{next++}" : old.Dequeue()).ToList();
            });
}
