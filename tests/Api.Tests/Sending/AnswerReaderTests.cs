using System.Net;
using System.Net.Http.Headers;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Sending;

namespace LiveChatPulumi_Api_Tests;

/// <summary>Answers of the server, and the errors that they stand for.</summary>
public class AnswerReaderTests
{
    [Theory]
    [InlineData(429, "", "too_many_requests", false, 7)]
    [InlineData(503, "", "service_unavailable", false, 7)]
    [InlineData(429, "<html>slow down</html>", "too_many_requests", false, 7)]
    [InlineData(503, "<html>back soon</html>", "service_unavailable", true, null)]
    [InlineData(307, "<html>moved</html>", "redirected", false, 7)]
    [InlineData(502, "<html>", "transport", true, null)]
    [InlineData(200, """{"id":1,"id":2}""", "transport", true, null)]
    [InlineData(500, "", "transport", true, null)]
    [InlineData(404, "{}", "transport", true, null)]
    [InlineData(200, "<html>", "transport", true, null)]
    [InlineData(200, """{"error":{"type":"internal"}}""", "internal", true, 7)]
    [InlineData(429, """{"error":{"type":"validation","message":"wrong"}}""", "validation", false, 7)]
    public void Read_Error_IsClassified(int status, string text, string type, bool outcomeUnknown, int? retryAfter)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
        var e = Assert.Throws<ApiException>(() => AnswerReader.Read(ApiActions.CreateGroup, response, text));
        Assert.Equal((type, outcomeUnknown, status), (e.Type, e.OutcomeUnknown, e.HttpStatus));
        Assert.Equal(retryAfter, (int?)e.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("86400", 60)]
    [InlineData("99999999", 60)]
    [InlineData("0", 0)]
    [InlineData("Thu, 01 Jan 2026 00:00:09 GMT", 9)]
    [InlineData("Wed, 31 Dec 2025 00:00:00 GMT", 0)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 60)]
    public void Read_RetryAfter_IsAWaitThatEnds(string header, int seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", header);
        response.Headers.Date = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var e = Assert.Throws<ApiException>(() => AnswerReader.Read(ApiActions.CreateGroup, response, ""));
        Assert.Equal(seconds, e.RetryAfter!.Value.TotalSeconds);
    }
}
