using System.Diagnostics;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api.Pacing;
using LiveChatPulumi.Api.Telemetry;
using Microsoft.Extensions.Logging;

namespace LiveChatPulumi.Api.Sending;

/// <inheritdoc cref="IPacedSender"/>
internal sealed class PacedSender(
    ISender sender,
    Pacer pacer,
    TimeSpan throttleBound,
    TimeProvider time,
    ApiStatistics statistics,
    ILogger log
) : IPacedSender
{
    private const string Ok = "ok";
    private const string Cancelled = "cancelled";

    public Task WaitForTurnAsync(ApiAction action, string method, CancellationToken cancellationToken) =>
        pacer.EnterAsync(method, cancellationToken, yields: action.ReadsCollection);

    public void ReturnTurn() => pacer.Failed();

    /// <summary>
    /// Sends a request. One that is refused for its rate is not a failure: it waits for another turn, until the bound is over.
    /// </summary>
    public async Task<JsonNode> SendAsync(
        ApiAction action,
        string method,
        JsonObject request,
        bool hasTurn,
        CancellationToken cancellationToken
    )
    {
        for (var began = time.GetTimestamp(); ; hasTurn = false)
        {
            if (!hasTurn)
                await WaitForTurnAsync(action, method, cancellationToken).ConfigureAwait(false);
            try
            {
                return await SendInTurnAsync(action, method, request, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException e)
                when (e is { Type: ErrorTypes.TooManyRequests, IsFinal: false } && time.GetElapsedTime(began) <= throttleBound)
            {
                // The next round waits for its turn, which the pacer has put off.
            }
        }
    }

    private async Task<JsonNode> SendInTurnAsync(ApiAction action, string method, JsonObject request, CancellationToken cancellationToken)
    {
        statistics.Called(method, action.Writes);
        var began = time.GetTimestamp();
        var outcome = Cancelled;
        using var span = ApiTelemetry.Source.StartActivity(method, ActivityKind.Client);
        try
        {
            var answer = await sender.SendAsync(action, method, request, cancellationToken).ConfigureAwait(false);
            pacer.Succeeded();
            outcome = Ok;
            return answer;
        }
        catch (Exception e)
        {
            outcome = (e as ApiException)?.Type ?? Cancelled;
            EndTurn(method, e as ApiException, time.GetElapsedTime(began));
            throw;
        }
        finally
        {
            Report(method, outcome, time.GetElapsedTime(began), span);
        }
    }

    private void EndTurn(string method, ApiException? error, TimeSpan took)
    {
        if (error?.Type == ErrorTypes.TooManyRequests)
        {
            statistics.WasRefused(took + (error.RetryAfter ?? TimeSpan.Zero));
            pacer.Refused(error.RetryAfter);
            log.RateRefused(method, pacer.Concurrency, pacer.Rate);
        }
        else if (error is null or { OutcomeUnknown: true })
            pacer.Failed();
        else
        {
            // The server answered, so it took the call's rate. The contents that it refused do not matter for the pace.
            pacer.Succeeded();
        }
    }

    private void Report(string method, string outcome, TimeSpan took, Activity? span)
    {
        ApiTelemetry.Called(method, outcome, took);
        log.CallEnded(method, outcome, (long)took.TotalMilliseconds);
        span?.SetTag("livechat.outcome", outcome);
        if (outcome != Ok)
            span?.SetStatus(ActivityStatusCode.Error, outcome);
    }
}
