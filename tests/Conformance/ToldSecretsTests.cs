using System.Collections.Concurrent;
using System.Text.Json;
using Grpc.Core;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>
/// A value that the program keeps secret is in no text for people, for every resource: every text of the examples is a secret, things
/// pass, fail and warn, and no line, event, failure or error has it in the clear.
/// </summary>
public class ToldSecretsTests
{
    /// <summary>What every text says, where its form leaves it the choice; and what of it is looked for.</summary>
    private const string Said = "Sword\"fish é ";
    private const string Sign = "fish";

    /// <summary>What was found out for one test goes for all.</summary>
    private static readonly ConcurrentDictionary<(string Inputs, bool StaysKnown), PropertyObject> HiddenInputs = new();

    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    /// <summary>The whole life of an object whose calls all pass, with what others change in it, and a second one like it.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Life_EveryTextIsSecret_NothingTellsOne(string type)
    {
        var c = ResourceCase.Of(type);
        await using var told = await StartAsync(c);
        var (example, changed) = (await told.HiddenAsync(c.Example, staysKnown: true), await told.HiddenAsync(c.Changed, staysKnown: true));
        await told.PlanAsync(example, null);
        var id = await told.CreateAsync(example, "it");
        await told.PlanAsync(example, null, "twin");
        await told.CreateAsync(example, "twin");
        await told.UpdateAsync(id, example, changed);
        foreach (var property in c.Drifting.Where(p => changed[p.Name] is not null))
        {
            c.Server.Change(
                told.Plugin,
                id,
                property,
                c.Server.Changes(property, changed[property.Name]!.Plain()).First(v => v is not null)
            );
            await told.Plugin.NextRunAsync();
            await told.ReadAsync(id, changed);
            await told.UpdateAsync(id, changed, example);
            await told.UpdateAsync(id, example, changed);
        }

        await told.Plugin.NextRunAsync();
        await told.DeleteAsync(id, changed);
        told.AssertTellsNone();
    }

    /// <summary>What the license refuses, in whatever words: it may repeat what it was sent.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Failures_LicenseRepeatsWhatItWasSent_NothingTellsOne(string type)
    {
        var c = ResourceCase.Of(type);
        await using var told = await StartAsync(c);
        var (example, changed) = (await told.HiddenAsync(c.Example), await told.HiddenAsync(c.Changed));
        var id = await told.CreateAsync(example, "it");
        foreach (var body in Bodies([.. Texts(example), .. Texts(changed)]))
        foreach (var reads in (bool[])[false, true])
        {
            told.Plugin.Emulator.Control("faults/clear");
            var which = reads ? "false" : "true";
            told.Plugin.Fault(
                $$"""{"kind":"wrong-answer","count":1000,"writesOnly":{{which}},"body":{{JsonSerializer.Serialize(body)}}}"""
            );
            await told.Plugin.NextRunAsync();
            await told.PlanAsync(changed, example);
            await told.UpdateAsync(id, example, changed);
            await told.CreateAsync(changed, "other");
            await told.ReadAsync(id, example);
            await told.DeleteAsync(id, example);
        }

        told.AssertTellsNone();
    }

    /// <summary>Failures of a check: an engine prints the value of the input that one names.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Check_EveryTextIsSecretAndSomethingIsWrong_NothingTellsOne(string type)
    {
        var c = ResourceCase.Of(type);
        await using var told = await StartAsync(c);
        var example = await told.HiddenAsync(c.Example);
        var refused = 0;
        foreach (var wrong in Values.Variants(example, Wrong))
            refused += await told.CheckAsync(wrong, null);
        Assert.True(refused > 0, "nothing was wrong");
        told.AssertTellsNone();
    }

    /// <summary>
    /// A run that has not seen the secret yet: another resource of the program comes first, and looks at what the license has.
    /// </summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Preview_LicenseHasSecretsOfAResourceThatComesLater_NothingTellsOne(string type)
    {
        var c = ResourceCase.Of(type);
        await using var told = await StartAsync(c);
        var hidden = await told.HiddenAsync(c.Example);
        told.Sought.IntersectWith([Sign]);

        // One that says the rest as the example does may stand in the way of another, which is then told.
        var example = PluginHarness.Parse(c.Example);
        var alike = hidden
            .Members.Where(m => c.CanBeTwice && Texts(m.Value).Any(t => t.Contains(Sign)))
            .Select(m => example.With(m.Key, m.Value));
        foreach (var inputs in alike.Prepend(hidden))
        {
            await told.Plugin.ResetAsync(c.Seed);
            await told.CreateAsync(inputs, "it");
            await told.Plugin.RestartAsync(configure: false);
            await told.Plugin.ResetConfigurationAsync();
            await PreviewAllAsync(told);
            told.AssertTellsNone();
        }
    }

    private static async Task PreviewAllAsync(Told told)
    {
        foreach (var other in ResourceCase.All)
        {
            var first = told.Of(other);
            await first.PlanAsync(PluginHarness.Parse(other.Example), null, "first");
            await first.PlanAsync(PluginHarness.Parse(other.Changed), PluginHarness.Parse(other.Example), "first");
        }
    }

    private static async Task<Told> StartAsync(ResourceCase c)
    {
        var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        return new Told(plugin, c, [], [Sign]);
    }

    private static IEnumerable<string> Bodies(IReadOnlyCollection<string> texts)
    {
        var all = string.Join(" ", texts);
        foreach (var kind in (string[])["validation", "not_found", "internal"])
            yield return JsonSerializer.Serialize(new { error = new { type = kind, message = $"wrong: {all}" } });
        yield return $"<html>{all}</html>";
        yield return JsonSerializer.Serialize(texts);
    }

    private static PropertyValue Wrong(PropertyValue value) =>
        value switch
        {
            PropertySecret { Value: PropertyString s } => PropertyValue.Secret(PropertyValue.List([s])),
            PropertyObject o => PropertyValue.Secret(PropertyValue.Of(Said + o.Members.Count)),
            PropertyArray a => PropertyValue.List(a.Items.Append(PropertyValue.Secret(PropertyValue.Of(Said + "one more")))),
            _ => PropertyValue.List([PropertyValue.Secret(PropertyValue.Of(Said + "none"))]),
        };

    private static IEnumerable<string> Texts(PropertyValue value) =>
        value.Unwrapped switch
        {
            PropertyString s => [s.Value],
            PropertyArray a => a.Items.SelectMany(Texts),
            PropertyObject o => o.Members.Values.SelectMany(Texts),
            _ => [],
        };

    /// <summary>What a plugin tells, beside its lines and events, of one resource.</summary>
    private sealed record Told(PluginHarness Plugin, ResourceCase Case, List<string> Texts, HashSet<string> Sought) : IAsyncDisposable
    {
        public Told Of(ResourceCase other) => this with { Case = other };

        /// <summary>Inputs with each text a secret, and one of ours where a create takes it.</summary>
        /// <param name="inputs">The inputs.</param>
        /// <param name="staysKnown">True where the suite has to find the parts that others change by what they say.</param>
        public async Task<PropertyObject> HiddenAsync(string inputs, bool staysKnown = false)
        {
            staysKnown &= Case.Server.Drift.Count > 0;
            if (!HiddenInputs.TryGetValue((inputs, staysKnown), out var hidden))
                hidden = HiddenInputs[(inputs, staysKnown)] = await FindHiddenAsync(PluginHarness.Parse(inputs), staysKnown);
            Sought.UnionWith(ToldSecretsTests.Texts(hidden).Where(t => t.Length >= MessageFilter.ShortestSecret));
            return hidden;
        }

        private async Task<PropertyObject> FindHiddenAsync(PropertyObject inputs, bool staysKnown)
        {
            var hidden = (PropertyObject)Secret(inputs);
            var n = 0;
            foreach (var property in Case.Spec.Inputs.Where(p => hidden[p.Name] is not null))
            {
                if (staysKnown && Case.Server.Drift.ContainsKey(property.Name))
                    continue;
                var other = hidden.With(property.Name, Secret(Replaced(property.Type, hidden[property.Name]!.Plain(), ref n)));
                if (!other.Equals(hidden) && await IsTakenAsync(other))
                    hidden = other;
            }

            await Plugin.ResetAsync(Case.Seed);
            return hidden;
        }

        private async Task<bool> IsTakenAsync(PropertyObject inputs)
        {
            await Plugin.ResetAsync(Case.Seed);
            if ((await Checks.CheckAsync(Plugin, Case, inputs)).Failures.Count > 0)
                return false;
            try
            {
                await Plugin.CreateAsync(Case.Type, PluginHarness.Text(inputs));
                return true;
            }
            catch (RpcException)
            {
                return false;
            }
        }

        public async Task<int> CheckAsync(PropertyObject news, PropertyObject? olds, string name = "it")
        {
            var response = await Checks.CheckAsync(Plugin, Case, news, olds, name);
            Texts.AddRange(response.Failures.Select(f => f.Reason));
            Texts.AddRange(response.Failures.Where(f => f.Property.Length > 0).Select(f => $"{news[f.Property]}"));
            Assert.All(response.Failures.Where(f => f.Property.Length > 0), f => Assert.False(news[f.Property]!.ContainsSecret));
            return response.Failures.Count;
        }

        /// <summary>A preview of a create, or of an update.</summary>
        public async Task PlanAsync(PropertyObject news, PropertyObject? olds, string name = "it")
        {
            await CheckAsync(news, olds, name);
            if (olds is null)
            {
                await TryAsync(() => Plugin.CreateAsync(Case.Type, PluginHarness.Text(news), name, preview: true));
                return;
            }

            var (old, changed) = (PluginHarness.Text(olds), PluginHarness.Text(news));
            await TryAsync(async () =>
                Texts.AddRange((await Plugin.DiffAsync(Case.Type, Case.MissingId ?? "1", old, changed, name)).DetailedDiff.Keys)
            );
            await TryAsync(() => Plugin.UpdateAsync(Case.Type, Case.MissingId ?? "1", old, changed, preview: true, name: name));
        }

        public async Task<string> CreateAsync(PropertyObject inputs, string name)
        {
            var id = Case.MissingId ?? "1";
            await TryAsync(async () => id = (await Plugin.CreateAsync(Case.Type, PluginHarness.Text(inputs), name)).Id);
            return id;
        }

        public async Task UpdateAsync(string id, PropertyObject olds, PropertyObject news)
        {
            await CheckAsync(news, olds);
            await TryAsync(() => Plugin.DiffAsync(Case.Type, id, PluginHarness.Text(olds), PluginHarness.Text(news)));
            await TryAsync(() => Plugin.UpdateAsync(Case.Type, id, PluginHarness.Text(olds), PluginHarness.Text(news)));
        }

        public Task ReadAsync(string id, PropertyObject inputs) =>
            TryAsync(() => Plugin.ReadAsync(Case.Type, id, PluginHarness.Text(inputs)));

        public Task DeleteAsync(string id, PropertyObject state) =>
            TryAsync(() => Plugin.DeleteAsync(Case.Type, id, state: PluginHarness.Text(state)));

        public void AssertTellsNone()
        {
            List<string> all = [.. Texts, .. Plugin.Logs.Select(l => l.Message), .. Plugin.EventTexts];
            Assert.NotEmpty(all);
            foreach (var secret in Sought)
                Assert.DoesNotContain(all, t => t.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }

        public ValueTask DisposeAsync() => Plugin.DisposeAsync();

        private async Task TryAsync(Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (RpcException e)
            {
                Texts.Add(e.Status.Detail);
                Texts.AddRange(e.Detail<ErrorResourceInitFailed>()?.Reasons ?? []);
            }
        }

        private static PropertyValue Replaced(PropertyType type, PropertyValue value, ref int n) =>
            (type, value) switch
            {
                (TextType { Form: { } form }, PropertyString s) => PropertyValue.Of(
                    Formed(++n).FirstOrDefault(t => form.IsValid(t)) ?? s.Value
                ),
                (TextType or AnyType, PropertyString) => PropertyValue.Of($"{Said}{++n}"),
                (ListType list, PropertyArray a) => Elements(list.Item, a, ref n),
                (ObjectType o, PropertyObject members) => Members(m => o.Find(m)!.Type, members, ref n),
                (MapType map, PropertyObject members) => Members(_ => map.Value, members, ref n),
                _ => value,
            };

        private static string[] Formed(int n) => [$"swordfish-{n}@example.com", $"https://example.com/swordfish/{n}", $"swordfish_{n}"];

        private static PropertyValue Elements(PropertyType item, PropertyArray list, ref int n)
        {
            var items = new List<PropertyValue>();
            foreach (var element in list.Items)
                items.Add(Replaced(item, element, ref n));
            return PropertyValue.List(items);
        }

        private static PropertyObject Members(Func<string, PropertyType> typeOf, PropertyObject members, ref int n)
        {
            var replaced = members;
            foreach (var (name, value) in members.Members)
                replaced = replaced.With(name, Replaced(typeOf(name), value, ref n));
            return replaced;
        }

        private static PropertyValue Secret(PropertyValue value) =>
            value switch
            {
                PropertyString => PropertyValue.Secret(value),
                PropertyArray a => PropertyValue.List(a.Items.Select(Secret)),
                PropertyObject o => PropertyObject.From(o.Members.Select(m => KeyValuePair.Create(m.Key, Secret(m.Value)))),
                _ => value,
            };
    }
}
