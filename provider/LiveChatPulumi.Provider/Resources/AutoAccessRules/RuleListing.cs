using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Routing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>The license's rules as one list call showed them.</summary>
internal sealed class RuleListing
{
    private readonly FrozenDictionary<string, LiveObject> _rules;

    public RuleListing(IEnumerable<LiveObject> rules)
    {
        _rules = rules.ToFrozenDictionary(r => r.Id, StringComparer.Ordinal);
        Chain = AutoAccessResource.Chain(_rules.Values);
        Ids = Chain.Ids;
        Fingerprints = _rules.ToDictionary(r => r.Key, r => AutoAccessResource.Fingerprint(r.Value.Live), StringComparer.Ordinal);
    }

    public RuleChain Chain { get; }

    /// <summary>The ids in order.</summary>
    public IReadOnlyList<string> Ids { get; }

    public bool Has(string id) => _rules.ContainsKey(id);

    /// <summary>What a rule says, in the provider's names; null where the list has none of that id.</summary>
    public PropertyObject? Contents(string id) =>
        _rules.TryGetValue(id, out var rule)
            ? PropertyObject.From(rule.Live.Members.Where(m => AutoAccessSpec.Contents.Any(p => p.Name == m.Key)))
            : null;

    /// <summary>Contents of all rules, by id, in a form in which those that mean the same are equal.</summary>
    public IReadOnlyDictionary<string, string> Fingerprints { get; }

    /// <summary>One of the <see cref="Fingerprints"/>; null where the list has none of that id.</summary>
    public string? Fingerprint(string id) => Fingerprints.GetValueOrDefault(id);

    /// <summary>The whole list as one text: one is kept for each call of an apply, and lists are long.</summary>
    public string Digest => DigestOf(Ids, Fingerprints);

    /// <summary>The digest of a list of these rules in this order.</summary>
    public static string DigestOf(IReadOnlyList<string> order, IReadOnlyDictionary<string, string> contents) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', order.Select(id => id + "=" + contents[id])))))[
            ..16
        ];

    /// <summary>
    /// How people know a rule of the list itself: its description with its id, or the id alone. Rules of others go by their ids only:
    /// another resource may have the description as a secret.
    /// </summary>
    public string Name(string id) => _rules.TryGetValue(id, out var rule) && rule.Name != id ? $"'{rule.Name}' ({id})" : id;
}
