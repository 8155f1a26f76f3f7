using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>What tools show to people of a read or an update is what somebody changed, and nothing of the provider's own.</summary>
public class ShownTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    /// <summary>A tool that patches an object reads it with empty inputs, and shows how they change.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Patch_OfAnObject_ShowsNoMarks(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        await plugin.NextRunAsync();
        var request = new ReadRequest
        {
            Urn = PluginHarness.Urn(type),
            Id = c.ImportId(plugin, id),
            Inputs = new Struct(),
            Properties = new Struct(),
        };
        var read = await plugin.Client.ReadAsync(request, default);
        Assert.DoesNotContain(read.Inputs.Fields.Keys, k => k.StartsWith("__", StringComparison.Ordinal));

        var (olds, example) = (StructCodec.Read(read.Inputs), PluginHarness.Parse(c.Example));
        var patched = c
            .Spec.Inputs.Where(p => p is { Required: true, Class: PropertyClass.WriteOnly })
            .Aggregate(olds, (o, p) => o.With(p.Name, example[p.Name]!));
        var check = await Checks.CheckAsync(plugin, c, patched, olds);
        Assert.Empty(check.Failures);
        Assert.DoesNotContain(check.Inputs.Fields.Keys, k => k.StartsWith("__", StringComparison.Ordinal));
    }

    /// <summary>A refresh of what nobody touched shows no output, and one of what somebody did none that LiveChat filled in.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Refresh_Outputs_ShowWhatChangedAndNoDefaults(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        var drifts = c.Drifting.SelectMany(p =>
            c.Server.Changes(p, PluginHarness.Parse(c.Example)[p.Name]!)
                .Where(v => v is not null)
                .Take(8)
                .Select(v => ((PropertySpec?)p, v))
        );
        foreach (var (property, change) in drifts.Prepend((null, null)))
        {
            await plugin.ResetAsync(c.Seed);
            var created = await plugin.CreateAsync(type, c.Example);
            if (property is not null)
                c.Server.Change(plugin, created.Id, property, change);
            FillIn(plugin, c);
            await plugin.NextRunAsync();
            var read = await plugin.ReadAsync(type, created.Id, c.Example);
            var (before, after) = (StructCodec.Read(created.Properties), StructCodec.Read(read.Properties));
            foreach (var p in c.Spec.Inputs.Where(p => p.Name != property?.Name))
                Assert.True(
                    Equals(before[p.Name], after[p.Name]),
                    $"{type}.{p.Name} was {before[p.Name]}, and is shown as {after[p.Name]}"
                );
            if (property is not null && before[property.Name] is { } was && after[property.Name] is { } now)
                Assert.Empty(FilledIn(property.Type, was.Plain(), now.Plain(), property.Name));
        }
    }

    /// <summary>
    /// What a program does not say, and a read does not tell or tells to be empty, is no output that changed. What LiveChat chose is one:
    /// nobody can know it before.
    /// </summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Refresh_OfTheSmallestProgram_ShowsNoMore(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var needed = c.Spec.Inputs.Where(p => p.Required || p.FromConfig is not null).Select(p => p.Name).ToHashSet();
        var small = PropertyObject.From(PluginHarness.Parse(c.Example).Members.Where(m => needed.Contains(m.Key)));
        var inputs = StructCodec.Read((await Checks.CheckAsync(plugin, c, small)).Inputs);
        var created = await plugin.CreateAsync(type, PluginHarness.Text(inputs));
        FillIn(plugin, c);
        await plugin.NextRunAsync();
        var read = await plugin.ReadAsync(type, created.Id, PluginHarness.Text(inputs));
        var (before, after) = (StructCodec.Read(created.Properties), StructCodec.Read(read.Properties));
        Assert.Equal(
            [],
            c.Spec.Inputs.Where(p => !Equals(before[p.Name], after[p.Name]))
                .Where(p => before[p.Name] is not null || p.Default is not null || !IsChosen(after[p.Name]))
                .Select(p => $"{p.Name} was {before[p.Name]}, is {after[p.Name]}")
        );
    }

    /// <summary>After an update nothing is said to have been sent that was not, when somebody else changed it meanwhile.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_BesideDrift_DoesNotSayThatItWasSent(string type)
    {
        var c = ResourceCase.Of(type);
        var (example, changed) = (PluginHarness.Parse(c.Example), PluginHarness.Parse(c.Changed));
        var drifting = c.Drifting.Where(p => p is { Class: PropertyClass.Input, IsRelation: false, MayBeHidden: false, Type: not MapType });
        var pairs = (
            from d in drifting
            from u in c.Spec.Inputs
            where u.Name != d.Name && u.Class == PropertyClass.Input && !Equals(example[u.Name], changed[u.Name])
            where changed[u.Name] is not null
            select (Drifted: d, Updated: u)
        ).Take(2);
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        foreach (var (drifted, updated) in pairs)
        {
            await plugin.ResetAsync(c.Seed);
            var id = (await plugin.CreateAsync(type, c.Example)).Id;
            var change = c.Server.Changes(drifted, example[drifted.Name]!).First(v => v is not null);
            c.Server.Change(plugin, id, drifted, change);
            await plugin.NextRunAsync();
            await plugin.UpdateAsync(type, id, c.Example, PluginHarness.Text(example.With(updated.Name, changed[updated.Name]!)));
            Assert.DoesNotContain(plugin.Logs, l => l.Message.Contains("was sent", StringComparison.Ordinal));
        }
    }

    private static bool IsChosen(PropertyValue? value) => value is PropertyBool or PropertyNumber or PropertyString { Value.Length: > 0 };

    /// <summary>A license that shows each default, wherever nothing else was set.</summary>
    private static void FillIn(PluginHarness plugin, ResourceCase c)
    {
        var dump = plugin.Dump();
        if (c.Server.Collection is not { } collection)
            return;
        var shapes = ResourceCase.All.Where(o => o.Server.Collection == collection).SelectMany(o => o.Spec.Inputs).ToList();
        foreach (var o in dump[collection]!.AsArray())
        {
            foreach (var p in shapes)
                FillIn(p.Type, o![p.ApiName]);
        }

        plugin.Emulator.Control("seed", (JsonObject)JsonNode.Parse(dump.ToJsonString())!);
    }

    private static void FillIn(PropertyType type, JsonNode? node)
    {
        switch (type, node)
        {
            case (ListType list, JsonArray a):
                foreach (var item in a)
                    FillIn(list.Item, item);
                break;
            case (ObjectType obj, JsonObject o):
                foreach (var p in obj.Properties)
                {
                    if (o[p.ApiName] is null && p.Default is { } d)
                        o[p.ApiName] = ApiMapper.ToApi(p.Type, d);
                    FillIn(p.Type, o[p.ApiName]);
                }

                break;
        }
    }

    /// <summary>Paths of members that are defaults, and that were not there before.</summary>
    private static IEnumerable<string> FilledIn(PropertyType type, PropertyValue before, PropertyValue after, string at) =>
        (type, before, after) switch
        {
            (ListType l, PropertyArray x, PropertyArray y) => x
                .Items.Zip(y.Items)
                .SelectMany((p, i) => FilledIn(l.Item, p.First, p.Second, $"{at}[{i}]")),
            (MapType m, PropertyObject x, PropertyObject y) => x
                .Members.Keys.Intersect(y.Members.Keys)
                .SelectMany(k => FilledIn(m.Value, x[k]!, y[k]!, $"{at}.{k}")),
            (ObjectType o, PropertyObject x, PropertyObject y) => y.Members.SelectMany(m =>
                o.Find(m.Key) is not { } p ? []
                : x[m.Key] is { } was ? FilledIn(p.Type, was, m.Value, $"{at}.{m.Key}")
                : p.Default is { } d && ValueEquality.AreEqual(p.Type, d, m.Value) ? [$"{at}.{m.Key}"]
                : []
            ),
            _ => [],
        };
}
