using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Tag;

/// <summary>The calls of a Tag.</summary>
internal sealed class TagResource() : ObjectResource(TagSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.CreateTag, ApiActions.ListTags, ApiActions.UpdateTag, ApiActions.DeleteTag, ApiActions.ListAgents];

    public override ImmutableArray<Function> Functions =>
        [
            new ListObjects(
                "listTags",
                this,
                ApiActions.ListTags,
                "tags",
                "Reads the tags of the license.",
                [CommonArguments.GroupIds],
                (arguments, tag) => ListObjects.IsInGroups(arguments, (tag["groupIds"] as PropertyArray)?.Items ?? [])
            ),
        ];

    // Without a filter: with one, a tag that has no groups would not be shown.
    public override Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) => CallListAsync(run, ApiActions.ListTags, [], t => new LiveObject(t.Text("name")!, t.Text("name")!, t), cancellationToken);

    /// <summary>
    /// With tags--groups:ro the list lacks the tags of groups that the token's agent is not in. Whether it does is asked by the tag's
    /// groups; where the license answers all the same, the agent's own groups tell, as far as the agent is known.
    /// </summary>
    public override async Task ConfirmGoneAsync(ProviderRun run, string id, PropertyObject known, CancellationToken cancellationToken)
    {
        if (GroupsOf(known) is not { Count: > 0 } groups)
            return;
        if (!await AreThereAsync(run, id, groups, cancellationToken))
            return;
        var shown = (await run.Collections.RecallAsync(this, PropertyObject.Empty, cancellationToken)).Objects.Values;
        if (shown.Any(t => GroupsOf(t.Live) is { Count: > 0 } seen && seen.IsSubsetOf(groups)))
            return;
        var own = run.Options.AccountId is { } account ? await OwnGroupsAsync(run, account, cancellationToken) : null;
        if (own is null || (!own.Overlaps(groups) && shown.IsEmpty))
        {
            var text =
                $"LiveChat shows neither the tag '{id}' nor another one of its groups. It counts as deleted; where the token has "
                + "tags--groups:ro only, it may be there all the same.";
            await run.Log.WriteAsync(LogSeverity.Warning, "", text, cancellationToken);
            return;
        }

        if (!own.Overlaps(groups) && shown.All(t => own.Overlaps(GroupsOf(t.Live))))
            throw OutOfSight(
                ApiActions.ListTags,
                $"LiveChat shows no tag but those of the groups of the token's agent, and the tag '{id}' is of others "
                    + "(if it is gone, take it out of the state)"
            );
    }

    /// <summary>Asks for the tags of each of the groups; false where all of the groups are gone themselves.</summary>
    /// <exception cref="ApiException">The tag is among them, though the whole list lacks it.</exception>
    private static async Task<bool> AreThereAsync(ProviderRun run, string id, IEnumerable<int> groups, CancellationToken cancellationToken)
    {
        var areThere = false;
        foreach (var group in groups)
        {
            var request = new JsonObject { ["filters"] = new JsonObject { ["group_ids"] = new JsonArray(group) } };
            try
            {
                var names = await run.AskAsync(
                    ApiActions.ListTags,
                    request,
                    answer => answer.Objects().Select(t => t["name"]?.ToString()).ToList(),
                    cancellationToken
                );
                if (names.Contains(id))
                    throw OutOfSight(ApiActions.ListTags, $"the whole list lacks the tag '{id}', and the list of its group {group} has it");
                areThere = true;
            }
            catch (ApiException e) when (e.IsNotFound || e.Type == ErrorTypes.Validation)
            {
                // The group is gone; the tag may be of others.
            }
        }

        return areThere;
    }

    private static async Task<HashSet<int>?> OwnGroupsAsync(ProviderRun run, string account, CancellationToken cancellationToken)
    {
        try
        {
            return await run.AskAsync(
                ApiActions.ListAgents,
                new JsonObject { ["fields"] = Texts(["groups"]) },
                answer =>
                    answer
                        .Objects()
                        .Where(a => a["account_id"]?.ToString() == account)
                        .Select(a => (a["groups"]?.Objects() ?? []).Select(g => g["id"]!.GetValue<int>()).ToHashSet())
                        .FirstOrDefault(),
                cancellationToken
            );
        }
        catch (ApiException e) when (e.Type == ErrorTypes.Authorization)
        {
            return null;
        }
    }

    private static HashSet<int> GroupsOf(PropertyObject tag) =>
        [.. (tag["groupIds"]?.Plain() as PropertyArray)?.Items.OfType<PropertyNumber>().Select(g => (int)g.Value) ?? []];

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await run.Api.CallAsync(ApiActions.CreateTag, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken);
        return new CreatedObject(inputs.Text("name")!);
    }

    public override Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken) =>
        SendChangedAsync(run, ApiActions.UpdateTag, "name", update.Id, update, cancellationToken);

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        run.Api.CallAsync(ApiActions.DeleteTag, new JsonObject { ["name"] = id }, cancellationToken);
}
