using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace LiveChatPulumi.Emulator.Control;

/// <summary>
/// Who may give commands over HTTP: whoever has the token that the emulator was started with. A page in a browser has not, and can
/// neither pass for a caller of this machine by a name that leads here, nor change anything by a link.
/// </summary>
/// <param name="token">The token; null where no commands are taken over HTTP.</param>
internal sealed class ControlGate(string? token)
{
    /// <summary>The header that carries the token.</summary>
    public const string Header = "X-Emulator-Token";

    /// <summary>Why a request is refused, or null.</summary>
    public (int Status, string Reason)? Refusal(IHttpRequestFeature request, int port)
    {
        if (request.Headers.Host.ToString() is not { } host || (host != $"127.0.0.1:{port}" && host != $"localhost:{port}"))
            return (403, "Commands are taken for 127.0.0.1 and localhost only.");
        if (request.Headers.Origin.Count > 0)
            return (403, "Commands are not taken from pages in a browser.");
        if (request.Method != "POST")
            return (405, "Commands are sent by POST.");
        if (token is null)
            return (403, "This emulator takes no commands over HTTP.");
        return Matches(request.Headers[Header].ToString(), token)
            ? null
            : (401, $"Commands need the header {Header} with the token that the emulator printed when it started.");
    }

    private static bool Matches(string given, string wanted) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(wanted));
}
