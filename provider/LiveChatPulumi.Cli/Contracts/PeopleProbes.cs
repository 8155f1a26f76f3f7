using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>Probes with agents, bots, groups and tags.</summary>
internal static class PeopleProbes
{
    private const string Picture = "https://example.com/livechat_contract.png";

    public static IEnumerable<Probe> All =>
        [
            new(["awaitingApprovalDefault", "newAgentNotifications", "newAgentGroups"], NewAgentAsync),
            new(["createAgentMaxChats"], MaxChatsAsync),
            new(["botTimezone", "unaskedFields", "timezones"], HoursAsync),
            new(["avatar"], AvatarAsync),
            new(["unknownMember"], UnknownMemberAsync),
            new(["updateGroupPriorities"], PrioritiesAsync),
            new(["setOrder"], SetOrderAsync),
            new(["updateTagWithoutGroups"], TagWithoutGroupsAsync),
        ];

    private static JsonObject Agent(string name) => new() { ["id"] = $"{Sandbox.Mark}{name}@example.com", ["name"] = Sandbox.Mark + name };

    private static JsonObject Bot(Sandbox sandbox, string name)
    {
        var bot = new JsonObject { ["name"] = Sandbox.Mark + name };
        if (sandbox.Owner is { } owner)
            bot["owner_client_id"] = owner;
        return bot;
    }

    private static JsonObject Hours(string zone) =>
        new()
        {
            ["timezone"] = zone,
            ["schedule"] = new JsonArray(
                new JsonObject
                {
                    ["day"] = "monday",
                    ["enabled"] = true,
                    ["start"] = "10:00",
                    ["end"] = "12:00",
                }
            ),
        };

    private static async Task NewAgentAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var agent = Agent("agent");
        var id = agent.Text("id");
        await sandbox.CallAsync(ApiActions.CreateAgent, agent, cancellationToken).ConfigureAwait(false);
        var request = new JsonObject { ["id"] = id, ["fields"] = new JsonArray("awaiting_approval", "notifications", "groups") };
        var shown = await sandbox
            .ReadAsync(ApiActions.GetAgent, request, a => a.Text("id") is not null, "a new agent", cancellationToken)
            .ConfigureAwait(false);
        if (shown.Flag("awaiting_approval") is { } awaits)
            findings.Tell("awaitingApprovalDefault", awaits ? "true" : "false", "a new agent shows it");
        if (shown.Member("notifications") is JsonArray notifications)
            findings.Tell(
                "newAgentNotifications",
                notifications.Count == 0 ? "empty" : "populated",
                $"a new agent is notified of {notifications.Count} things"
            );
        if (shown.Member("groups") is JsonArray { Count: 0 })
            findings.Tell("newAgentGroups", "none", "a new agent is in no group");
        else if (shown.Member("groups").Objects() is [var only] && only.Member("id")?.ToString() == "0")
            findings.Tell("newAgentGroups", "general", "a new agent is in the group General");
    }

    private static async Task MaxChatsAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var within = Agent("within");
        within["max_chats_count"] = 20;
        await sandbox.CallAsync(ApiActions.CreateAgent, within, cancellationToken).ConfigureAwait(false);
        var beyond = Agent("beyond");
        beyond["max_chats_count"] = 21;
        var refusal = await sandbox.TryAsync(ApiActions.CreateAgent, beyond, cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance("createAgentMaxChats", "create_agent with max_chats_count 21", refusal, "100", "20");
    }

    private static async Task HoursAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var bot = Bot(sandbox, "hours");
        bot["work_scheduler"] = Hours("Europe/Warsaw");
        var made = await sandbox.CallAsync(ApiActions.CreateBot, bot, cancellationToken).ConfigureAwait(false);
        var asked = new JsonObject { ["id"] = made.Text("id"), ["fields"] = new JsonArray("work_scheduler", "timezone") };
        var shown = await sandbox
            .ReadAsync(ApiActions.GetBot, asked, b => b.Has("work_scheduler"), "a new bot", cancellationToken)
            .ConfigureAwait(false);
        var together = shown.Member("work_scheduler").Text("timezone") is { Length: > 0 };
        findings.Tell("botTimezone", together ? "both" : "apart", $"work_scheduler of a bot shows {(together ? "a" : "no")} time zone");

        var plain = await sandbox
            .CallAsync(ApiActions.GetBot, new JsonObject { ["id"] = made.Text("id") }, cancellationToken)
            .ConfigureAwait(false);
        var groups = await sandbox.CallAsync(ApiActions.ListGroups, [], cancellationToken).ConfigureAwait(false);
        bool[] unasked = [plain.Has("groups") || plain.Has("max_chats_count"), groups.Objects().Exists(g => g.Has("routing_status"))];
        if (unasked[0] != unasked[1])
            findings.Leave(
                "unaskedFields",
                $"{(unasked[0] ? "get_bot" : "list_groups")} shows fields that nobody asked for, the other none"
            );
        else
            findings.Tell("unaskedFields", unasked[0] ? "samples" : "table", "get_bot and list_groups without fields");

        var nowhere = Bot(sandbox, "nowhere");
        nowhere["work_scheduler"] = Hours("Nowhere/Livechat_Contract");
        var refusal = await sandbox.TryAsync(ApiActions.CreateBot, nowhere, cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance("timezones", "a bot in the time zone Nowhere/Livechat_Contract", refusal, "unchecked", "checked");
    }

    private static async Task AvatarAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var bot = Bot(sandbox, "picture");
        bot["avatar"] = Picture;
        var made = await sandbox.CallAsync(ApiActions.CreateBot, bot, cancellationToken).ConfigureAwait(false);
        var shown = await sandbox
            .ReadAsync(
                ApiActions.GetBot,
                new JsonObject { ["id"] = made.Text("id") },
                b => (b.Text("avatar") ?? b.Text("avatar_path")) is { Length: > 0 },
                "the picture of a new bot",
                cancellationToken
            )
            .ConfigureAwait(false);
        var address = shown.Text("avatar") ?? shown.Text("avatar_path");
        findings.Tell("avatar", address == Picture ? "sent" : "cdn", $"the picture {Picture} is shown as {address}");
    }

    private static async Task UnknownMemberAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var group = Group("strangers", new JsonObject { [$"{Sandbox.Mark}nobody@example.com"] = "normal" });
        var refusal = await sandbox.TryAsync(ApiActions.CreateGroup, group, cancellationToken).ConfigureAwait(false);
        findings.TellByType("unknownMember", "create_group with a member that is not there", refusal);
    }

    private static async Task PrioritiesAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var one = (await sandbox.CallAsync(ApiActions.CreateBot, Bot(sandbox, "one"), cancellationToken).ConfigureAwait(false)).Text("id")!;
        var two = (await sandbox.CallAsync(ApiActions.CreateBot, Bot(sandbox, "two"), cancellationToken).ConfigureAwait(false)).Text("id")!;
        var both = new JsonObject { [one] = "normal", [two] = "normal" };
        var group = await sandbox
            .CallWhenKnownAsync(ApiActions.CreateGroup, Group("before", both), cancellationToken)
            .ConfigureAwait(false);
        var update = Group("after", new JsonObject { [one] = "first" });
        update["id"] = group.Member("id")!.DeepClone();
        await sandbox.CallWhenKnownAsync(ApiActions.UpdateGroup, update, cancellationToken).ConfigureAwait(false);

        // The new name says that it is the new state which is read.
        var shown = await sandbox
            .ReadAsync(
                ApiActions.GetGroup,
                new JsonObject { ["id"] = group.Member("id")!.DeepClone(), ["fields"] = new JsonArray("agent_priorities") },
                g => g.Text("name") == Sandbox.Mark + "after",
                "a group's new name",
                cancellationToken
            )
            .ConfigureAwait(false);
        var priorities = shown.Member("agent_priorities");
        if (!priorities.Has(one))
            findings.Leave("updateGroupPriorities", "get_group does not show the member that update_group named");
        else
            findings.Tell(
                "updateGroupPriorities",
                priorities.Has(two) ? "merge" : "replace",
                $"a member that update_group does not name {(priorities.Has(two) ? "stays" : "goes")}"
            );
    }

    private static async Task SetOrderAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var group = await sandbox.CallAsync(ApiActions.CreateGroup, Group("set", []), cancellationToken).ConfigureAwait(false);
        var id = group.Member("id")!.GetValue<int>();
        int[][] orders =
        [
            [0, id],
            [id, 0],
        ];

        // A server that sorts shows one of the two as it was sent, and the other not.
        foreach (var order in orders)
            await sandbox.CallWhenKnownAsync(ApiActions.CreateTag, Tag($"set{order[0]}", order), cancellationToken).ConfigureAwait(false);
        var tags = await sandbox
            .ReadAsync(
                ApiActions.ListTags,
                [],
                t => orders.All(o => t.With("name", $"{Sandbox.Mark}set{o[0]}").Numbers("group_ids") is { Count: 2 }),
                "a new tag",
                cancellationToken
            )
            .ConfigureAwait(false);
        var isSent = orders.All(o => tags.With("name", $"{Sandbox.Mark}set{o[0]}").Numbers("group_ids")!.SequenceEqual(o));
        findings.Tell(
            "setOrder",
            isSent ? "sent" : "any",
            $"groups of two tags are shown {(isSent ? "" : "not ")}in the order of create_tag"
        );
    }

    private static async Task TagWithoutGroupsAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        await sandbox.CallAsync(ApiActions.CreateTag, Tag("kept", [0]), cancellationToken).ConfigureAwait(false);
        var update = new JsonObject { ["name"] = Sandbox.Mark + "kept" };
        await sandbox.CallWhenKnownAsync(ApiActions.UpdateTag, update, cancellationToken).ConfigureAwait(false);

        // What is made after the update shows after it.
        await sandbox.CallAsync(ApiActions.CreateTag, Tag("later", []), cancellationToken).ConfigureAwait(false);
        var tags = await sandbox
            .ReadAsync(ApiActions.ListTags, [], t => t.With("name", Sandbox.Mark + "later") is not null, "a new tag", cancellationToken)
            .ConfigureAwait(false);
        if (tags.With("name", Sandbox.Mark + "kept").Numbers("group_ids") is not { } groups)
            findings.Leave("updateTagWithoutGroups", "list_tags does not show the groups of a tag");
        else
            findings.Tell(
                "updateTagWithoutGroups",
                groups.Count > 0 ? "keeps" : "clears",
                $"a tag has {groups.Count} groups after update_tag without group_ids, and had one"
            );
    }

    private static JsonObject Group(string name, JsonObject priorities) =>
        new() { ["name"] = Sandbox.Mark + name, ["agent_priorities"] = priorities };

    private static JsonObject Tag(string name, int[] groups) =>
        new() { ["name"] = Sandbox.Mark + name, ["group_ids"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]) };
}
