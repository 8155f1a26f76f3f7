using LocalEngine.Programs;

namespace LocalEngine_Tests.Yaml;

/// <summary>How many registrations of a large program are under way together.</summary>
public class TogetherTests
{
    private const int Resources = 150;

    /// <summary>Each takes memory, and a preview gains nothing by more of them.</summary>
    [Fact]
    public async Task Preview_LargeProgram_LooksAtAFewTogether()
    {
        using var stack = Large();
        var (now, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stack.Provider.Checking = async () =>
        {
            lock (full)
            {
                most = Math.Max(most, ++now);
                if (now == ProgramRun.MostPreviewed)
                    full.TrySetResult();
            }

            await full.Task;
            for (var i = 0; i < 100; i++)
                await Task.Yield();
            lock (full)
                now--;
        };
        Assert.True(await stack.PreviewAsync() == 0, string.Join("\n", stack.Errors));
        Assert.Equal(ProgramRun.MostPreviewed, most);
        Assert.Equal(Resources, stack.Provider.Checked.Count);
    }

    /// <summary>What is applied goes out in batches, which are full only where all comes at once.</summary>
    [Fact]
    public async Task Apply_LargeProgram_HandsOverAllTogether()
    {
        using var stack = Large();
        var now = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stack.Provider.Checking = () =>
        {
            if (Interlocked.Increment(ref now) == Resources)
                all.TrySetResult();
            return all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        };
        Assert.True(await stack.ApplyAsync() == 0, string.Join("\n", stack.Errors));
    }

    private static YamlStack Large()
    {
        var stack = new YamlStack();
        var resources = Enumerable
            .Range(0, Resources)
            .Select(i => $"  g{i}: {{ type: \"livechat:Group\", properties: {{ name: g{i} }} }}\n");
        stack.Write($"name: shop\nruntime: yaml\nresources:\n{string.Concat(resources)}");
        return stack;
    }
}
