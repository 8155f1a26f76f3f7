using System.Net;
using System.Text;
using LiveChatPulumi.Api;
using TestSupport;

namespace LiveChatPulumi_Api_Tests;

/// <summary>Whatever comes back, a call ends, with an error that says that its outcome is not known.</summary>
public class BadAnswerTests
{
    private static readonly Dictionary<string, Func<HttpResponseMessage>> Kinds = new()
    {
        ["a list"] = () => Answer("[]"),
        ["a text"] = () => Answer("\"x\""),
        ["a number"] = () => Answer("5"),
        ["html"] = () => Answer("<html>"),
        ["half of it"] = () => Answer("{\"responses\":[{"),
        ["doubled names"] = () => Answer("{\"responses\":[],\"responses\":[]}"),
        ["responses that are no list"] = () => Answer("{\"responses\":5}"),
        ["too few responses"] = () => Answer("{\"responses\":[]}"),
        ["too many responses"] = () => Answer("{\"responses\":[{},{},{}]}"),
        ["a charset that does not exist"] = () => Answer("{}", "application/json; charset=bogus"),
        ["a body that cannot be unpacked"] = () => new(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) },
        ["a date far away"] = () =>
        {
            var answer = Answer("[]");
            answer.Headers.Date = DateTimeOffset.MaxValue;
            return answer;
        },
    };

    public static TheoryData<string> KindsOfAnswers => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(KindsOfAnswers))]
    public async Task Call_InABatch_EndsForEveryCaller(string kind)
    {
        using var api = Api(kind);
        var calls = new[] { "ann", "bob" }.Select(name => api.CallAsync(ApiActions.CreateAgent, new() { ["id"] = name }, default)).ToList();
        foreach (var call in calls)
        {
            var e = await Assert.ThrowsAsync<ApiException>(() => call.InTimeAsync());
            Assert.True(e.OutcomeUnknown, e.Message);
        }
    }

    [Theory]
    [MemberData(nameof(KindsOfAnswers))]
    public async Task Call_Alone_Ends(string kind)
    {
        using var api = Api(kind);
        var e = await Record.ExceptionAsync(() => api.CallAsync(ApiActions.CreateGroup, [], default).InTimeAsync());
        Assert.True(e is null or ApiException { OutcomeUnknown: true }, e?.ToString());
    }

    private static ConfigurationApi Api(string kind) =>
        new(
            new ApiOptions
            {
                Url = new Uri("https://api.example.com"),
                Credential = new Credential.Bearer(new SecretText("t")),
                MaxRetries = 1,
                RetryDelay = TimeSpan.FromMilliseconds(1),
                // Two calls fill a batch, and one does not leave alone however late the other comes.
                Batching = new()
                {
                    Size = 2,
                    Linger = TimeSpan.FromMinutes(1),
                    LongestLinger = TimeSpan.FromMinutes(1),
                },
            },
            new Handler(Kinds[kind])
        );

    private static HttpResponseMessage Answer(string body, string type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return new(HttpStatusCode.OK) { Content = content };
    }

    private sealed class Handler(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer());
    }

    /// <summary>What the runtime's decompression throws.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        public BrokenStream()
            : base(new byte[10]) { }

        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidDataException("not gzip");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidDataException("not gzip");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new InvalidDataException("not gzip");
    }
}
