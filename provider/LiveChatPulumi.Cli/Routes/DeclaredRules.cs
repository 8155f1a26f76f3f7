using System.Text.Json.Nodes;
using LiveChatPulumi.Routing;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>Reads the rules that a program declares from the states before and after a preview of it.</summary>
internal sealed class DeclaredRules
{
    private const string SingleType = "livechat:index:AutoAccess";
    private const string ListType = "livechat:index:AutoAccessRules";

    private readonly Snapshot _before;
    private readonly Snapshot _after;

    private DeclaredRules(Snapshot before, Snapshot after) => (_before, _after) = (before, after);

    public static RuleDeclarations Read(Snapshot before, Snapshot after)
    {
        var rules = new DeclaredRules(before, after);
        return new RuleDeclarations(
            [.. rules.Declared(SingleType).Select(rules.ReadSingle)],
            [.. rules.Declared(ListType).Select(rules.ReadList)],
            rules.Removed().ToHashSet(StringComparer.Ordinal)
        );
    }

    private IEnumerable<ResourceState> Declared(string type) => _after.Resources.Where(r => r.Type == type && !r.Delete);

    private DeclaredSingleRule ReadSingle(ResourceState resource)
    {
        var next = resource.Inputs["nextId"]?.Plain() switch
        {
            PropertyString id => id.Value,

            // The rule that it has to stand before is created by the same apply. Its resource is known by the dependency.
            PropertyUnknown => _after
                .Resources.Where(r => r.Type == SingleType && DependsOn(resource, "nextId", r.Urn))
                .Select(IdOf)
                .FirstOrDefault(),
            _ => null,
        };
        return new DeclaredSingleRule(ReadRule(IdOf(resource), Owner(resource), resource.Inputs), next);
    }

    private DeclaredRuleList ReadList(ResourceState resource)
    {
        var rules = new Dictionary<string, ListedRule>(StringComparer.Ordinal);
        var elements = (resource.Inputs["rules"]?.Unwrapped as PropertyArray)?.Items ?? [];
        foreach (var element in elements.Select(i => i.Plain()).OfType<PropertyObject>())
        {
            var key = element.Text("key") ?? "";
            rules[key] = ReadRule($"new rule {key} of {resource.Name}", Owner(resource), element);
        }

        var place = resource.Inputs["placement"]?.Plain() as PropertyObject;
        return new DeclaredRuleList(
            new RuleBlock(
                [.. rules.Keys],
                Placement.Parse(place?.Text("at"), place?.Text("before"), place?.Text("after")),
                IsExclusive: resource.Inputs.Text("mode") == "exclusive"
            ),
            rules,
            IdsOf(resource.Urn)
        );
    }

    private IEnumerable<string> Removed()
    {
        var declared = _after.Resources.Where(r => !r.Delete).Select(r => r.Urn).ToHashSet(StringComparer.Ordinal);
        return _before
            .Resources.Where(r => !declared.Contains(r.Urn))
            .SelectMany(r =>
                r.Type switch
                {
                    SingleType => [r.Id],
                    ListType => IdsOf(r.Urn).Values,
                    _ => Enumerable.Empty<string>(),
                }
            );
    }

    /// <summary>Ids of a list's rules by key, as the last apply left them.</summary>
    private Dictionary<string, string> IdsOf(string urn) =>
        (_before.Resources.Concat(_after.Resources).FirstOrDefault(r => r.Urn == urn)?.Outputs["ruleIds"]?.Plain() as PropertyObject)
            ?.Members.Where(m => m.Value is PropertyString)
            .ToDictionary(m => m.Key, m => ((PropertyString)m.Value).Value, StringComparer.Ordinal)
        ?? [];

    private static bool DependsOn(ResourceState resource, string property, string urn) =>
        resource.PropertyDependencies.TryGetValue(property, out var urns) && urns.Contains(urn);

    private static string IdOf(ResourceState resource) => resource.Id.Length > 0 ? resource.Id : $"new rule {resource.Name}";

    private static string Owner(ResourceState resource) => $"{resource.Type.Split(':')[^1]} '{resource.Name}'";

    /// <summary>Reads a rule of an AutoAccess or an AutoAccessRules. Values that a preview does not know are left out.</summary>
    private static ListedRule ReadRule(string id, string owner, PropertyObject inputs)
    {
        var plain = (PropertyObject)inputs.Plain();
        var groups = (plain["groupIds"] as PropertyArray)?.Items.ToArray() ?? [];
        var rule = RoutingRule.Read(
            new JsonObject
            {
                ["id"] = id,
                ["description"] = plain.Text("description") ?? "",
                ["access"] = new JsonObject
                {
                    ["groups"] = new JsonArray([.. groups.OfType<PropertyNumber>().Select(g => (JsonNode)(long)g.Value)]),
                },
                ["conditions"] = ToJson(plain["conditions"]),
            }
        );
        return new ListedRule(rule, Owner: owner, GroupsKnown: plain["groupIds"] is PropertyArray && groups.All(g => g is PropertyNumber));
    }

    private static JsonNode? ToJson(PropertyValue? value) =>
        value switch
        {
            PropertyObject o => new JsonObject(
                o.Members.Where(m => m.Value is not PropertyNull and not PropertyUnknown)
                    .Select(m => KeyValuePair.Create(ToApiName(m.Key), ToJson(m.Value)))
            ),
            PropertyArray a => new JsonArray([.. a.Items.Where(i => i is not PropertyNull and not PropertyUnknown).Select(ToJson)]),
            PropertyString s => s.Value,
            PropertyBool b => b.Value,
            _ => null,
        };

    private static string ToApiName(string property) =>
        string.Concat(property.Select(c => char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
}
