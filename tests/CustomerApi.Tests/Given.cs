using LiveChatPulumi.CustomerApi;

namespace LiveChatPulumi_CustomerApi_Tests;

/// <summary>What most tests begin with.</summary>
internal static class Given
{
    public const string Secret = "p-cjQcfhTqego5I48WeAPw";

    public static FixedCustomerToken Token => new(new CustomerToken(Secret));

    public static CustomerApiOptions Options(Uri? url = null) => new() { Url = url ?? new Uri("https://api.test"), LicenseId = 123456789 };
}

/// <summary>Answers HTTP requests without a server.</summary>
internal sealed class Answering(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public int Count { get; private set; }

    public static Answering With(string body, int status = 200) =>
        new((_, _) => Task.FromResult(new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(body) }));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Count++;
        return answer(request, cancellationToken);
    }
}
