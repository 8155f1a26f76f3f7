using LiveChatPulumi.Provider.Run;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

public class WaitingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(250.3)]
    [InlineData(119_999.9)]
    public async Task NextAsync_BoundThatIsNoWholeMilliseconds_ComesToItsEnd(double milliseconds)
    {
        var poll = new Waiting(new JumpingTime()).Poll(TimeSpan.FromMilliseconds(milliseconds));

        var asked = 1;
        while (asked < 100 && await poll.NextAsync(CancellationToken.None))
            asked++;

        Assert.True(asked < 40, $"asked {asked} times");
        Assert.True(poll.IsOver);
    }

    [Fact]
    public async Task DelayAsync_TimeThatIsOver_WaitsForNothing()
    {
        var waiting = new Waiting(new JumpingTime());

        await waiting.DelayAsync(TimeSpan.FromSeconds(-1), CancellationToken.None);

        Assert.Equal(TimeSpan.Zero, waiting.Total);
    }
}
