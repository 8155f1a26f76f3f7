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
}
