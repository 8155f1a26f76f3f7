using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Control;
using LiveChatPulumi.Emulator.Customer;

namespace LiveChatPulumi.Emulator;

/// <summary>
/// The behaviour of the emulated license: its speed, and a switch for each question that the API document leaves open.
/// The first value of a switch is the likelier one.
/// </summary>
public sealed record EmulatorOptions
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["unknownParameters"] = ["ignored", "rejected"],
        ["noPayload"] = ["object", "empty"],
        ["unaskedFields"] = ["table", "samples"],
        ["updateGroupPriorities"] = ["replace", "merge"],
        ["missingGroup"] = ["group_not_found", "not_found"],
        ["unknownMember"] = ["not_found", "validation"],
        ["protectedTargets"] = ["authorization", "validation"],
        ["updateTagWithoutGroups"] = ["keeps", "clears"],
        ["awaitingApprovalDefault"] = ["true", "false"],
        ["newAgentNotifications"] = ["empty", "populated"],
        ["setOrder"] = ["sent", "any"],
        ["timezones"] = ["unchecked", "checked"],
        ["retryAfter"] = ["absent", "present"],
        ["listNames"] = ["old", "new"],
        ["createAgentMaxChats"] = ["100", "20"],
        ["avatar"] = ["sent", "cdn"],
        ["templateFields"] = ["document", "sdk"],
        ["definitionFields"] = ["all", "sample"],
        ["unknownNextId"] = ["validation", "not_found"],
        ["nextIdIsItself"] = ["validation", "ignored"],
        ["autoAccessOrder"] = ["chain", "any"],
        ["unregisterPublished"] = ["validation", "authorization"],
        ["unregisteredValues"] = ["dropped", "kept"],
        ["publishAgain"] = ["widens", "rejected"],
        ["defaultValueChatOnly"] = ["rejected", "accepted"],
        ["privateValuesWithPat"] = ["denied", "allowed"],
        ["earlyPropertyValue"] = ["accepted", "refused"],
        ["webhookSecrets"] = ["hidden", "shown"],
        ["emptyTexts"] = ["refused", "accepted"],
        ["emptyMatch"] = ["refused", "accepted"],
        ["emptyRights"] = ["refused", "accepted"],
        ["emptyRuleGroups"] = ["accepted", "refused"],
        ["impossibleRange"] = ["refused", "accepted"],
        ["webhookUrls"] = ["unchecked", "checked"],
        ["foreignOwner"] = ["refused", "accepted"],
        ["suspendedRequester"] = ["refused", "accepted"],
        ["unsuspensionOfActive"] = ["refused", "accepted"],
        ["tagsOfOtherGroups"] = ["refused", "hidden"],
        ["botsOfOthers"] = ["refused", "hidden"],
        ["botTimezone"] = ["both", "apart"],
        ["newAgentGroups"] = ["none", "general"],
        ["groupsWithoutValues"] = ["shown", "hidden"],
        ["errorStatus"] = ["document", "always400", "always200"],
    };

    private readonly Dictionary<string, string> _switches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _consulted = new(StringComparer.Ordinal);

    /// <summary>The switches of the Configuration API and the public reads, and their values.</summary>
    public static IReadOnlyDictionary<string, string[]> Switches => Known;

    /// <summary>The switches of what customers and receivers of webhooks see, and their values.</summary>
    public static IReadOnlyDictionary<string, string[]> SwitchesOfCustomers => CustomerSwitches.Known;

    /// <summary>Real time that each answer takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Emulated time for which reads show the state from before a write.</summary>
    public TimeSpan ReadLag { get; set; }

    /// <summary>Emulated time for which methods do not find a new object that they refer to.</summary>
    public TimeSpan ReferenceLag { get; set; }

    /// <summary>Requests per emulated second above which calls are throttled; 0 is no limit.</summary>
    public double RequestsPerSecond { get; set; }

    /// <summary>The region that the license lives in.</summary>
    public string Region { get; set; } = "dal";

    /// <summary>
    /// Those of <see cref="Switches"/> whose values were asked for since <see cref="ForgetConsulted"/>. Another value of any other switch
    /// would have changed nothing of what the license did; so the methods ask only where their answer depends on it.
    /// </summary>
    public IReadOnlyCollection<string> Consulted => [.. _consulted.Keys];

    /// <summary>The value of a switch.</summary>
    public string this[string name]
    {
        get
        {
            if (Known.ContainsKey(name))
                _consulted[name] = true;
            return _switches.GetValueOrDefault(name) ?? ValuesOf(name)![0];
        }
        set
        {
            if (ValuesOf(name) is not { } values)
                throw new FormatException(
                    $"There is no switch '{name}'. Switches: {string.Join(", ", Known.Keys.Concat(CustomerSwitches.Known.Keys.Order()))}."
                );
            if (!values.Contains(value))
                throw new FormatException($"The switch '{name}' takes {string.Join(" or ", values)}, not '{value}'.");
            _switches[name] = value;
        }
    }

    /// <summary>Takes settings from JSON. Settings that it does not name stay as they are.</summary>
    /// <exception cref="FormatException">A name or value is not known.</exception>
    public void Apply(JsonObject settings)
    {
        foreach (var (key, value) in settings)
        {
            switch (key)
            {
                case "latencyMilliseconds":
                    Latency = TimeSpan.FromMilliseconds(value!.Number());
                    break;
                case "readLagSeconds":
                    ReadLag = TimeSpan.FromSeconds(value!.Number());
                    break;
                case "referenceLagSeconds":
                    ReferenceLag = TimeSpan.FromSeconds(value!.Number());
                    break;
                case "requestsPerSecond":
                    RequestsPerSecond = value!.Number();
                    break;
                case "region":
                    Region = value!.GetValue<string>();
                    break;
                default:
                    this[key] = value!.GetValue<string>();
                    break;
            }
        }
    }

    /// <summary>Begins to note anew which switches are consulted.</summary>
    public void ForgetConsulted() => _consulted.Clear();

    private static string[]? ValuesOf(string name) => Known.GetValueOrDefault(name) ?? CustomerSwitches.Known.GetValueOrDefault(name);

    internal bool Is(string name, string value) => this[name] == value;

    /// <summary>
    /// A set in the order in which it is shown. Some servers have one of their own; reversed is an order that nobody sent.
    /// </summary>
    internal IEnumerable<T> Shown<T>(ImmutableArray<T> set) => set.Length > 1 && Is("setOrder", "any") ? set.Reverse() : set;

    /// <summary>The same for all lists inside an object: none of those that objects of a license have is more than a set.</summary>
    internal JsonNode? Shown(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject(o.Select(m => KeyValuePair.Create(m.Key, Shown(m.Value)))),
            JsonArray a => new JsonArray([.. Shown(a.Select(Shown).ToImmutableArray())]),
            _ => node?.DeepClone(),
        };
}
