using PluginProtocol.Values;

namespace Conformance_;

/// <summary>What a preview of an update says is known is what the update gives: dependents are planned with it.</summary>
public class PreviewTests
{
    public static TheoryData<string, string> Types
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var c in ResourceCase.All.Where(c => c.HasUpdates))
            foreach (var readiness in (string[])["accepted", "visible"])
                data.Add(c.Type, readiness);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_OfTheChangedExample_KnowsBeforehandOnlyWhatItGives(string type, string readiness)
    {
        var c = ResourceCase.Of(type);
        await AssertForeseenAsync(c, readiness, c.Example, c.Changed);
    }

    /// <summary>A changed trigger issues a secret anew, so that nobody knows it before.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_OfATrigger_KnowsBeforehandOnlyWhatItGives(string type, string readiness)
    {
        var c = ResourceCase.Of(type);
        foreach (var trigger in c.Spec.Inputs.Where(p => p.IsTrigger))
            await AssertForeseenAsync(c, readiness, Said("a"), Said("b"));

        string Said(string value) =>
            PluginHarness.Text(
                c.Spec.Inputs.Where(p => p.IsTrigger)
                    .Aggregate(PluginHarness.Parse(c.Example), (o, p) => o.With(p.Name, PropertyValue.Of(value)))
            );
    }

    private static async Task AssertForeseenAsync(ResourceCase c, string readiness, string olds, string news)
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: readiness);
        await plugin.ResetAsync(c.Seed);
        var id = (await plugin.CreateAsync(c.Type, olds)).Id;
        await plugin.NextRunAsync();
        await plugin.FailuresAsync(c.Type, news, olds);
        await plugin.DiffAsync(c.Type, id, olds, news);
        var foreseen = StructCodec.Read((await plugin.UpdateAsync(c.Type, id, olds, news, preview: true)).Properties);
        var given = StructCodec.Read((await plugin.UpdateAsync(c.Type, id, olds, news)).Properties);
        foreach (var (name, value) in foreseen.Members.Where(m => !m.Value.ContainsUnknown))
            Assert.True(value.Plain().Equals(given[name]?.Plain()), $"{name}: {value.Plain()} was foreseen, {given[name]?.Plain()} came");
    }
}
