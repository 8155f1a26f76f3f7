using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Pacing;
using LiveChatPulumi.Api.Sending;
using LiveChatPulumi.Api.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;
using TestSupport;

namespace LiveChatPulumi_Api_Tests;

/// <summary>Calls in their turns, against a mock of the HTTP sender.</summary>
public sealed class PacedSenderTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly Mock<ISender> _http = new(MockBehavior.Strict);
    private readonly ApiStatistics _statistics = new();
    private readonly Pacer _pacer;
    private readonly PacedSender _sender;

    public PacedSenderTests()
    {
        _pacer = new Pacer(new PaceOptions { MaxConcurrency = 1 }, _time);
        _sender = new PacedSender(_http.Object, _pacer, Bound, _time, _statistics, NullLogger.Instance);
    }

    public void Dispose() => _pacer.Dispose();

    public static TheoryData<Exception> Failures =>
        [
            new ApiException(ApiActions.DeleteTag, ErrorTypes.Validation, "wrong", 400),
            new ApiException(ApiActions.DeleteTag, ErrorTypes.Transport, "cut", null) { OutcomeUnknown = true },
            new OperationCanceledException(),
        ];

    [Fact]
    public async Task Send_RefusedForTheRate_SendsAgainWhenThePauseIsOver()
    {
        Answers().Throws(Refused(TimeSpan.FromSeconds(3))).ReturnsAsync(new JsonObject());
        var sending = SendAsync();
        Assert.False(sending.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));
        await sending.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((2, 1), (_statistics.Total, _statistics.Refused));
        Assert.Equal(TimeSpan.FromSeconds(3), _statistics.Throttled);
    }

    [Fact]
    public async Task Send_RefusedForTheRateBeyondTheBound_Fails()
    {
        var pause = Bound + TimeSpan.FromSeconds(1);
        Answers().Throws(Refused(pause)).Throws(Refused(pause));
        var sending = SendAsync();
        _time.Advance(pause);
        var e = await Assert.ThrowsAsync<ApiException>(() => sending.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(ErrorTypes.TooManyRequests, e.Type);
        Assert.Equal(2, _statistics.Refused);
    }

    [Fact]
    public async Task Send_AskedToWaitTooLong_EndsAtOnceAndHoldsUpNobody()
    {
        Answers().Throws(Refused(TimeSpan.FromDays(1)).WithoutWait(TimeSpan.FromDays(1), Bound)).ReturnsAsync(new JsonObject());
        Assert.IsType<ApiException>(await Record.ExceptionAsync(SendAsync));
        Assert.Equal(1, _statistics.Total);
        var next = SendAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await next.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Send_Fails_ThrowsAndFreesItsTurn(Exception failure)
    {
        Answers().Throws(failure).ReturnsAsync(new JsonObject());
        Assert.Same(failure, await Record.ExceptionAsync(SendAsync));
        await SendAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Send_HasATurn_TakesNoSecondOne()
    {
        Answers().ReturnsAsync(new JsonObject());
        await _sender.WaitForTurnAsync(ApiActions.DeleteTag, "delete_tag", default);
        await _sender.SendAsync(ApiActions.DeleteTag, "delete_tag", [], hasTurn: true, default).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, _statistics.Total);
    }

    private static ApiException Refused(TimeSpan pause) =>
        new(ApiActions.DeleteTag, ErrorTypes.TooManyRequests, "too many requests", 429) { RetryAfter = pause };

    private Task<JsonNode> SendAsync() => _sender.SendAsync(ApiActions.DeleteTag, "delete_tag", [], hasTurn: false, default);

    private Moq.Language.ISetupSequentialResult<Task<JsonNode>> Answers() =>
        _http.SetupSequence(s => s.SendAsync(ApiActions.DeleteTag, "delete_tag", It.IsAny<JsonObject>(), It.IsAny<CancellationToken>()));
}
