using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>A customer, what is known of their visit, and where they are.</summary>
internal sealed class CustomerRecord
{
    public required string Id { get; init; }

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    public string Avatar { get; set; } = "";

    public SortedDictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    public bool Banned { get; set; }

    /// <summary>Where the customer's address is: country, country_code, region, city. A client cannot choose it.</summary>
    public JsonObject Place { get; set; } = [];

    /// <summary>The group that the customer asked for at login.</summary>
    public int? AskedGroup { get; set; }

    /// <summary>The groups of the rule that the page last met; empty where it met none.</summary>
    public IReadOnlyList<int> RuleGroups { get; set; } = [];

    public string PageUrl { get; set; } = "";

    public string PageTitle { get; set; } = "";

    public string Referrer { get; set; } = "";

    public int PageViews { get; set; }

    public int Visits { get; set; }

    public long LastVisit { get; set; }

    public long LastSeen { get; set; }
}

/// <summary>Values of properties of a chat, a thread or an event.</summary>
internal sealed class PropertyBag
{
    private readonly SortedDictionary<(string Namespace, string Name), Json> _values = [];

    public bool IsEmpty => _values.Count == 0;

    public void Set(string space, string name, JsonNode value) => _values[(space, name)] = Json.Of(value)!;

    public void Remove(string space, string name) => _values.Remove((space, name));

    /// <summary>The value of a property, or null.</summary>
    public JsonNode? this[string space, string name] => _values.GetValueOrDefault((space, name))?.Node;

    /// <summary>The values, as they are read: each is in an object of its own.</summary>
    public JsonObject Show(Func<string, string, bool> isShown) => Show(_values.Where(v => isShown(v.Key.Namespace, v.Key.Name)));

    /// <summary>The same of some of the values.</summary>
    public JsonObject Show(IReadOnlySet<(string, string)> names) => Show(_values.Where(v => names.Contains(v.Key)));

    private static JsonObject Show(IEnumerable<KeyValuePair<(string Namespace, string Name), Json>> values) =>
        new(
            values
                .GroupBy(v => v.Key.Namespace, StringComparer.Ordinal)
                .Select(n =>
                    KeyValuePair.Create(
                        n.Key,
                        (JsonNode?)
                            new JsonObject(
                                n.Select(v => KeyValuePair.Create(v.Key.Name, (JsonNode?)new JsonObject { ["value"] = v.Value.Node }))
                            )
                    )
                )
        );
}

/// <summary>A chat of one customer. Its agent changes, its threads stay.</summary>
internal sealed class ChatRecord
{
    public required string Id { get; init; }

    public required CustomerRecord Customer { get; init; }

    public long Order { get; set; }

    public bool Continuous { get; set; }

    /// <summary>The agent or bot who has it; null while nobody has.</summary>
    public string? Agent { get; set; }

    /// <summary>Everybody of the license's side who has been in it, by when they last saw it.</summary>
    public SortedDictionary<string, long> LastSeen { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The groups that may see it: those that were asked for, or those of the customer; null where all agents may.</summary>
    public IReadOnlyList<int>? Groups { get; set; } = [];

    /// <summary>True where <see cref="Groups"/> were asked for.</summary>
    public bool IsAccessAsked { get; set; }

    public PropertyBag Properties { get; } = new();

    public List<ThreadRecord> Threads { get; } = [];

    public ThreadRecord Last => Threads[^1];

    public ThreadRecord? Active => Last.IsActive ? Last : null;

    /// <summary>What the customer types and has not sent.</summary>
    public string SneakPeek { get; set; } = "";
}

/// <summary>A thread of a chat.</summary>
internal sealed class ThreadRecord
{
    public required string Id { get; init; }

    public required int Order { get; init; }

    public bool IsActive { get; set; } = true;

    public SortedSet<string> UserIds { get; } = new(StringComparer.OrdinalIgnoreCase);

    public PropertyBag Properties { get; } = new();

    public List<EventRecord> Events { get; } = [];
}

/// <summary>An event of a thread, as it is shown, without its properties.</summary>
internal sealed class EventRecord
{
    public required string Id { get; init; }

    public required JsonObject Json { get; init; }

    /// <summary>True where the agents alone see it.</summary>
    public bool IsForAgents { get; init; }

    public PropertyBag Properties { get; } = new();
}
