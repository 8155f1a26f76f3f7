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
        foreach (var property in c.Drifting.Prepend(null))
        {
            await plugin.ResetAsync(c.Seed);
            var created = await plugin.CreateAsync(type, c.Example);
            if (property is not null)
                c.Server.Change(
                    plugin,
                    created.Id,
                    property,
                    c.Server.Changes(property, PluginHarness.Parse(c.Example)[property.Name]!).First(v => v is not null)
                );
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
