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

    /// <summary>The groups of which the caller is a member.</summary>
    public IReadOnlySet<int> OwnGroups =>
        License.Current.Agents.GetValueOrDefault(Caller.AgentId)?.Groups.Select(g => g.Id).ToHashSet() ?? [];

    /// <summary>True when the agent that the token belongs to is suspended.</summary>
    public bool IsSuspended => License.Current.Agents.GetValueOrDefault(Caller.AgentId)?.Suspended == true;

    /// <summary>
    /// Refuses client ids of other organizations: where the document says that they must be owned by the own one, and, by a switch,
    /// where it says nothing.
    /// </summary>
    public void RequireOwner(Method method, JsonObject request)
    {
        if (request["owner_client_id"]?.GetValue<string>() is not { } owner || !License.Current.ForeignClients.Contains(owner))
            return;
        if (!method.OwnerIsFree || Options.Is("foreignOwner", "refused"))
            throw new ApiFailure("authorization", "owner_client_id is not owned by your organization");
    }

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

    /// <summary>
    /// True for a bot that list_bots counts as the requester's: of the token's client id, or made with a personal access token.
    /// </summary>
    public bool Owns(BotRecord bot) => IsPersonalAccessToken ? bot.MadeWithToken : bot.OwnerClientId == ClientId;

    /// <summary>True when the token has a scope. Scopes to write include those to read.</summary>
    public bool Holds(string scope) =>
        Scopes is null || Scopes.Contains(scope) || (scope.EndsWith(":ro", StringComparison.Ordinal) && Scopes.Contains(scope[..^1] + "w"));
}

/// <summary>A method of the API, with its parameters as the document has them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Grants">The scopes that allow it, of which one row is enough; none where the document names none.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Run">What it does.</param>
/// <param name="Batch">Its batch twin, or null.</param>
internal sealed record Method(
    string Name,
    Grant[] Grants,
    Parameter[] Parameters,
    Func<CallContext, JsonObject, JsonNode?> Run,
    string? Batch = null
)
{
    /// <summary>A method that one of these scopes allows.</summary>
    public Method(string name, string[] scopes, Parameter[] parameters, Func<CallContext, JsonObject, JsonNode?> run, string? batch = null)
        : this(name, Grant.Any(scopes), parameters, run, batch) { }

    /// <summary>True where the document says that no authorization is needed.</summary>
    public bool IsPublic { get; init; }

    /// <summary>True where the document does not say that owner_client_id must be owned by the own organization.</summary>
    public bool OwnerIsFree { get; init; }

    /// <summary>True where a suspended agent may call it.</summary>
    public bool IsForSuspended { get; init; }
}
