using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>What nobody but its owner can change after the create stops no program when it is another one: it is told.</summary>
public class CreateOnlyTests
{
    public static TheoryData<string, string> Inputs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var c in ResourceCase.All)
            foreach (
                var p in c.Spec.Inputs.Where(p => p.Class == PropertyClass.CreateOnly && PluginHarness.Parse(c.Example)[p.Name] is not null)
            )
                data.Add(c.Type, p.Name);
            return data;
        }
    }

    [Fact]
    public void Inputs_EveryOneThatIsSetOnceOnly_IsInAnExample() =>
        Assert.Equal(
            ResourceCase.All.SelectMany(c => c.Spec.Inputs.Where(p => p.Class == PropertyClass.CreateOnly).Select(p => (c.Type, p.Name))),
            Inputs.Select(i => ((string)i[0], (string)i[1]))
        );

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task Refresh_CreateOnlyChangedOnTheServer_IsToldAndStopsNothing(string type, string name)
    {
        var c = ResourceCase.Of(type);
        var property = c.Spec.Find(name)!;
        var example = PluginHarness.Parse(c.Example);
        var other = Values.Other(property.Type, example[name]!);
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ResetAsync(c.Seed);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        c.Server.Change(plugin, id, property, other);
        await plugin.NextRunAsync();
        plugin.Logs.Clear();
        var read = await plugin.ReadAsync(type, id, c.Example);
        var olds = StructCodec.Read(read.Inputs);
        Assert.Equal(other, StructCodec.Read(read.Properties)[name]);
        Assert.Contains(plugin.Logs, l => l.Message.Contains($"'{other}' in LiveChat", StringComparison.Ordinal));

        // Of a secret neither what the program says is told, nor what it is by now.
        plugin.Logs.Clear();
        await plugin.ReadAsync(type, id, PluginHarness.Text(example.With(name, PropertyValue.Secret(example[name]!))));
        Assert.Contains(plugin.Logs, l => l.Message.Contains("is in LiveChat, where the program says.", StringComparison.Ordinal));

        // The program as it is, and one that goes on to change something else.
        foreach (var program in new[] { c.Example, PluginHarness.Text(PluginHarness.Parse(c.Changed).With(name, example[name]!)) })
        {
            Assert.Empty((await Checks.CheckAsync(plugin, c, PluginHarness.Parse(program), olds)).Failures);
            var diff = await plugin.DiffAsync(type, id, PluginHarness.Text(olds), program);
            Assert.DoesNotContain(diff.DetailedDiff.Keys, k => k.StartsWith(name, StringComparison.Ordinal));
            Assert.Empty(diff.Replaces);
        }

        await plugin.UpdateAsync(
            type,
            id,
            PluginHarness.Text(olds),
            PluginHarness.Text(PluginHarness.Parse(c.Changed).With(name, example[name]!))
        );
        Assert.Equal(other, StructCodec.Read((await plugin.ReadAsync(type, id)).Properties)[name]);
    }
}
