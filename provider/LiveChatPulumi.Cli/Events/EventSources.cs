using System.Text.RegularExpressions;
using LiveChatPulumi.Cli.Drift;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Events;

/// <summary>Finds who made a difference, and when: by the last event that tells of that object, and of that field.</summary>
/// <param name="records">What LiveChat told, the oldest first.</param>
/// <param name="snapshot">The state: it knows the ids of the rules of a list.</param>
internal sealed partial class EventSources(IReadOnlyList<EventRecord> records, Snapshot snapshot)
{
    private const string Rules = "auto_accesses";

    /// <summary>LiveChat's names of the kinds that it tells of.</summary>
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        [LicenseKinds.Agent] = "agent",
        [LicenseKinds.Group] = "group",
        ["livechat:index:Bot"] = "bot",
        ["livechat:index:Tag"] = "tag",
        [LicenseKinds.Rule] = Rules,
        ["livechat:index:AutoAccessRules"] = Rules,
    };

    /// <summary>The same finding, with its source where one is known.</summary>
    public DriftFinding On(DriftFinding finding)
    {
        if (!Kinds.TryGetValue(finding.Type, out var kind))
            return finding;
        var id = IdOf(finding);
        var source = records.LastOrDefault(r =>
            r.Action.StartsWith(kind + "_", StringComparison.Ordinal)
            && r.Objects.Any(o => string.Equals(o.Id, id, StringComparison.OrdinalIgnoreCase) && IsMeant(kind, r, o.Status, finding))
        );
        return source is null ? finding : finding with { Source = new DriftSource(source.Who, source.At) };
    }

    private static bool IsMeant(string kind, EventRecord record, string status, DriftFinding finding)
    {
        var what = kind == Rules ? status : record.Action[(kind.Length + 1)..];
        return finding.Class switch
        {
            DriftClass.Missing => what == "deleted",
            DriftClass.Unmanaged or DriftClass.Duplicate => what is "created" or "added",
            DriftClass.Order => what == "updated",
            _ when kind == Rules => what == "updated",
            _ => IsOfField(what, record, finding.Property.Split('.', '[')[0]),
        };
    }

    /// <summary>An update names the fields that changed; some changes have actions of their own.</summary>
    private static bool IsOfField(string what, EventRecord record, string property) =>
        property switch
        {
            "suspended" => what is "suspended" or "unsuspended",
            "awaitingApproval" => what == "approved",
            _ => what == "updated" && record.Fields.Contains(Upper().Replace(property, m => "_" + m.Value.ToLowerInvariant())),
        };

    /// <summary>The id by which LiveChat knows the object: rules of a list have keys in the program.</summary>
    private string IdOf(DriftFinding finding)
    {
        if (Key().Match(finding.Property) is not { Success: true } match)
            return finding.Id;
        var ids = snapshot.Resources.FirstOrDefault(r => r.Urn == finding.Urn)?.Outputs["ruleIds"]?.Plain() as PropertyObject;
        return ids?.Text(match.Groups[1].Value) ?? "";
    }

    [GeneratedRegex("^rules\\[\"(.*?)\"\\]")]
    private static partial Regex Key();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Upper();
}
