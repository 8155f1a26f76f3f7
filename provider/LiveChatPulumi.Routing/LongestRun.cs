namespace LiveChatPulumi.Routing;

/// <summary>Finds the longest part of a sequence that is in order already.</summary>
public static class LongestRun
{
    /// <summary>Finds a longest ascending subsequence by patience sorting.</summary>
    /// <param name="values">Different numbers.</param>
    /// <returns>The indexes of its elements, ascending.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<int> values)
    {
        var tails = new List<int>();
        var before = new int[values.Count];
        for (var i = 0; i < values.Count; i++)
        {
            var (low, high) = (0, tails.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (values[tails[middle]] < values[i])
                    low = middle + 1;
                else
                    high = middle;
            }

            before[i] = low > 0 ? tails[low - 1] : -1;
            if (low == tails.Count)
                tails.Add(i);
            else
                tails[low] = i;
        }

        var longest = new Stack<int>();
        for (var i = tails.Count > 0 ? tails[^1] : -1; i >= 0; i = before[i])
            longest.Push(i);
        return [.. longest];
    }
}
