using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>The same value in another form, the user's or the server's, is no change: one apply settles it.</summary>
public class FormTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_InAnotherForm_SettlesInOneApply(string type)
    {
        var c = ResourceCase.Of(type);
        var example = PluginHarness.Parse(c.Example);
        await using var plugin = await PluginHarness.StartAsync();
        foreach (var (property, other) in c.Spec.Inputs.SelectMany(p => Forms(p, example[p.Name])))
        {
            var program = example.With(property.Name, other);
            await plugin.ResetAsync(c.Seed);
            var check = await Checks.CheckAsync(plugin, c, program);
            if (check.Failures.Count > 0)
            {
                // Where twice the same is ambiguous, the user chooses.
                Assert.Contains("a second time", Assert.Single(check.Failures).Reason, StringComparison.Ordinal);
                continue;
            }

            var inputs = PluginHarness.Text(StructCodec.Read(check.Inputs));
            var id = (await plugin.CreateAsync(c.Type, inputs)).Id;
            await AssertSettledAsync(plugin, c, id, program, inputs);

            // A change of what has an edit of its own in the resource's file is a real one.
            var isEdited = c.Spec.Key.Contains(property.Name) || c.Server.Drift.ContainsKey(property.Name);
            if (isEdited || property.Class == PropertyClass.WriteOnly)
                continue;
            c.Server.Change(plugin, id, property, example[property.Name]);
            await plugin.NextRunAsync();
            await AssertSettledAsync(plugin, c, id, program, inputs);
        }
    }

    /// <summary>A state of the one form under a program of the other, in both directions.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Diff_ValueInAnotherForm_IsNoChange(string type)
    {
        var c = ResourceCase.Of(type);
        var example = PluginHarness.Parse(c.Example);
        await using var plugin = await PluginHarness.StartAsync();
        foreach (var (property, other) in c.Spec.Inputs.SelectMany(p => Forms(p, example[p.Name])))
        {
            var form = PluginHarness.Text(example.With(property.Name, other));
            foreach (var (olds, news) in new[] { (c.Example, form), (form, c.Example) })
            {
                var diff = await plugin.DiffAsync(c.Type, c.MissingId ?? "1", olds, news);
                Assert.True(diff.DetailedDiff.Count == 0 && diff.Replaces.Count == 0, $"{type}.{property.Name}: {olds} => {news}");
            }
        }
    }

    /// <summary>What is only the state's is told to be: an engine counts it as an update.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_OfEachInput_WritesOrTellsThatItDoesNot(string type)
    {
        var c = ResourceCase.Of(type);
        var example = PluginHarness.Parse(c.Example);
        await using var plugin = await PluginHarness.StartAsync();
        foreach (var property in c.Spec.Inputs.Where(p => p.Class is PropertyClass.Input or PropertyClass.WriteOnly))
        {
            await plugin.ResetAsync(c.Seed);
            var value = example[property.Name] is { } old ? Values.Other(property.Type, old) : Values.Sample(property.Type);
            var news = example.With(property.Name, value);
            var id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
            if ((await Checks.CheckAsync(plugin, c, news, example)).Failures.Count > 0)
                continue;
            if ((await plugin.DiffAsync(c.Type, id, c.Example, PluginHarness.Text(news))).DetailedDiff.Count == 0)
                continue;
            plugin.Emulator.Log.Clear();
            if (await Record.ExceptionAsync(() => plugin.UpdateAsync(c.Type, id, c.Example, PluginHarness.Text(news))) is not null)
                continue;
            var isTold = plugin.Logs.Any(l => l.Message.Contains($"only '{property.Name}' changed", StringComparison.Ordinal));
            Assert.True(plugin.Writes > 0 != isTold, $"{type}.{property.Name}: {plugin.Writes} calls, told: {isTold}");
        }
    }

    [Fact]
    public void Forms_OfAllResources_AreOfEveryKind()
    {
        var changed = ResourceCase
            .All.SelectMany(c => c.Spec.Inputs.Select(p => (Property: p, Value: PluginHarness.Parse(c.Example)[p.Name])))
            .SelectMany(p => Forms(p.Property, p.Value))
            .Select(f => f.Other.ToString())
            .ToList();
        Assert.Contains(changed, t => t.Contains("OWNER@EXAMPLE.COM", StringComparison.Ordinal));
        Assert.Contains(changed, t => t.Contains("HTTPS://EXAMPLE.COM:443/", StringComparison.Ordinal));
        Assert.Contains(changed, t => t.StartsWith('['));
        Assert.Contains(changed, t => t.Contains(" Support", StringComparison.Ordinal));
    }

    /// <summary>The state says what the program says, a refresh finds nothing, and what was told is told once.</summary>
    private static async Task AssertSettledAsync(PluginHarness plugin, ResourceCase c, string id, PropertyObject program, string inputs)
    {
        await Checks.AssertCleanAsync(plugin, c, id, inputs);
        lock (plugin.Logs)
            plugin.Logs.Clear();
        var again = await Checks.CheckAsync(plugin, c, program, PluginHarness.Parse(inputs));
        Assert.Equal(PluginHarness.Parse(inputs), StructCodec.Read(again.Inputs));
        Assert.DoesNotContain(plugin.Logs, l => l.Message.Contains("white space", StringComparison.Ordinal));
        Assert.DoesNotContain(plugin.Logs, l => l.Message.Contains("not visible", StringComparison.Ordinal));
    }

    private static IEnumerable<(PropertySpec Property, PropertyValue Other)> Forms(PropertySpec property, PropertyValue? value) =>
        value is null ? [] : Forms(property.Type, value).Select(v => (property, v));

    /// <summary>Each other form of a value that its type knows.</summary>
    private static IEnumerable<PropertyValue> Forms(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (TextType text, PropertyString s) => Texts(text, s.Value).Select(PropertyValue.Of),
            (ListType list, PropertyArray { Items: [var first, ..] } a) => a
                .Items.SelectMany((e, i) => Forms(list.Item, e).Select(v => (PropertyValue)new PropertyArray(a.Items.SetItem(i, v))))
                .Concat(list.IsSet ? [new PropertyArray(a.Items.Add(first))] : []),
            (MapType map, PropertyObject o) => o
                .Members.SelectMany(m => Forms(map.Value, m.Value).Select(v => (PropertyValue)o.With(m.Key, v)))
                .Concat(
                    map.IgnoreCase ? o.Members.Select(m => (PropertyValue)o.Without(m.Key).With(m.Key.ToUpperInvariant(), m.Value)) : []
                ),
            (ObjectType obj, PropertyObject o) => o.Members.SelectMany(m =>
                Forms(obj.Find(m.Key)?.Type ?? PropertyType.Any, m.Value).Select(v => (PropertyValue)o.With(m.Key, v))
            ),
            _ => [],
        };

    private static IEnumerable<string> Texts(TextType type, string text)
    {
        if (type.IgnoreCase)
            yield return text.ToUpperInvariant();
        if (type.IgnoreEnds)
            yield return $" {text}\t";
        if (type.Form == TextForm.WebAddress && new Uri(text) is var url)
            yield return $"{url.Scheme.ToUpperInvariant()}://{url.Host.ToUpperInvariant()}:{url.Port}{url.PathAndQuery}";
    }
}
