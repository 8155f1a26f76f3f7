using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>Probes that make nothing.</summary>
internal static class ReadProbes
{
    /// <summary>No license has a group with this id.</summary>
    private const int NoGroup = 2_000_000_000;

    public static IEnumerable<Probe> All =>
        [
            new(["unknownParameters"], UnknownParametersAsync),
            new(["missingGroup"], MissingGroupAsync),
            new(["emptyTexts"], EmptyTextsAsync),
            new(["listNames"], ListNamesAsync),
            new(["groupsWithoutValues"], GroupsWithoutValuesAsync),
            new(["unsuspensionOfActive"], UnsuspensionAsync),
        ];

    private static async Task UnknownParametersAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var request = new JsonObject { [Sandbox.Mark + "parameter"] = true };
        var refusal = await sandbox.TryAsync(ApiActions.ListGroups, request, cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance(
            "unknownParameters",
            "list_groups with a parameter that it does not have",
            refusal,
            "ignored",
            "rejected"
        );
    }

    private static async Task MissingGroupAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var refusal = await sandbox
            .TryAsync(ApiActions.GetGroup, new JsonObject { ["id"] = NoGroup }, cancellationToken)
            .ConfigureAwait(false);
        findings.TellByType("missingGroup", "get_group of a group that is not there", refusal);
    }

    private static async Task EmptyTextsAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        // An empty id that is looked for was accepted as a text.
        var refusal = await sandbox.TryAsync(ApiActions.GetAgent, new JsonObject { ["id"] = "" }, cancellationToken).ConfigureAwait(false);
        if (refusal?.Type == ErrorTypes.NotFound)
            findings.Tell("emptyTexts", "accepted", "get_agent looks for an agent with an empty id");
        else if (refusal?.Type == ErrorTypes.Validation)
            findings.Tell("emptyTexts", "refused", $"get_agent with an empty id is refused: {refusal.ApiMessage}");
        else
            findings.Leave("emptyTexts", $"get_agent with an empty id says {refusal?.Type ?? "nothing"}");
    }

    private static async Task ListNamesAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["fields"] = new JsonArray("email_subscriptions") };
        var agents = (await sandbox.CallAsync(ApiActions.ListAgents, request, cancellationToken).ConfigureAwait(false)).Objects();
        findings.TellByNames(
            "listNames",
            "entries of list_agents",
            ("old", agents.Exists(a => a.Has("avatar_path") || a.Has("summaries"))),
            ("new", agents.Exists(a => a.Has("avatar") || a.Has("email_subscriptions")))
        );
    }

    private static async Task GroupsWithoutValuesAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["group_ids"] = new JsonArray(0), ["namespace"] = sandbox.Owner ?? Sandbox.Mark };
        var answer = await sandbox.CallAsync(ApiActions.ListGroupsProperties, request, cancellationToken).ConfigureAwait(false);
        if (answer is not JsonArray groups)
            findings.Leave("groupsWithoutValues", "list_groups_properties answers with no list");
        else if (groups.Count == 0)
            findings.Tell("groupsWithoutValues", "hidden", "list_groups_properties leaves out a group without values");
        else if (groups.Objects().TrueForAll(g => g.Member("properties") is null or JsonObject { Count: 0 }))
            findings.Tell("groupsWithoutValues", "shown", "list_groups_properties shows a group without values");
        else
            findings.Leave("groupsWithoutValues", "the group General has values");
    }

    private static async Task UnsuspensionAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var refusal = await sandbox.TryAsync(ApiActions.RequestAgentUnsuspension, [], cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance(
            "unsuspensionOfActive",
            "request_agent_unsuspension of an active agent",
            refusal,
            otherTypes: ErrorTypes.Authorization
        );
    }
}
