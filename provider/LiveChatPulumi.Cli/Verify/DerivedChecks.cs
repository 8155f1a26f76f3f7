using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Drift;
using LiveChatPulumi.Routing;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>The checks that follow from a program, as its state has it.</summary>
internal sealed class DerivedChecks
{
    private const string PropertyType = "livechat:index:Property";
    private const string LicenseValues = "livechat:index:LicenseProperties";
    private const string GroupValues = "livechat:index:GroupProperties";

    private readonly Snapshot _snapshot;
    private readonly List<Check> _checks = [];
    private readonly List<string> _notes = [];

    private DerivedChecks(Snapshot snapshot) => _snapshot = snapshot;

    /// <summary>Makes the checks.</summary>
    /// <param name="snapshot">The stack's state.</param>
    /// <param name="rules">The rules of the license, in the order that the program gives them; null where it declares none.</param>
    public static (IReadOnlyList<Check> Checks, IReadOnlyList<string> Notes) Of(Snapshot snapshot, IReadOnlyList<ListedRule>? rules)
    {
        var derived = new DerivedChecks(snapshot);
        derived.AddRules(rules ?? []);
        derived.AddGroups();
        derived.AddProperties();
        derived._notes.Add(
            "Forms, who answers now, and chats do not follow from a program: checks in "
                + $"{VerifyFile.DefaultName} look at them (docs/verify.md)."
        );
        return (derived._checks, derived._notes);
    }

    /// <summary>True where the program declares routing rules.</summary>
    public static bool HasRules(Snapshot snapshot) =>
        snapshot.Resources.Any(r => !r.Delete && r.Type is LicenseKinds.Rule or LicenseKinds.RuleList);

    private IEnumerable<ResourceState> Of(string type) => _snapshot.Resources.Where(r => r.Type == type && !r.Delete);

    private void AddRules(IReadOnlyList<ListedRule> listed)
    {
        List<ListedRule> remaining = [.. listed.Where(r => r.Remains)];
        var pages = new RulePages([.. remaining.Select(r => r.Rule)]);
        foreach (var (rule, owner) in remaining.Where(r => r.Owner is not null).Select(r => (r.Rule, r.Owner!)))
        {
            var name = $"rule {rule.Name}";
            if (rule.Groups.IsEmpty)
                _notes.Add($"{name} of {owner} leads to no group.");
            else if (rule.Conditions.Places is not null)
                _notes.Add($"{name} of {owner} is not looked at. {VerifyReport.Geolocation}");
            else if (pages.For(rule) is { } page)
                _checks.Add(
                    new VisitCheck(name, owner, new CheckVisitor(page, null, null, null, null, null))
                    {
                        Groups = [.. rule.Groups.Select(g => (int)g)],
                    }
                );
            else
                _notes.Add(
                    $"{name} of {owner} is not looked at: no page was found that meets it and certainly none of the rules before it. "
                        + "livechat routes says whether they cover it."
                );
        }
    }

    private void AddGroups()
    {
        foreach (var group in Of(LicenseKinds.Group))
            if (int.TryParse(group.Id, out var id))
                _checks.Add(new GroupCheck(group.Inputs.Text("name") ?? group.Name, Owner(group), id));
    }

    /// <summary>
    /// Values that the program sets are seen by customers where the property's access says so, and not seen otherwise. What the program
    /// does not declare is not known here.
    /// </summary>
    private void AddProperties()
    {
        foreach (var property in Of(PropertyType))
        {
            var (name, space) = (property.Inputs.Text("name"), Space(property, "ownerClientId"));
            if (name is null || space is null)
                continue;
            var set = Of(LicenseValues)
                .Where(v => Space(v, "namespace") == space)
                .Select(v => ValueOf(v, name))
                .FirstOrDefault(v => v is not null);
            Add(property, "license", space, name, null, set ?? property.Inputs["defaultValue"]?.Plain());
            foreach (var values in Of(GroupValues).Where(v => Space(v, "namespace") == space))
                if (ValueOf(values, name) is { } value && values.Inputs["groupId"]?.Plain() is PropertyNumber group)
                    Add(property, "group", space, name, (int)group.Value, value);
        }
    }

    private void Add(ResourceState property, string location, string space, string name, int? group, PropertyValue? value)
    {
        var access = (property.Inputs["access"]?.Plain() as PropertyObject)?[location] as PropertyObject;
        var isRead = access?["customer"] is PropertyArray rights && rights.Items.Any(r => r is PropertyString { Value: "read" });

        // A property that is read and has no value shows none; nothing follows from that.
        if (isRead && value is null or PropertyNull)
            return;
        _checks.Add(
            new PropertyCheck($"{name}{(group is null ? "" : $" of group {group}")}", Owner(property), space, name, group)
            {
                Visible = isRead,
                Value = isRead ? PropertyJson.Of(value!) : null,
            }
        );
    }

    private static PropertyValue? ValueOf(ResourceState values, string name) =>
        (values.Inputs["values"]?.Plain() as PropertyObject)?[name] is { IsNull: false } value ? value : null;

    /// <summary>A namespace that the program leaves out is a default of the configuration: the outputs have it.</summary>
    private static string? Space(ResourceState resource, string key) =>
        (resource.Outputs[key]?.Plain() as PropertyString ?? resource.Inputs[key]?.Plain() as PropertyString)?.Value;

    private static string Owner(ResourceState resource) => $"{resource.Type.Split(':')[^1]} '{resource.Name}'";
}
