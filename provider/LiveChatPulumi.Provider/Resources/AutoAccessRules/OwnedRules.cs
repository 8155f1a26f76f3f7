using System.Collections.Immutable;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Routing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>
/// Which rules of the license are the list's own: ids by key, from the state, and from the journal where a run was cut
/// off before the engine could save them. Each rule that is added has a record of its own there.
/// </summary>
internal sealed class OwnedRules
{
    private readonly WriteJournal _journal;
    private readonly string _urn;
    private readonly SortedDictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <param name="journal">The journal.</param>
    /// <param name="urn">The list.</param>
    /// <param name="outputs">Outputs as the state has them.</param>
    /// <param name="isHeld">True for a rule that another resource has.</param>
    public OwnedRules(WriteJournal journal, string urn, PropertyObject outputs, Func<string, bool> isHeld)
    {
        (_journal, _urn) = (journal, urn);
        foreach (var (key, id) in Saved(outputs))
            _ids[key] = id;

        // A rule is only added where the one that the state knows is gone.
        foreach (var (key, record) in Unsaved())
            if (record.Id is { } id && !_ids.ContainsValue(id) && !isHeld(id))
                _ids[key] = id;
    }

    public IReadOnlyDictionary<string, string> Ids => _ids;

    /// <summary>Under what name the journal has the rule of that key.</summary>
    public string RecordName(string key) => Prefix(_urn) + key;

    /// <summary>Records of creates that no state is known to hold, by the rule's key.</summary>
    public IEnumerable<(string Key, CreateRecord Record)> Unsaved() =>
        Unsaved(_journal, _urn).Select(r => (r.Name[Prefix(_urn).Length..], r));

    public void Set(string key, string id) => _ids[key] = id;

    /// <summary>A rule is that of another key from now on.</summary>
    public void Turn(string id, string key)
    {
        Except(held => held == id);
        _ids[key] = id;
    }

    /// <summary>Leaves out rules that others hold.</summary>
    public void Except(Func<string, bool> isHeld)
    {
        foreach (var key in KeysOf(isHeld))
            _ids.Remove(key);
    }

    /// <summary>Forgets a rule that is no more.</summary>
    public async Task ForgetAsync(string id)
    {
        foreach (var key in KeysOf(own => own == id))
        {
            _ids.Remove(key);
            await _journal.RemoveAsync(RecordName(key));
        }
    }

    /// <summary>A rule that has another key now stays the same rule.</summary>
    /// <param name="declared">The rules of the program.</param>
    /// <param name="live">The contents of a rule of the license, or null where it has none of that id.</param>
    public void Rename(IReadOnlyCollection<DeclaredRule> declared, Func<string, string?> live)
    {
        var contents = declared.ToDictionary(r => r.Key, r => r.Fingerprint, StringComparer.Ordinal);
        var renamed = RuleBlock.Rename(_ids, [.. declared.Select(r => r.Key)], (key, id) => live(id) == contents[key]);
        _ids.Clear();
        foreach (var (key, id) in renamed)
            _ids[key] = id;
    }

    public PropertyObject ToOutput() => PropertyObject.From(_ids.Select(i => KeyValuePair.Create(i.Key, PropertyValue.Of(i.Value))));

    /// <summary>The ids that outputs hold, by key.</summary>
    public static IEnumerable<(string Key, string Id)> Saved(PropertyObject outputs) =>
        outputs["ruleIds"]?.Plain() is PropertyObject ids
            ? ids.Members.Where(m => m.Value is PropertyString).Select(m => (m.Key, ((PropertyString)m.Value).Value))
            : [];

    /// <summary>Records of a list's rules that no state is known to hold.</summary>
    public static IEnumerable<CreateRecord> Unsaved(WriteJournal journal, string urn) =>
        journal.Under(Prefix(urn)).Where(r => !r.Confirmed);

    private List<string> KeysOf(Func<string, bool> isMeant) => [.. _ids.Where(i => isMeant(i.Value)).Select(i => i.Key)];

    private static string Prefix(string urn) => urn + "#";
}
