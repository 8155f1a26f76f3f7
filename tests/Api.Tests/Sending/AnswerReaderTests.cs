using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Sending;

namespace LiveChatPulumi_Api_Tests;

/// <summary>Answers of the server, and the errors that they stand for.</summary>
public class AnswerReaderTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(429, "", "too_many_requests", false, 7)]
    [InlineData(503, "", "service_unavailable", false, 7)]
    [InlineData(429, "<html>slow down</html>", "too_many_requests", false, 7)]
    [InlineData(503, "<html>back soon</html>", "service_unavailable", true, null)]
    [InlineData(307, "<html>moved</html>", "redirected", false, 7)]
    [InlineData(502, "<html>", "transport", true, null)]
    [InlineData(200, """{"id":1,"id":2}""", "transport", true, null)]
    [InlineData(500, "", "transport", true, null)]
    [InlineData(404, "{}", "refused", false, null)]
    [InlineData(200, "<html>", "transport", true, null)]
    [InlineData(200, """{"error":{"type":"internal"}}""", "internal", true, 7)]
    [InlineData(429, """{"error":{"type":"validation","message":"wrong"}}""", "validation", false, 7)]
    public void Read_Error_IsClassified(int status, string text, string type, bool outcomeUnknown, int? retryAfter)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
        var e = Assert.Throws<ApiException>(() =>
            AnswerReader.Read(ApiActions.CreateGroup, response, Encoding.UTF8.GetBytes(text), Longest)
        );
        Assert.Equal((type, outcomeUnknown, status), (e.Type, e.OutcomeUnknown, e.HttpStatus));
        Assert.Equal(retryAfter, (int?)e.RetryAfter?.TotalSeconds);
    }

    /// <summary>A refusal in whatever form: its words are kept, and 401 and 403 name the credential.</summary>
    [Theory]
    [InlineData(403, "<html><head><title>Forbidden</title></head><body>by the <b>firewall</b></body></html>", "by the firewall")]
    [InlineData(413, "<html><h1>Request Entity Too Large</h1></html>", "HTTP 413: Request Entity Too Large")]
    [InlineData(400, """{"error":"bad name"}""", "HTTP 400: bad name")]
    [InlineData(422, """{"errors":["bad name",{"message":"bad address"}]}""", "HTTP 422: bad name; bad address")]
    [InlineData(404, """{"message":"no such method"}""", "HTTP 404: no such method")]
    [InlineData(401, """{"error":"invalid_token","error_description":"it expired"}""", "HTTP 401: it expired")]
    [InlineData(401, "", "livechat:accessToken")]
    [InlineData(403, "", "livechat:accessToken")]
    [InlineData(409, """{"error":{"code":5}}""", """HTTP 409: {"code":5}""")]
    [InlineData(400, "a\r\n\u001b[31mb", "HTTP 400: a [31mb")]
    public void Read_RefusalOfAnyForm_KeepsItsWordsAndIsNotOpen(int status, string text, string words)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        var e = Assert.Throws<ApiException>(() =>
            AnswerReader.Read(ApiActions.CreateGroup, response, Encoding.UTF8.GetBytes(text), Longest)
        );
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.False(e.OutcomeUnknown || Retries.MayRepeat(e), e.Message);
        if (status is 401 or 403)
            Assert.Contains("livechat:personalAccessToken", e.Message, StringComparison.Ordinal);
    }

    /// <summary>A page of a proxy may be as long as it likes.</summary>
    [Fact]
    public void Read_RefusalOfManyWords_IsCut()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.BadRequest);
        var e = Assert.Throws<ApiException>(() =>
            AnswerReader.Read(ApiActions.CreateGroup, response, Encoding.UTF8.GetBytes(new string('x', 9000)), Longest)
        );
        Assert.InRange(e.Message.Length, 300, 400);
    }

    /// <summary>Nothing is no empty list. A write has often nothing to say.</summary>
    [Theory]
    [InlineData(200, "")]
    [InlineData(204, "")]
    [InlineData(200, "null")]
    public void Read_NoValue_IsAFailureOfAReadOnly(int status, string text)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        var e = Assert.Throws<ApiException>(() =>
            AnswerReader.Read(ApiActions.ListProperties, response, Encoding.UTF8.GetBytes(text), Longest)
        );
        Assert.Contains($"list_properties failed (transport): the answer (HTTP {status}) holds", e.Message, StringComparison.Ordinal);
        Assert.False(Retries.MayRepeat(e));
        Assert.Empty(AnswerReader.Read(ApiActions.DeleteTag, response, Encoding.UTF8.GetBytes(text), Longest).AsObject());
    }

    [Theory]
    [InlineData(429, "86400")]
    [InlineData(429, "301")]
    [InlineData(503, "99999999")]
    [InlineData(429, "Fri, 31 Dec 9999 23:59:59 GMT")]
    public void Read_RetryAfterBeyondTheBound_EndsTheCallWithThatSentence(int status, string header)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.TryAddWithoutValidation("Retry-After", header);
        response.Headers.Date = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var e = Assert.Throws<ApiException>(() => AnswerReader.Read(ApiActions.CreateGroup, response, [], Longest));
        Assert.Contains("a call waits for 300 s at most, so it ends here", e.Message, StringComparison.Ordinal);
        Assert.False(Retries.MayRepeat(e));
        Assert.Null(e.RetryAfter);
    }

    [Theory]
    [InlineData("300", 300)]
    [InlineData("0", 0)]
    [InlineData("Thu, 01 Jan 2026 00:00:09 GMT", 9)]
    [InlineData("Wed, 31 Dec 2025 00:00:00 GMT", 0)]
    public void Read_RetryAfter_IsAWaitThatEnds(string header, int seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", header);
        response.Headers.Date = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var e = Assert.Throws<ApiException>(() => AnswerReader.Read(ApiActions.CreateGroup, response, [], Longest));
        Assert.Equal(seconds, e.RetryAfter!.Value.TotalSeconds);
    }
}
