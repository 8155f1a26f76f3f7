using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Provider.Specs;
using LocalEngine.Deployments;
using LocalEngine.State;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>Sets, wherever a resource has one: neither the order of their elements nor saying one twice means anything.</summary>
public partial class SetTests
{
    /// <summary>Resources of which an input is, or holds, a set.</summary>
    public static TheoryData<string> Types =>
        [.. ResourceCase.All.Where(c => c.Spec.Inputs.Any(p => Has(p.Type, _ => true))).Select(c => c.Type)];

    /// <summary>Those with a set of objects.</summary>
    public static TheoryData<string> TypesOfObjects =>
        [.. ResourceCase.All.Where(c => c.Spec.Inputs.Any(p => Has(p.Type, set => set.Item is ObjectType))).Select(c => c.Type)];

    /// <summary>A program can say that one member replaces the resource (replaceOnChanges): its change is shown at its place.</summary>
    [Theory]
    [MemberData(nameof(TypesOfObjects))]
    public async Task Diff_LeafBelowASet_IsShownAtItsPlace(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var example = PluginHarness.Parse(c.Example);
        var leaves = c
            .Spec.Inputs.Where(p => example[p.Name] is not null)
            .SelectMany(p =>
                Leaves(p.Type, PropertyPath.Root.Member(p.Name), example[p.Name]!, isBelow: false)
                    .Select(l => (l.At, News: example.With(p.Name, l.Value)))
            )
            .ToList();
        Assert.NotEmpty(leaves);
        foreach (var (at, news) in leaves)
        {
            var diff = await plugin.DiffAsync(type, c.MissingId ?? "x", c.Example, PluginHarness.Text(news));
            Assert.Equal([at.ToString()], diff.DetailedDiff.Keys);
            var state = new ResourceState
            {
                Urn = PluginHarness.Urn(type),
                Type = c.Spec.Token,
                Inputs = example,
            };
            var anywhere = Place().Replace(at.ToString(), "[*]");
            Assert.True(DiffResult.Read(diff, state, news, [anywhere]).Replaces, $"{anywhere} is not asked");
        }
    }

    /// <summary>LiveChat keeps a set: what a program says twice is there once, is sent once, and is no drift afterwards.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Refresh_ElementSaidTwice_IsNoDrift(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var example = PluginHarness.Parse(c.Example);
        var tried = 0;
        foreach (var property in c.Spec.Inputs.Where(p => example[p.Name] is not null))
        foreach (var doubled in Doubled(property.Type, example[property.Name]!))
        {
            await plugin.ResetAsync(c.Seed);
            var news = PluginHarness.Text(example.With(property.Name, doubled));
            if ((await plugin.FailuresAsync(type, news)).Count > 0)
                continue;
            tried++;
            var before = plugin.Emulator.Log.Calls.Count;
            var id = (await plugin.CreateAsync(type, news)).Id;
            Assert.All(plugin.Emulator.Log.Calls.Skip(before), call => AssertNothingTwice(call.Request));
            await Checks.AssertCleanAsync(plugin, c, id, news);
        }

        Assert.True(tried > 0, "every set refuses to have an element twice");
    }

    private static async Task<PluginHarness> StartAsync(ResourceCase c)
    {
        var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ResetAsync(c.Seed);
        return plugin;
    }

    private static bool Has(PropertyType type, Func<ListType, bool> isMeant) =>
        type switch
        {
            ListType list => (list.IsSet && isMeant(list)) || Has(list.Item, isMeant),
            MapType map => Has(map.Value, isMeant),
            ObjectType obj => obj.Properties.Any(p => Has(p.Type, isMeant)),
            _ => false,
        };

    /// <summary>The leaves below sets of objects, each with the value that has only this leaf changed.</summary>
    private static IEnumerable<(PropertyPath At, PropertyValue Value)> Leaves(
        PropertyType type,
        PropertyPath at,
        PropertyValue value,
        bool isBelow
    ) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) when list.Item is ObjectType || !list.IsSet => a.Items.SelectMany(
                (item, i) =>
                    Leaves(list.Item, at.Element(i), item, isBelow || list.IsSet)
                        .Select(l => (l.At, (PropertyValue)new PropertyArray(a.Items.SetItem(i, l.Value))))
            ),
            (MapType map, PropertyObject o) => o.Members.SelectMany(m =>
                Leaves(map.Value, at.Member(m.Key), m.Value, isBelow).Select(l => (l.At, (PropertyValue)o.With(m.Key, l.Value)))
            ),
            (ObjectType obj, PropertyObject o) => o.Members.SelectMany(m =>
                Leaves(obj.Find(m.Key)!.Type, at.Member(m.Key), m.Value, isBelow).Select(l => (l.At, (PropertyValue)o.With(m.Key, l.Value)))
            ),
            _ => isBelow ? [(at, Values.Other(type, value))] : [],
        };

    /// <summary>The value with the first element of one set said twice, for every set.</summary>
    private static IEnumerable<PropertyValue> Doubled(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray { Items: [var first, ..] } a) => a
                .Items.SelectMany((item, i) => Doubled(list.Item, item).Select(v => new PropertyArray(a.Items.SetItem(i, v))))
                .Concat(list.IsSet ? [new PropertyArray(a.Items.Add(first))] : []),
            (MapType map, PropertyObject o) => o.Members.SelectMany(m => Doubled(map.Value, m.Value).Select(v => o.With(m.Key, v))),
            (ObjectType obj, PropertyObject o) => o.Members.SelectMany(m =>
                Doubled(obj.Find(m.Key)!.Type, m.Value).Select(v => o.With(m.Key, v))
            ),
            _ => [],
        };

    private static void AssertNothingTwice(JsonNode? node)
    {
        var inner = node switch
        {
            JsonObject o => o.Select(m => m.Value),
            JsonArray a => a,
            _ => [],
        };
        if (node is JsonArray list)
            Assert.Equal(list.Count, list.Select(i => i?.ToJsonString()).Distinct().Count());
        foreach (var child in inner)
            AssertNothingTwice(child);
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Place();
}
