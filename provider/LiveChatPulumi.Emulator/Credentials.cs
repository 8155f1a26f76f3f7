using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;

namespace LiveChatPulumi.Emulator;

/// <summary>The tokens that the license accepts (API document, section Authentication).</summary>
internal sealed class Credentials
{
    private readonly Lock _gate = new();
    private Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);

    public Credentials() => Reset([]);

    /// <summary>
    /// Sets the accepted tokens. Without any, these are accepted: <c>dal:emulator-token</c>, and <c>emulator-pat</c> of the account
    /// <c>emulator</c>.
    /// </summary>
    public void Reset(IEnumerable<JsonObject> credentials)
    {
        var callers = new Dictionary<string, Caller>(StringComparer.Ordinal);
        foreach (var c in credentials)
        {
            var scopes = (c["scopes"] as JsonArray)?.Select(s => s!.GetValue<string>()).ToArray();
            var agent = c["agent"]?.GetValue<string>() ?? "owner@example.com";
            if (c["token"]?.GetValue<string>() is { } token)
                callers["Bearer " + token] = new Caller(agent, c["clientId"]?.GetValue<string>() ?? EmulatorServer.DefaultClientId, scopes);
            if (c["pat"]?.GetValue<string>() is { } pat)
                callers[Basic(c["accountId"]!.GetValue<string>(), pat)] = new Caller(agent, null, scopes);
        }

        if (callers.Count == 0)
        {
            callers["Bearer " + EmulatorServer.DefaultToken] = new Caller("owner@example.com", EmulatorServer.DefaultClientId, null);
            callers[Basic(EmulatorServer.DefaultAccount, EmulatorServer.DefaultPersonalToken)] = new Caller(
                "owner@example.com",
                null,
                null
            );
        }

        lock (_gate)
            _callers = callers;
    }

    /// <summary>Finds the caller that an Authorization header belongs to.</summary>
    public Caller Authenticate(string? header)
    {
        if (string.IsNullOrEmpty(header))
            throw new ApiFailure("authentication", "No `Authorization` header");
        lock (_gate)
            return _callers.GetValueOrDefault(header) ?? throw new ApiFailure("authentication", "Invalid access token");
    }

    private static string Basic(string account, string pat) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account}:{pat}"));
}
