using LiveChatPulumi.Api.Pacing;
using Microsoft.Extensions.Time.Testing;
using Moq;
using TestSupport;

namespace LiveChatPulumi_Api_Tests;

/// <summary>The pace is learned from refusals, kept under the ceiling, and shared fairly.</summary>
public class PacerTests
{
    [Fact]
    public async Task Enter_MoreThanTheConcurrency_Waits()
    {
        using var pacer = new Pacer(new PaceOptions { MaxConcurrency = 2 }, new FakeTimeProvider());
        await pacer.EnterAsync("m", default);
        await pacer.EnterAsync("m", default);
        var third = pacer.EnterAsync("m", default);
        Assert.False(third.IsCompleted);
        pacer.Succeeded();
        await third.InTimeAsync();
    }

    [Fact]
    public async Task Refused_HalvesTheConcurrencyOnceForACrowdAndGrowsBack()
    {
        var time = new FakeTimeProvider();
        using var pacer = new Pacer(new PaceOptions { MaxConcurrency = 8 }, time);
        for (var i = 0; i < 8; i++)
            await pacer.EnterAsync("m", default);
        for (var i = 0; i < 4; i++)
            pacer.Refused(null);
        Assert.Equal(4, pacer.Concurrency);
        for (var i = 0; i < 4; i++)
            pacer.Succeeded();
        for (var i = 0; i < 200; i++)
        {
            var turn = pacer.EnterAsync("m", default);
            await time.AdvanceUntilAsync(turn, TimeSpan.FromSeconds(1));
            pacer.Succeeded();
        }

        Assert.Equal(8, pacer.Concurrency);
    }

    [Fact]
    public async Task Refused_RetryAfter_IsHonouredByAll()
    {
        var time = new FakeTimeProvider();
        using var pacer = new Pacer(new PaceOptions(), time);
        await pacer.EnterAsync("a", default);
        pacer.Refused(TimeSpan.FromSeconds(5));
        var other = pacer.EnterAsync("b", default);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(other.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await other.InTimeAsync();
    }

    [Fact]
    public async Task Enter_CeilingOfRequestsPerSecond_IsKept()
    {
        var time = new FakeTimeProvider();
        using var pacer = new Pacer(new PaceOptions { RequestsPerSecond = 10 }, time);
        var began = time.GetUtcNow();
        for (var i = 0; i < 31; i++)
        {
            var turn = pacer.EnterAsync("m", default);
            await time.AdvanceUntilAsync(turn, TimeSpan.FromMilliseconds(10));
            pacer.Succeeded();
        }

        Assert.True((time.GetUtcNow() - began).TotalSeconds >= 2.9);
    }

    [Fact]
    public async Task Enter_FloodOfOneMethod_DoesNotStarveAnother()
    {
        using var pacer = new Pacer(new PaceOptions { MaxConcurrency = 1 }, new FakeTimeProvider());
        await pacer.EnterAsync("flood", default);
        var flood = Enumerable.Range(0, 50).Select(_ => pacer.EnterAsync("flood", default)).ToList();
        var other = pacer.EnterAsync("other", default);
        pacer.Succeeded();
        pacer.Succeeded();
        await other.InTimeAsync();
        await flood[0].InTimeAsync();
        Assert.DoesNotContain(flood.Skip(1), f => f.IsCompleted);
    }

    [Fact]
    public async Task Enter_Cancelled_LeavesTheQueueAndTakesNoSlot()
    {
        using var pacer = new Pacer(new PaceOptions { MaxConcurrency = 1 }, new FakeTimeProvider());
        await pacer.EnterAsync("m", default);
        using var cancel = new CancellationTokenSource();
        var waiting = pacer.EnterAsync("m", cancel.Token);
        var next = pacer.EnterAsync("m", default);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        pacer.Succeeded();
        await next.InTimeAsync();
    }

    [Fact]
    public async Task SharedFile_TwoProcesses_KeepOneCeilingTogether()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider();
        var options = new PaceOptions { RequestsPerSecond = 10, SharedFile = folder.File("pace") };
        using var one = new Pacer(options, time);
        using var two = new Pacer(options, time);
        var began = time.GetUtcNow();
        for (var i = 0; i < 30; i++)
        {
            var pacer = i % 2 == 0 ? one : two;
            var turn = pacer.EnterAsync("m", default);
            await time.AdvanceUntilAsync(turn, TimeSpan.FromMilliseconds(10));
            pacer.Succeeded();
        }

        Assert.True((time.GetUtcNow() - began).TotalSeconds >= 2.6, $"30 calls in {(time.GetUtcNow() - began).TotalSeconds} s");
    }

    [Fact]
    public async Task Enter_SharedPaceIsSlow_HoldsUpNobodyWhoEndsATurn()
    {
        var shared = new Mock<ISharedPace>();
        using var pacer = new Pacer(new PaceOptions { RequestsPerSecond = 10 }, new FakeTimeProvider(), shared.Object);
        var isFree = false;
        shared
            .Setup(s => s.Reserve(It.IsAny<DateTimeOffset>()))
            .Callback(() => isFree = Task.Run(() => pacer.Concurrency).Wait(TimeSpan.FromSeconds(10)))
            .Returns<DateTimeOffset>(now => now);
        await pacer.EnterAsync("m", default);
        Assert.True(isFree, "the pacer's lock was held while the moment was reserved");
    }

    [Fact]
    public async Task Enter_WhileAMomentIsReserved_WaitsForIt()
    {
        var time = new FakeTimeProvider();
        var shared = new Mock<ISharedPace>();
        using var pacer = new Pacer(new PaceOptions { RequestsPerSecond = 1 }, time, shared.Object);
        Task? second = null;
        shared
            .SetupSequence(s => s.Reserve(It.IsAny<DateTimeOffset>()))
            .Returns(() =>
            {
                second = pacer.EnterAsync("m", default);
                Assert.False(second.IsCompleted);
                return time.GetUtcNow() + TimeSpan.FromSeconds(1);
            })
            .Returns(time.GetUtcNow() + TimeSpan.FromSeconds(2));
        await pacer.EnterAsync("m", default);
        Assert.False(second!.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await second;
    }

    [Fact]
    public async Task Enter_ReadOfACollection_YieldsToWritesForAWhile()
    {
        var time = new FakeTimeProvider();
        using var pacer = new Pacer(new PaceOptions { MaxConcurrency = 1 }, time);
        await pacer.EnterAsync("write", default);
        var read = pacer.EnterAsync("list", default, yields: true);
        var writes = Enumerable.Range(0, 3).Select(_ => pacer.EnterAsync("write", default)).ToList();
        pacer.Succeeded();
        pacer.Succeeded();
        await writes[1].InTimeAsync();
        Assert.False(read.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(11));
        pacer.Succeeded();
        await read.InTimeAsync();
        Assert.False(writes[2].IsCompleted);
    }
}
