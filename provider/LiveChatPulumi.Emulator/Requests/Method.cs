using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Requests;

/// <summary>What a method works with.</summary>
internal sealed record CallContext(License License, EmulatorOptions Options, TimeProvider Clock, Caller Caller, Func<string> NewId)
{
    /// <summary>What reads show.</summary>
    public LicenseState Visible => License.AsOf(Options.ReadLag);

    /// <summary>What references are looked up in.</summary>
    public LicenseState Known => License.AsOf(Options.ReferenceLag);

    public ApiFailure GroupMissing(int id) => new(Options["missingGroup"], $"Group {id} not found");

    public ApiFailure Refused(string message) => new(Options["protectedTargets"], message);
}

/// <summary>Who calls: an agent of the license, by a token of a client id with scopes (null: all). A personal access token belongs to no client id.</summary>
internal sealed record Caller(string AgentId, string? ClientId, string[]? Scopes)
{
    /// <summary>Whoever calls a method that needs no authorization.</summary>
    public static Caller Nobody { get; } = new("", null, []);

    public bool IsPersonalAccessToken => ClientId is null;

    /// <summary>The client id that a call acts for: the one it names, else the token's.</summary>
    public string ActsFor(JsonObject request) =>
        request["owner_client_id"]?.GetValue<string>() ?? ClientId ?? throw ApiFailure.Validation("`owner_client_id` is required");

    public bool Holds(string scope) =>
        Scopes is null || Scopes.Contains(scope) || (scope.EndsWith(":ro", StringComparison.Ordinal) && Scopes.Contains(scope[..^1] + "w"));
}

/// <summary>One method of the API: its parameters as the document has them, and what it does.</summary>
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
