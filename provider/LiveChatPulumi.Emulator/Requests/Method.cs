using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Requests;

/// <summary>The license, the clock and the caller of one call.</summary>
internal sealed record CallContext(License License, EmulatorOptions Options, TimeProvider Clock, Caller Caller, Func<string> NewId)
{
    /// <summary>The state that reads show.</summary>
    public LicenseState Visible => License.AsOf(Options.ReadLag);

    /// <summary>The state in which references are looked up.</summary>
    public LicenseState Known => License.AsOf(Options.ReferenceLag);

    public ApiFailure GroupMissing(int id) => new(Options["missingGroup"], $"Group {id} not found");

    public ApiFailure Refused(string message) => new(Options["protectedTargets"], message);
}

/// <summary>The caller of a method.</summary>
/// <param name="AgentId">The agent that the token belongs to.</param>
/// <param name="ClientId">The client id that the token belongs to; null for a personal access token.</param>
/// <param name="Scopes">The scopes of the token; null for all.</param>
internal sealed record Caller(string AgentId, string? ClientId, string[]? Scopes)
{
    /// <summary>The caller of a method that needs no authorization.</summary>
    public static Caller Anonymous { get; } = new("", null, []);

    public bool IsPersonalAccessToken => ClientId is null;

    /// <summary>The client id that a call acts for: the one that it names, or that of the token.</summary>
    public string ActsFor(JsonObject request) =>
        request["owner_client_id"]?.GetValue<string>() ?? ClientId ?? throw ApiFailure.Validation("`owner_client_id` is required");

    /// <summary>True when the token has a scope. Scopes to write include those to read.</summary>
    public bool Holds(string scope) =>
        Scopes is null || Scopes.Contains(scope) || (scope.EndsWith(":ro", StringComparison.Ordinal) && Scopes.Contains(scope[..^1] + "w"));
}

/// <summary>A method of the API, with its parameters as the document has them.</summary>
internal sealed record Method(
    string Name,
    string[] Scopes,
    Parameter[] Parameters,
    Func<CallContext, JsonObject, JsonNode?> Run,
    string? Batch = null
)
{
    /// <summary>True where the document says that no authorization is needed.</summary>
    public bool IsPublic { get; init; }
}
