using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Methods;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Webhooks;

/// <summary>Something that webhooks tell of: the action that they are registered for, and their payload.</summary>
internal sealed record Happening(string Action, JsonNode Payload);

/// <summary>
/// What webhooks tell of a change of the configuration. Of a new object they have everything, of a changed one its key and the fields
/// that changed, of a deleted one its key.
/// </summary>
/// <param name="before">The license before.</param>
/// <param name="after">The license after.</param>
/// <param name="options">The switches.</param>
/// <param name="method">The method that changed it.</param>
internal sealed class LicenseChanges(LicenseState before, LicenseState after, EmulatorOptions options, string method)
{
    private readonly bool _isOfGroups = method.EndsWith("_group", StringComparison.Ordinal);

    /// <summary>What happened, kind by kind.</summary>
    public IEnumerable<Happening> All()
    {
        if (ReferenceEquals(before, after))
            return [];
        return Agents().Concat(Bots()).Concat(Groups()).Concat(Tags()).Concat(Rules());
    }

    private IEnumerable<Happening> Agents()
    {
        foreach (var (id, now) in after.Agents)
        {
            if (!before.Agents.TryGetValue(id, out var then))
            {
                yield return new Happening("agent_created", Show(now));
                continue;
            }

            if (Changed("id", Show(then), Show(now), _isOfGroups ? "groups" : null) is { } changed)
                yield return new Happening("agent_updated", changed);
            if (then.Suspended != now.Suspended)
                yield return new Happening(now.Suspended ? "agent_suspended" : "agent_unsuspended", new JsonObject { ["id"] = id });
            if (then.AwaitingApproval && !now.AwaitingApproval)
                yield return new Happening("agent_approved", new JsonObject { ["id"] = id });
        }

        foreach (var id in before.Agents.Keys.Where(id => !after.Agents.ContainsKey(id)))
            yield return new Happening("agent_deleted", new JsonObject { ["id"] = id });
    }

    private IEnumerable<Happening> Bots() =>
        Objects("bot", before.Bots, after.Bots, id => id, Show, "id", skipped: _isOfGroups ? "groups" : null);

    private IEnumerable<Happening> Groups() =>
        Objects(
            "group",
            before.Groups.ToDictionary(g => g.Key, g => Show(before, g.Value)),
            after.Groups.ToDictionary(g => g.Key, g => Show(after, g.Value)),
            id => id,
            g => (JsonObject)g.DeepClone(),
            "id",
            skipped: _isOfGroups ? null : "agent_priorities"
        );

    private IEnumerable<Happening> Tags() =>
        Objects(
            "tag",
            before.Tags,
            after.Tags,
            name => name,
            t => new JsonObject
            {
                ["name"] = t.Name,
                ["group_ids"] = new JsonArray([.. t.GroupIds.Select(g => (JsonNode)g)]),
                ["created_at"] = t.CreatedAt,
                ["author_id"] = t.AuthorId,
            },
            "name"
        );

    /// <summary>One webhook tells of all rules that a change touched, neighbours included.</summary>
    private IEnumerable<Happening> Rules()
    {
        var rules = new JsonArray();
        foreach (var now in after.Rules.Values)
        {
            if (
                before.Rules.TryGetValue(now.Id, out var then)
                && Changed("id", AutoAccessMethods.Show(then), AutoAccessMethods.Show(now)) is { } changed
            )
                rules.Add(With(changed, "updated"));
        }

        foreach (var added in after.Rules.Values.Where(r => !before.Rules.ContainsKey(r.Id)))
            rules.Add(With(AutoAccessMethods.Show(added), "added"));
        foreach (var id in before.Rules.Keys.Where(id => !after.Rules.ContainsKey(id)))
            rules.Add(With(new JsonObject { ["id"] = id }, "deleted"));
        if (rules.Count > 0)
            yield return new Happening("auto_accesses_updated", rules);

        static JsonNode With(JsonObject rule, string status)
        {
            rule["status"] = status;
            return rule;
        }
    }

    private IEnumerable<Happening> Objects<TKey, T>(
        string kind,
        IReadOnlyDictionary<TKey, T> before,
        IReadOnlyDictionary<TKey, T> after,
        Func<TKey, JsonNode> keyOf,
        Func<T, JsonObject> show,
        string key,
        string? skipped = null
    )
    {
        foreach (var (id, now) in after)
        {
            if (!before.TryGetValue(id, out var then))
                yield return new Happening(kind + "_created", show(now));
            else if (Changed(key, show(then), show(now), skipped) is { } changed)
                yield return new Happening(kind + "_updated", changed);
        }

        foreach (var id in before.Keys.Where(id => !after.ContainsKey(id)))
            yield return new Happening(kind + "_deleted", new JsonObject { [key] = keyOf(id) });
    }

    /// <summary>The key and the fields that differ; null where none does.</summary>
    /// <param name="key">The field that is the key.</param>
    /// <param name="then">The object before.</param>
    /// <param name="now">The object after.</param>
    /// <param name="skipped">The side of a membership that the call did not name: by a switch it is not told of.</param>
    private JsonObject? Changed(string key, JsonObject then, JsonObject now, string? skipped = null)
    {
        var changed = new JsonObject { [key] = now[key]!.DeepClone() };
        foreach (var (name, value) in now)
        {
            if (!JsonNode.DeepEquals(then[name], value) && !(name == skipped && options.Is("membershipWebhooks", "asked")))
                changed[name] = value?.DeepClone();
        }

        return changed.Count > 1 ? changed : null;
    }

    private static JsonObject Show(AgentRecord a) =>
        new()
        {
            ["id"] = a.Id,
            ["name"] = a.Name,
            ["role"] = a.Role,
            ["avatar"] = a.Avatar,
            ["job_title"] = a.JobTitle,
            ["mobile"] = a.Mobile,
            ["max_chats_count"] = a.MaxChatsCount,
            ["awaiting_approval"] = a.AwaitingApproval,
            ["groups"] = MemberFields.ShowGroups(a.Groups),
            ["notifications"] = new JsonArray([.. a.Notifications.Select(n => (JsonNode)n)]),
            ["email_subscriptions"] = new JsonArray([.. a.EmailSubscriptions.Select(n => (JsonNode)n)]),
            ["work_scheduler"] = MemberFields.ShowScheduler(a.WorkScheduler),
        };

    private static JsonObject Show(BotRecord b) =>
        new()
        {
            ["id"] = b.Id,
            ["name"] = b.Name,
            ["avatar"] = b.Avatar,
            ["job_title"] = b.JobTitle,
            ["max_chats_count"] = b.MaxChatsCount,
            ["default_group_priority"] = b.DefaultGroupPriority,
            ["groups"] = MemberFields.ShowGroups(b.Groups),
            ["work_scheduler"] = MemberFields.ShowScheduler(b.WorkScheduler),
            ["owner_client_id"] = b.OwnerClientId,
        };

    private static JsonObject Show(LicenseState state, GroupRecord group) =>
        new()
        {
            ["id"] = group.Id,
            ["name"] = group.Name,
            ["language_code"] = group.LanguageCode,
            ["agent_priorities"] = new JsonObject(state.PrioritiesOf(group.Id).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        };
}
