using System.Text.Json.Nodes;
using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>One resource of the catalog, with what the suite has to know of the server's side of it.</summary>
internal sealed record ResourceCase(ManagedResource Resource)
{
    /// <summary>What every license of the suite holds besides the object under test.</summary>
    public const string Seed = """
        {"groups":[{"id":1,"name":"One"}],
         "agents":[{"id":"owner@example.com","name":"Owner","role":"owner","groups":[{"id":0,"priority":"normal"}]}],
         "auto_accesses":[
          {"id":"first","access":{"groups":[0]},"conditions":{"url":{"values":[{"value":"/first"}]}},"next_id":"last"},
          {"id":"last","access":{"groups":[0]},"conditions":{"url":{"values":[{"value":"/last"}]}},"next_id":""}]}
        """;

    public ResourceSpec Spec => Resource.Spec;

    public string Type => Spec.Name;

    public string Example => Spec.Example;

    public string Changed => Spec.ChangedExample;

    /// <summary>True when an update can change something, so that the two examples differ by more than advice.</summary>
    public bool HasUpdates =>
        InputDiff
            .Compare(Spec, PluginHarness.Parse(Example), PluginHarness.Parse(Changed))
            .Any(c => c.Property.Delivery != Delivery.Advice);

    public static IEnumerable<ResourceCase> All => Catalog.Resources.Select(r => new ResourceCase(r));

    public static ResourceCase Of(string type) => new(Catalog.Resources.Single(r => r.Spec.Name == type));

    /// <summary>Inputs that reads tell, and whose difference is therefore drift.</summary>
    public IEnumerable<PropertySpec> Observable =>
        Spec.Inputs.Where(p => p.IsObservable && !p.MayBeHidden && p.SettlesAt is null && PluginHarness.Parse(Example)[p.Name] is not null);

    /// <summary>Those that can change while the object stays the same one.</summary>
    public IEnumerable<PropertySpec> Drifting =>
        Observable.Where(p => !Spec.Key.Contains(p.Name) || (Spec.Identity == Identity.ServerId && p.Name != "ownerClientId"));

    /// <summary>An id of the right form that the license does not have; null where there is always one.</summary>
    public string? MissingId =>
        Type switch
        {
            "Group" => "999",
            "GroupProperties" => "999/test",
            "AutoAccessRules" or "LicenseProperties" or "LicenseWebhooks" => null,
            _ => Spec.ImportId.StartsWith("ownerClientId/", StringComparison.Ordinal) ? "emulator-client/none" : "none",
        };

    /// <summary>Objects that a create makes of the example.</summary>
    public int Makes =>
        Type == "AutoAccessRules" ? 3
        : Spec.Identity == Identity.Setting ? 0
        : 1;

    /// <summary>What import takes to have the object of that id alone: the list of rules goes by theirs.</summary>
    public string ImportId(PluginHarness plugin, string id) =>
        Type == "AutoAccessRules"
            ? string.Join(
                ',',
                plugin.Dump()["auto_accesses"]!.AsArray().Select(r => (string)r!["id"]!).Where(r => r is not ("first" or "last"))
            )
            : id;

    /// <summary>Objects of this kind that the license holds.</summary>
    public int Count(PluginHarness plugin) =>
        Type switch
        {
            "AutoAccessRules" => plugin.Dump()["auto_accesses"]!.AsArray().Count(r => (string)r!["id"]! is not ("first" or "last")),
            "LicenseProperties" or "GroupProperties" or "LicenseWebhooks" or "CompanyDetails" => 1,
            _ => plugin.Dump()[ServerSide.Collection(Type)]!.AsArray().Count,
        };
}

/// <summary>The server's side of a resource: what a person in the web UI would change.</summary>
internal static class ServerSide
{
    public static string Collection(string type) =>
        type switch
        {
            "Agent" => "agents",
            "AutoAccess" => "auto_accesses",
            "Bot" => "bots",
            "BotTemplate" => "bot_templates",
            "Group" => "groups",
            "Property" => "properties",
            "Tag" => "tags",
            "Webhook" => "webhooks",
            _ => throw new ArgumentException($"A new resource: say where the emulator's dump keeps {type}."),
        };

    /// <summary>Sets one property of an object to another value, behind the provider's back.</summary>
    public static void Change(PluginHarness plugin, ResourceCase resource, string id, PropertySpec property, PropertyValue value)
    {
        var dump = plugin.Dump();
        switch (resource.Type, property.Name)
        {
            case ("LicenseWebhooks", "enabled"):
                dump["disabled_webhooks"] = value is PropertyBool { Value: true } ? new JsonArray() : new JsonArray(id);
                break;
            case ("LicenseProperties" or "GroupProperties", "values"):
                foreach (var stored in dump["property_values"]!.AsArray())
                {
                    if (((PropertyObject)value)[(string)stored!["name"]!] is { } v)
                        stored["value"] = ApiMapper.ToApi(PropertyType.Any, v);
                }

                break;
            case ("AutoAccess", "nextId"):
                // Moved to the end of the list.
                var rules = dump["auto_accesses"]!.AsArray();
                var moved = rules.Single(r => (string)r!["id"]! == id)!;
                foreach (var rule in rules)
                    rule!["next_id"] =
                        rule == moved ? ""
                        : (string)rule["next_id"]! == id ? (string)moved["next_id"]!
                        : (string)rule["next_id"]! == "" ? id
                        : (string)rule["next_id"]!;
                break;
            case ("AutoAccessRules", "rules"):
                var first = (PropertyObject)((PropertyArray)value).Items[0];
                var changed = ApiMapper.ToApi(((ObjectType)((ListType)property.Type).Item).Properties.Where(p => p.Name != "key"), first);
                foreach (var (name, member) in changed)
                    dump["auto_accesses"]!.AsArray().Single(r => (string)r!["description"]! == first.Text("description"))![name] =
                        member?.DeepClone();
                break;
            case ("AutoAccessRules", "placement"):
                // Somebody's rule is put before all others.
                var head = dump["auto_accesses"]!.AsArray()[0]!;
                dump["auto_accesses"]!
                    .AsArray()
                    .Insert(
                        0,
                        new JsonObject
                        {
                            ["id"] = "intruder",
                            ["access"] = new JsonObject { ["groups"] = new JsonArray(0) },
                            ["conditions"] = new JsonObject
                            {
                                ["domain"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = "x" }) },
                            },
                            ["next_id"] = (string)head["id"]!,
                        }
                    );
                break;
            case ("Group", "agentPriorities"):
                var owner = dump["agents"]!.AsArray().First(a => (string)a!["role"]! == "owner")!;
                owner["groups"]!.AsArray().First(g => (int)g!["id"]! == int.Parse(id))!["priority"] = ((PropertyObject)value)
                    .Members.Values.First()
                    .ToString();
                break;
            default:
                var found = dump[Collection(resource.Type)]!.AsArray().Single(o => Matches(resource.Type, o!, id))!.AsObject();
                Put(found, property.ApiName, ApiMapper.ToApi(property.Type, value));
                break;
        }

        plugin.Emulator.Control("seed", (JsonObject)JsonNode.Parse(dump.ToJsonString())!);
    }

    private static bool Matches(string type, JsonNode o, string id) =>
        id
        == type switch
        {
            "Tag" => (string)o["name"]!,
            "Property" => $"{o["owner_client_id"]}/{o["name"]}",
            "BotTemplate" or "Webhook" => $"{o["owner_client_id"]}/{o["id"]}",
            _ => o["id"]!.ToString(),
        };

    private static void Put(JsonObject json, string name, JsonNode? value)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            json[name] = value;
        else
            json[name[..dot]]![name[(dot + 1)..]] = value;
    }
}

/// <summary>Values made from a spec.</summary>
internal static class Values
{
    /// <summary>A value of the same type that means something else.</summary>
    public static PropertyValue Other(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (EnumType e, PropertyString s) => PropertyValue.Of(e.Values.First(v => v.Value != s.Value).Value),
            (_, PropertyString s) => PropertyValue.Of(s.Value + "x"),
            (_, PropertyNumber n) => PropertyValue.Of(n.Value + 1),
            (_, PropertyBool b) => PropertyValue.Of(!b.Value),
            (ListType list, PropertyArray a) => new PropertyArray(a.Items.SetItem(0, Other(list.Item, a.Items[0]))),
            (MapType map, PropertyObject o) => o.With(o.Members.Keys.First(), Other(map.Value, o.Members.Values.First())),
            (ObjectType obj, PropertyObject o)
                when o.Members.First(m => obj.Find(m.Key)!.Type is not TextType { Form: not null }) is var member => o.With(
                member.Key,
                Other(obj.Find(member.Key)!.Type, member.Value)
            ),
            _ => throw new ArgumentException($"{type} holds {value}"),
        };

    /// <summary>The tree with one node changed, for every node.</summary>
    public static IEnumerable<PropertyObject> Variants(PropertyObject root, Func<PropertyValue, PropertyValue> change) =>
        root.Members.SelectMany(m => Variants(m.Value, change).Select(v => root.With(m.Key, v)));

    private static IEnumerable<PropertyValue> Variants(PropertyValue value, Func<PropertyValue, PropertyValue> change)
    {
        yield return change(value);
        var inner = value switch
        {
            PropertyObject o => Variants(o, change),
            PropertyArray a => a.Items.SelectMany(
                (item, i) => Variants(item, change).Select(v => (PropertyValue)new PropertyArray(a.Items.SetItem(i, v)))
            ),
            _ => [],
        };
        foreach (var variant in inner)
            yield return variant;
    }
}
