using LiveChatPulumi.Provider.Run;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

public class TurnTests
{
    [Fact]
    public async Task TakeAsync_OthersShareATurn_WaitsForAllOfThem()
    {
        using var turn = new Turn();
        var first = await turn.ShareAsync(default);
        var second = await turn.ShareAsync(default);
        var own = turn.TakeAsync(default);
        first.Dispose();
        first.Dispose();
        Assert.False(own.IsCompleted);
        second.Dispose();
        (await own.InTimeAsync()).Dispose();
    }

    [Fact]
    public async Task ShareAsync_AnotherHasATurnOfItsOwn_AllWaitForItsEnd()
    {
        using var turn = new Turn();
        var own = await turn.TakeAsync(default);
        var (first, second) = (turn.ShareAsync(default), turn.ShareAsync(default));
        Assert.False(first.IsCompleted || second.IsCompleted);
        own.Dispose();
        using var one = await first.InTimeAsync();
        using var other = await second.InTimeAsync();
    }

    [Fact]
    public async Task ShareAsync_GivesUp_LeavesTheTurnToOthers()
    {
        using var turn = new Turn();
        using var stop = new CancellationTokenSource();
        var own = await turn.TakeAsync(default);
        var given = turn.ShareAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.InTimeAsync());
        own.Dispose();
        (await turn.ShareAsync(default).InTimeAsync()).Dispose();
        (await turn.TakeAsync(default).InTimeAsync()).Dispose();
    }
}
