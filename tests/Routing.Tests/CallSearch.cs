namespace LiveChatPulumi_Routing_Tests;

/// <summary>
/// Breadth-first search from one list over what each call can make of it: moving a rule, rewriting it, both in one
/// call, deleting it, adding one. A state is the order of the rules that are there and the set of rewritten ones;
/// new rules are all alike.
/// </summary>
internal sealed class CallSearch
{
    private const char New = 'n';

    private readonly Dictionary<(string Order, int Written), int> _calls = [];
    private readonly int _mostNew;

    public CallSearch(int size, int mostNew)
    {
        _mostNew = mostNew;
        var start = (new string([.. Enumerable.Range(0, size).Select(i => (char)('0' + i))]), 0);
        _calls[start] = 0;
        var queue = new Queue<(string Order, int Written)>([start]);
        while (queue.TryDequeue(out var state))
        {
            foreach (var next in Next(state))
                if (_calls.TryAdd(next, _calls[state] + 1))
                    queue.Enqueue(next);
        }
    }

    public int Calls(List<string> order, List<string> rewritten) =>
        _calls[(string.Concat(order.Select(r => r[0] == New ? New : r[1])), rewritten.Sum(r => 1 << (r[1] - '0')))];

    private IEnumerable<(string Order, int Written)> Next((string Order, int Written) state)
    {
        for (var at = 0; at < state.Order.Length; at++)
        {
            var bit = state.Order[at] == New ? 0 : 1 << (state.Order[at] - '0');
            var rest = state.Order.Remove(at, 1);
            yield return (rest, state.Written & ~bit);
            yield return (state.Order, state.Written | bit);
            for (var to = 0; to <= rest.Length; to++)
            {
                var moved = rest.Insert(to, state.Order[at].ToString());
                yield return (moved, state.Written);
                yield return (moved, state.Written | bit);
            }
        }

        if (state.Order.Count(r => r == New) == _mostNew)
            yield break;
        for (var to = 0; to <= state.Order.Length; to++)
            yield return (state.Order.Insert(to, New.ToString()), state.Written);
    }
}
