using System.Collections.Immutable;

namespace LiveChatPulumi.Emulator.State;

/// <summary>All objects of a license at one moment. It is immutable, so that reads under lag can show an older moment.</summary>
internal sealed record LicenseState
{
    public ImmutableSortedDictionary<string, AgentRecord> Agents { get; init; } =
        ImmutableSortedDictionary.Create<string, AgentRecord>(StringComparer.OrdinalIgnoreCase);

    public ImmutableSortedDictionary<string, BotRecord> Bots { get; init; } =
        ImmutableSortedDictionary.Create<string, BotRecord>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<int, GroupRecord> Groups { get; init; } = ImmutableSortedDictionary<int, GroupRecord>.Empty;

    public ImmutableSortedDictionary<string, TagRecord> Tags { get; init; } =
        ImmutableSortedDictionary.Create<string, TagRecord>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, TemplateRecord> Templates { get; init; } =
        ImmutableSortedDictionary.Create<string, TemplateRecord>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, RuleRecord> Rules { get; init; } =
        ImmutableSortedDictionary.Create<string, RuleRecord>(StringComparer.Ordinal);

    public ImmutableArray<PropertyRecord> Properties { get; init; } = [];

    public ImmutableDictionary<ValueKey, Json> Values { get; init; } = ImmutableDictionary<ValueKey, Json>.Empty;

    public ImmutableSortedDictionary<string, WebhookRecord> Webhooks { get; init; } =
        ImmutableSortedDictionary.Create<string, WebhookRecord>(StringComparer.Ordinal);

    /// <summary>Client ids whose webhooks are disabled on the license.</summary>
    public ImmutableSortedSet<string> DisabledWebhooks { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The details that update_company_details set. No method shows them.</summary>
    public Json Company { get; init; } = new("{}");

    public int LicenseId { get; init; } = 100;

    /// <summary>The organization's id; null takes any.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Auto access rules that the license takes at most; null for no limit.</summary>
    public int? RuleLimit { get; init; }

    /// <summary>Client ids that other organizations own.</summary>
    public ImmutableSortedSet<string> ForeignClients { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public Json Channels { get; init; } = new("[]");

    public Json ProductSource { get; init; } = new("{}");

    /// <summary>The answers of check_product_limits_for_plan, by plan.</summary>
    public Json ProductLimits { get; init; } = new("{}");

    public int NextGroupId { get; init; } = 1;

    public PropertyRecord? Property(string owner, string name) =>
        Properties.FirstOrDefault(p => p.OwnerClientId == owner && p.Name == name);

    /// <summary>The rules in the order of their evaluation: along next_id from each head, then the rules that no head leads to.</summary>
    public IEnumerable<RuleRecord> RulesInOrder()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var targets = Rules.Values.Select(r => r.NextId).ToHashSet(StringComparer.Ordinal);
        foreach (var head in Rules.Values.Where(r => !targets.Contains(r.Id)).Concat(Rules.Values))
        {
            for (var rule = head; rule is not null && seen.Add(rule.Id); rule = Rules.GetValueOrDefault(rule.NextId))
                yield return rule;
        }
    }

    /// <summary>Agents and bots with their groups.</summary>
    public IEnumerable<(string Id, ImmutableArray<Membership> Groups)> Members =>
        Agents.Values.Select(a => (a.Id, a.Groups)).Concat(Bots.Values.Select(b => (b.Id, b.Groups)));

    /// <summary>Members of a group with their priorities, taken from the members' own lists of groups.</summary>
    public ImmutableSortedDictionary<string, string> PrioritiesOf(int group) =>
        Members
            .SelectMany(m => m.Groups.Where(g => g.Id == group).Select(g => KeyValuePair.Create(m.Id, g.Priority)))
            .ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase);

    public bool HasMember(string id) => Agents.ContainsKey(id) || Bots.ContainsKey(id);

    public LicenseState WithMemberships(string member, ImmutableArray<Membership> groups) =>
        Bots.TryGetValue(member, out var bot) ? WithBot(bot with { Groups = groups }) : WithAgent(Agents[member] with { Groups = groups });

    public LicenseState WithBot(BotRecord bot) => this with { Bots = Bots.SetItem(bot.Id, bot) };

    public LicenseState WithAgent(AgentRecord agent) => this with { Agents = Agents.SetItem(agent.Id, agent) };

    public LicenseState WithTemplate(TemplateRecord template) => this with { Templates = Templates.SetItem(template.Id, template) };

    public LicenseState WithRule(RuleRecord rule) => this with { Rules = Rules.SetItem(rule.Id, rule) };

    public LicenseState WithProperty(PropertyRecord property) =>
        this with
        {
            Properties = [.. Properties.Where(p => (p.OwnerClientId, p.Name) != (property.OwnerClientId, property.Name)), property],
        };

    public LicenseState WithGroup(GroupRecord group) => this with { Groups = Groups.SetItem(group.Id, group) };
}

internal sealed record Membership(int Id, string Priority);

internal sealed record WorkingHours(string Day, bool Enabled, string Start, string End);

internal sealed record Scheduler(string Timezone, ImmutableArray<WorkingHours> Schedule);

internal sealed record AgentRecord
{
    public required string Id { get; init; }

    public required string AccountId { get; init; }

    public required string Name { get; init; }

    public string Role { get; init; } = "normal";

    public string LoginStatus { get; init; } = "not accepting chats";

    public string Avatar { get; init; } = "";

    public string JobTitle { get; init; } = "";

    public string Mobile { get; init; } = "";

    public int MaxChatsCount { get; init; } = 6;

    public bool AwaitingApproval { get; init; }

    public bool Suspended { get; init; }

    public string? LastLogout { get; init; }

    public ImmutableArray<Membership> Groups { get; init; } = [];

    public ImmutableArray<string> Notifications { get; init; } = [];

    public ImmutableArray<string> EmailSubscriptions { get; init; } = [];

    public Scheduler WorkScheduler { get; init; } = new("", []);
}

internal sealed record BotRecord
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Secret { get; init; }

    public string OwnerClientId { get; init; } = "";

    /// <summary>True for a bot that an agent made with a personal access token.</summary>
    public bool MadeWithToken { get; init; }

    public string Avatar { get; init; } = "";

    public string JobTitle { get; init; } = "";

    public int MaxChatsCount { get; init; } = 6;

    public string DefaultGroupPriority { get; init; } = "first";

    public ImmutableArray<Membership> Groups { get; init; } = [];

    public Scheduler WorkScheduler { get; init; } = new("", []);
}

internal sealed record GroupRecord(int Id, string Name, string LanguageCode, string RoutingStatus = "offline");

internal sealed record TagRecord(string Name, ImmutableArray<int> GroupIds, string AuthorId, string CreatedAt);
