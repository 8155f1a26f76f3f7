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

/// <summary>Who calls: an agent of the license, by a token with scopes (null: all).</summary>
internal sealed record Caller(string AgentId, bool IsPersonalAccessToken, string[]? Scopes)
{
    public bool Holds(string scope) => Scopes is null || Scopes.Contains(scope) || (scope.EndsWith(":ro", StringComparison.Ordinal) && Scopes.Contains(scope[..^1] + "w"));
}

/// <summary>One method of the API: its parameters as the document has them, and what it does.</summary>
internal sealed record Method(string Name, string[] Scopes, Parameter[] Parameters, Func<CallContext, JsonObject, JsonNode?> Run, string? Batch = null);
