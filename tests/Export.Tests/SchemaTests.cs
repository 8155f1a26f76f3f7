using System.Text.Json.Nodes;
using LiveChatPulumi.Export.Schema;
using TestSupport;

namespace Export_Tests;

/// <summary>What the schema says for exports, over all resources.</summary>
public class SchemaTests
{
    /// <summary>Inputs of all resources and types that are ids of something.</summary>
    public static TheoryData<string> Ids
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var (owner, property) in Properties().Where(p => IsId(p.Property.Name)))
                data.Add($"{owner}.{property.Name}");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Property_ThatIsAnId_IsAReferenceOrASetting(string name)
    {
        var property = Properties().Single(p => $"{p.Owner}.{p.Property.Name}" == name).Property;
        Assert.True(property is { Setting: not null } or { RefersTo.IsEmpty: false }, $"{name} would stay a raw id in an export");
    }

    [Fact]
    public void References_AllOfThem_NameAnOutputThatThereIs() =>
        Assert.All(
            Properties().SelectMany(p => p.Property.RefersTo),
            t => Assert.True(Given.Schema.Resources[t.Resource].Outputs.Contains(t.Property), $"{t}")
        );

    [Fact]
    public void PartOf_AllOfThem_NamesAResource() =>
        Assert.All(
            Given.Schema.Resources.Values.Where(r => r.PartOf is not null),
            r => Assert.True(Given.Schema.Resources.ContainsKey(r.PartOf!))
        );

    /// <summary>Other tools take what stands there for their own, so nothing but our name may stand there.</summary>
    [Fact]
    public void Language_OfPropertiesAndResources_HasOurNameOnly()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repo.Path("schema.json")))!.AsObject();
        schema.Remove("language");
        Assert.All(Languages(schema), l => Assert.Equal(["livechat"], l.Select(m => m.Key)));
    }

    private static IEnumerable<JsonObject> Languages(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(m => m.Key == "language" && m.Value is JsonObject l ? [l] : Languages(m.Value)),
            JsonArray a => a.SelectMany(Languages),
            _ => [],
        };

    private static bool IsId(string name) =>
        name is "namespace" || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("Ids", StringComparison.Ordinal);

    private static IEnumerable<(string Owner, PropertyShape Property)> Properties()
    {
        var schema = Given.Schema;
        return schema
            .Resources.SelectMany(r => r.Value.Inputs.Select(p => (r.Key, p)))
            .Concat(Reached().SelectMany(t => schema.Types[t].Properties.Select(p => (t, p))))
            // An object with members of its own has the ids in them.
            .Where(p => Inner(p.p.Type) is not { Kind: ShapeKind.Named });
    }

    /// <summary>The types that inputs of resources lead to.</summary>
    private static HashSet<string> Reached()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<PropertyShape>(Given.Schema.Resources.Values.SelectMany(r => r.Inputs));
        while (open.TryDequeue(out var property))
        {
            if (Inner(property.Type) is not { Token: { } token } || !reached.Add(token))
                continue;
            foreach (var member in Given.Schema.Types[token].Properties)
                open.Enqueue(member);
        }

        return reached;
    }

    private static ValueShape Inner(ValueShape type) => type.Inner is { } inner ? Inner(inner) : type;
}
