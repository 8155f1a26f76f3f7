using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Files;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>A wait for a license that another run of this machine has.</summary>
public class LateTurnTests
{
    /// <summary>On a busy machine a wait wakes up late: the operation's end, a moment after the wait's own, comes first.</summary>
    [Theory]
    [InlineData(1.0, true)]
    [InlineData(0.5, false)]
    public async Task Take_OperationEndsBeforeTheWaitWakesUp_SaysWhoIsInTheWay(double seconds, bool expected)
    {
        using var folder = new TemporaryFolder();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("100")))[..16];
        var turns = Directory.CreateDirectory(Path.Combine(folder.Path, "turns", digest)).FullName;
        await File.WriteAllTextAsync(Path.Combine(turns, "other.turn"), "The other run");
        using var held = PrivateFile.TryLock(Path.Combine(turns, "other.turn.lock"));
        var time = new SleepyTime();
        using var turn = new LicenseTurn(folder.Path, "engine", time);
        using var end = new CancellationTokenSource();
        var told = new TaskCompletionSource();
        var taking = turn.TakeAsync("100", PluginHarness.Urn("Tag"), Tell, TimeSpan.FromSeconds(0.95), end.Token);
        await told.Task.InTimeAsync();
        time.Seconds = seconds;
        await end.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<Exception>(() => taking.InTimeAsync());
        Assert.Equal(
            expected,
            e is RpcException r && r.Status.Detail.Contains("the other run still applies to this license", StringComparison.Ordinal)
        );
        Assert.Equal(!expected, e is OperationCanceledException);

        Task Tell(string text)
        {
            told.SetResult();
            return Task.CompletedTask;
        }
    }

    /// <summary>A clock whose timers never fire.</summary>
    private sealed class SleepyTime : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();
    }

    private sealed class Never : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => default;
    }
}
