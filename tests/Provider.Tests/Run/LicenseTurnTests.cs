using System.Diagnostics;
using Grpc.Core;
using LiveChatPulumi.Provider.Run;
using Microsoft.Extensions.Time.Testing;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Two runs of one machine do not apply to one license at once.</summary>
public sealed class LicenseTurnTests : IDisposable
{
    private const string Urn = "urn:pulumi:prod::shop::livechat:index:Tag::vip";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TakeAsync_AnotherRunHasIt_WaitsUntilItIsOver()
    {
        var time = new FakeTimeProvider();
        using var first = Turn("engine:1", time);
        using var second = Turn("engine:2", time);
        await TakeAsync(first);
        List<string> told = [];
        var waiting = TakeAsync(second, told);
        await Within.EventuallyAsync(() => told.Count > 0);
        time.Advance(Bound / 2);
        Assert.False(waiting.IsCompleted);
        first.Release();
        await time.AdvanceUntilAsync(waiting, TimeSpan.FromMilliseconds(100));
        await waiting;
        Assert.Contains("The stack 'prod' of the project 'shop' (process ", Assert.Single(told), StringComparison.Ordinal);
        Assert.Contains("for 300 s at most", told[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakeAsync_AnotherRunKeepsIt_FailsAndSaysWhoHasIt()
    {
        var time = new JumpingTime();
        using var first = Turn("engine:1", time);
        using var second = Turn("engine:2", time);
        await TakeAsync(first);
        var failure = await Assert.ThrowsAsync<RpcException>(() => TakeAsync(second));
        Assert.Contains(
            "'vip' was not begun: the stack 'prod' of the project 'shop' (process ",
            failure.Status.Detail,
            StringComparison.Ordinal
        );
        Assert.Contains("after 300 s. Nothing was sent.", failure.Status.Detail, StringComparison.Ordinal);
        Assert.False(second.IsTaken);
    }

    /// <summary>A program with several provider resources has several plugin processes.</summary>
    [Fact]
    public async Task TakeAsync_ProcessesOfOneRun_HaveItTogether()
    {
        var time = new JumpingTime();
        using var first = Turn("engine:1", time);
        using var second = Turn("engine:1", time);
        using var other = Turn("engine:2", time);
        await TakeAsync(first);
        await TakeAsync(second);
        first.Dispose();
        await Assert.ThrowsAsync<RpcException>(() => TakeAsync(other));
        second.Dispose();
        await TakeAsync(other);
    }

    [Fact]
    public async Task TakeAsync_AnotherLicense_IsNotWaitedFor()
    {
        var time = new JumpingTime();
        using var first = Turn("engine:1", time);
        using var second = Turn("engine:2", time);
        await TakeAsync(first);
        await TakeAsync(second, license: "200");
    }

    /// <summary>The lock of a process goes with it, and what it wrote does not count without.</summary>
    [Fact]
    public async Task TakeAsync_ProcessWasKilled_GetsItAtOnce()
    {
        var time = new JumpingTime();
        using var second = Turn("engine:2", time);
        await TakeAsync(second);
        var own = Directory.GetFiles(_folder.Path, "*.turn", SearchOption.AllDirectories).Single();
        var left = Path.Combine(Path.GetDirectoryName(own)!, "0000-1-x.turn");
        await File.WriteAllTextAsync(left, "The stack of a run that was killed");
        second.Release();
        using var process = Process.Start("flock", ["--no-fork", left + ".lock", "sleep", "600"])!;
        await Within.EventuallyAsync(() => File.Exists(left + ".lock") && IsLocked(left + ".lock"));
        var failure = await Assert.ThrowsAsync<RpcException>(() => TakeAsync(second));
        Assert.Contains("the stack of a run that was killed", failure.Status.Detail, StringComparison.Ordinal);
        process.Kill();
        await process.ExitInTimeAsync();
        await TakeAsync(second);
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task TakeAsync_ManyRunsAtOnce_OneHasItAtATime()
    {
        var inside = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(n =>
                    Task.Run(async () =>
                    {
                        using var turn = Turn($"engine:{n}", new JumpingTime());
                        while (true)
                        {
                            try
                            {
                                await TakeAsync(turn);
                                break;
                            }
                            catch (RpcException)
                            {
                                // Its clock runs away: it asks again.
                            }
                        }

                        Assert.Equal(1, Interlocked.Increment(ref inside));
                        await Task.Yield();
                        Interlocked.Decrement(ref inside);
                    })
                )
        );
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.turn*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task TakeAsync_FolderTakesNoFiles_StopsNoRun()
    {
        var path = _folder.File("file");
        await File.WriteAllTextAsync(path, "");
        using var turn = new LicenseTurn(path, "engine:1", new JumpingTime());
        await TakeAsync(turn);
    }

    private static bool IsLocked(string path)
    {
        using var free = PluginProtocol.Files.PrivateFile.TryLock(path, FileMode.Open);
        return free is null;
    }

    private LicenseTurn Turn(string engine, TimeProvider time) => new(_folder.Path, engine, time);

    private static Task TakeAsync(LicenseTurn turn, List<string>? told = null, string license = "100") =>
        turn.TakeAsync(
            license,
            Urn,
            text =>
            {
                told?.Add(text);
                return Task.CompletedTask;
            },
            Bound,
            default
        );
}
