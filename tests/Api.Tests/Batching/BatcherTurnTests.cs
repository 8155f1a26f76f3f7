using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Sending;
using LiveChatPulumi.Api.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;
using TestSupport;

namespace LiveChatPulumi_Api_Tests;

/// <summary>The turns that a batcher takes, against a mock of the sender.</summary>
public class BatcherTurnTests
{
    private readonly Mock<IPacedSender> _sender = new(MockBehavior.Strict);
    private readonly TaskCompletionSource _turn = new();

    public BatcherTurnTests() =>
        _sender
            .Setup(s => s.WaitForTurnAsync(ApiActions.DeleteBot, "batch_delete_bots", It.IsAny<CancellationToken>()))
            .Returns(_turn.Task);

    [Fact]
    public async Task Call_AllRequestsAreCancelledBeforeTheTurn_ReturnsTheTurn()
    {
        var returned = new TaskCompletionSource();
        _sender.Setup(s => s.ReturnTurn()).Callback(returned.SetResult);
        using var batcher = Batcher(size: 2);
        using var cancel = new CancellationTokenSource();
        var calls = Call(batcher, 2, cancel.Token);
        await cancel.CancelAsync();
        foreach (var call in calls)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        _turn.SetResult();
        await returned.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _sender.Verify(s => s.ReturnTurn(), Times.Once);
    }

    [Fact]
    public async Task Call_BatchIsFull_GoesWithoutWaitingForMore()
    {
        SendAnswers(_ => Task.FromResult<JsonNode>(new JsonObject { ["responses"] = new JsonArray(new JsonObject(), new JsonObject()) }));
        using var batcher = Batcher(size: 2);
        var calls = Call(batcher, 2, default);
        _turn.SetResult();
        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(30));
        _sender.Verify(s => s.WaitForTurnAsync(ApiActions.DeleteBot, "batch_delete_bots", It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Call_BatchFails_EachCallerGetsAnExceptionOfItsOwn()
    {
        var failure = new ApiException(ApiActions.DeleteBot, ErrorTypes.Internal, "failed", 500) { OutcomeUnknown = true };
        SendAnswers(_ => Task.FromException<JsonNode>(failure));
        using var batcher = Batcher(size: 3);
        var calls = Call(batcher, 3, default);
        _turn.SetResult();
        var seen = new List<ApiException>();
        foreach (var call in calls)
            seen.Add(await Assert.ThrowsAsync<ApiException>(() => call.WaitAsync(TimeSpan.FromSeconds(30))));
        Assert.Equal(3, seen.Distinct().Count());
        Assert.All(seen, e => Assert.Equal((ErrorTypes.Internal, true, 500), (e.Type, e.OutcomeUnknown, e.HttpStatus)));
    }

    /// <summary>Requests that come one after the other, as an engine sends them, fill a batch; it leaves all the same.</summary>
    [Fact]
    public void Call_RequestsKeepComing_LeaveTogetherAfterTheLongestLinger()
    {
        var time = new FakeTimeProvider();
        using var batcher = Batcher(size: 50, time);
        for (var i = 0; i < 4; i++)
        {
            _ = batcher.CallAsync(new JsonObject { ["id"] = $"b{i}" }, default);
            time.Advance(TimeSpan.FromMilliseconds(6));
        }

        VerifyTurns(Times.Never());
        time.Advance(TimeSpan.FromMilliseconds(1));
        VerifyTurns(Times.Once());
    }

    private void VerifyTurns(Times times) =>
        _sender.Verify(s => s.WaitForTurnAsync(ApiActions.DeleteBot, "batch_delete_bots", It.IsAny<CancellationToken>()), times);

    private void SendAnswers(Func<JsonObject, Task<JsonNode>> answer) =>
        _sender
            .Setup(s => s.SendAsync(ApiActions.DeleteBot, "batch_delete_bots", It.IsAny<JsonObject>(), true, It.IsAny<CancellationToken>()))
            .Returns<ApiAction, string, JsonObject, bool, CancellationToken>((_, _, request, _, _) => answer(request));

    /// <summary>The clock stands still, so no batch goes because time has passed.</summary>
    private Batcher Batcher(int size, TimeProvider? time = null) =>
        new(
            ApiActions.DeleteBot,
            new BatchOptions { Size = size },
            time ?? new FakeTimeProvider(),
            _sender.Object,
            new ApiStatistics(),
            NullLogger.Instance
        );

    private static List<Task<JsonNode>> Call(Batcher batcher, int count, CancellationToken cancellationToken) =>
        [.. Enumerable.Range(0, count).Select(i => batcher.CallAsync(new JsonObject { ["id"] = $"b{i}" }, cancellationToken))];
}
