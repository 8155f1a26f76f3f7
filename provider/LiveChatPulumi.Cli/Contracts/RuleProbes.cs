using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>Probes with routing rules. They lead to General, from pages that nobody has.</summary>
internal static class RuleProbes
{
    public static IEnumerable<Probe> All =>
        [
            new(["unknownNextId"], UnknownNextAsync),
            new(["nextIdIsItself"], NextIsItselfAsync),
            new(["emptyMatch"], EmptyMatchAsync),
            new(["emptyRuleGroups"], EmptyGroupsAsync),
            new(["autoAccessOrder"], OrderAsync),
        ];

    private static JsonObject Rule(string name) =>
        new()
        {
            ["description"] = Sandbox.Mark + name,
            ["access"] = new JsonObject { ["groups"] = new JsonArray(0) },
            ["conditions"] = new JsonObject
            {
                ["url"] = new JsonObject
                {
                    ["values"] = new JsonArray(new JsonObject { ["value"] = $"https://livechat-contract.invalid/{name}" }),
                },
            },
        };

    /// <summary>Adds a rule that nothing is wrong with, so that a refusal of the next one is of what is different in it.</summary>
    private static async Task<string> AddAsync(Sandbox sandbox, string name, CancellationToken cancellationToken) =>
        (await sandbox.CallAsync(ApiActions.AddAutoAccess, Rule(name), cancellationToken).ConfigureAwait(false)).Text("id")
        ?? throw new ProbeException("add_auto_access gives no id");

    private static async Task UnknownNextAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        await AddAsync(sandbox, "next", cancellationToken).ConfigureAwait(false);
        var rule = Rule("lost");
        rule["next_id"] = Sandbox.Mark + "nothing";
        var refusal = await sandbox.TryAsync(ApiActions.AddAutoAccess, rule, cancellationToken).ConfigureAwait(false);
        findings.TellByType("unknownNextId", "add_auto_access before a rule that is not there", refusal);
    }

    private static async Task NextIsItselfAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var id = await AddAsync(sandbox, "itself", cancellationToken).ConfigureAwait(false);
        var update = new JsonObject { ["id"] = id, ["next_id"] = id };
        await sandbox
            .CallWhenKnownAsync(ApiActions.UpdateAutoAccess, new JsonObject { ["id"] = id }, cancellationToken)
            .ConfigureAwait(false);
        var refusal = await sandbox.TryAsync(ApiActions.UpdateAutoAccess, update, cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance("nextIdIsItself", "update_auto_access before itself", refusal, "ignored", "validation");
    }

    private static async Task EmptyMatchAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        await AddAsync(sandbox, "match", cancellationToken).ConfigureAwait(false);
        var rule = Rule("nomatch");
        rule["conditions"]!["url"]!["values"] = new JsonArray();
        var refusal = await sandbox.TryAsync(ApiActions.AddAutoAccess, rule, cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance("emptyMatch", "a rule whose condition has nothing to match", refusal);
    }

    private static async Task EmptyGroupsAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        await AddAsync(sandbox, "groups", cancellationToken).ConfigureAwait(false);
        var rule = Rule("nogroups");
        rule["access"]!["groups"] = new JsonArray();
        var refusal = await sandbox.TryAsync(ApiActions.AddAutoAccess, rule, cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance("emptyRuleGroups", "a rule without groups", refusal);
    }

    private static async Task OrderAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        foreach (var name in (string[])["a", "b", "c"])
            ids.Add(await AddAsync(sandbox, name, cancellationToken).ConfigureAwait(false));
        var asMade = await OrderShownAsync(sandbox, ids, cancellationToken).ConfigureAwait(false);

        // The same rules in the opposite order: a list with an order of its own cannot be in both.
        foreach (var id in ids.Skip(1))
            await MoveAsync(sandbox, id, ids, cancellationToken).ConfigureAwait(false);
        ids.Reverse();
        var turned = await OrderShownAsync(sandbox, ids, cancellationToken).ConfigureAwait(false);
        findings.Tell(
            "autoAccessOrder",
            asMade && turned ? "chain" : "any",
            $"list_auto_accesses has three rules {(asMade && turned ? "" : "not ")}in the order of their chain, also when it is turned"
        );
    }

    private static async Task MoveAsync(Sandbox sandbox, string id, List<string> ids, CancellationToken cancellationToken)
    {
        var next = ids[ids.IndexOf(id) - 1];
        await sandbox
            .CallWhenKnownAsync(ApiActions.UpdateAutoAccess, new JsonObject { ["id"] = id, ["next_id"] = next }, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Waits until the rules have this chain, and says whether the list has them in its order.</summary>
    private static async Task<bool> OrderShownAsync(Sandbox sandbox, List<string> chain, CancellationToken cancellationToken)
    {
        var shown = await sandbox
            .ReadAsync(
                ApiActions.ListAutoAccesses,
                [],
                rules => chain.Zip(chain.Skip(1)).All(pair => rules.With("id", pair.First).Text("next_id") == pair.Second),
                "the order of rules",
                cancellationToken
            )
            .ConfigureAwait(false);
        return shown.Objects().Select(r => r.Text("id")!).Where(chain.Contains).SequenceEqual(chain);
    }
}
