using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace LiveChatPulumi.Emulator;

/// <summary>One HTTP request and the answer to it, on the features of the bare server.</summary>
internal sealed class HttpExchange(IFeatureCollection features)
{
    public IHttpRequestFeature Request => features.GetRequiredFeature<IHttpRequestFeature>();

    private IHttpRequestLifetimeFeature Lifetime => features.GetRequiredFeature<IHttpRequestLifetimeFeature>();

    public async Task<string> ReadAsync()
    {
        using var reader = new StreamReader(Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync().ConfigureAwait(false);
    }

    public async Task<byte[]> ReadBytesAsync()
    {
        using var bytes = new MemoryStream();
        await Request.Body.CopyToAsync(bytes).ConfigureAwait(false);
        return bytes.ToArray();
    }

    /// <summary>Answers.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="text">The body, JSON.</param>
    /// <param name="date">The time by the emulated clock, for the <c>Date</c> header; null leaves it to the server.</param>
    /// <param name="retryAfter">How long the caller is asked to wait.</param>
    public Task WriteAsync(int status, string text, DateTimeOffset? date = null, TimeSpan? retryAfter = null) =>
        WriteBytesAsync(status, Encoding.UTF8.GetBytes(text), "application/json", date, retryAfter);

    /// <summary>Answers with any content.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="bytes">The body.</param>
    /// <param name="type">The type of the content.</param>
    /// <param name="date">The time by the emulated clock, for the <c>Date</c> header; null leaves it to the server.</param>
    /// <param name="retryAfter">How long the caller is asked to wait.</param>
    public async Task WriteBytesAsync(int status, byte[] bytes, string type, DateTimeOffset? date = null, TimeSpan? retryAfter = null)
    {
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentType = type;
        response.Headers.ContentLength = bytes.Length;
        if (date is { } now)
            response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
        if (retryAfter is { } wait)
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var body = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await body.StartAsync().ConfigureAwait(false);
        await body.Writer.WriteAsync(bytes).ConfigureAwait(false);
        await body.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for a time, or until the caller has closed the connection.</summary>
    public async Task WaitAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, Lifetime.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller is gone, so there is nothing left to wait for.
        }
    }

    /// <summary>Cuts the connection.</summary>
    public void Abort() => Lifetime.Abort();
}
