using LiveChatPulumi.Provider;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Reads of a whole license: a list, and an import of each object that it names.</summary>
public class ExportReadsTests
{
    public static TheoryData<string> Types => [.. Catalog.Resources.Select(r => r.Spec.Name)];

    private const string Seed = """
        {"agents":[{"id":"owner@example.com","name":"O","role":"owner"},{"id":"ann@example.com","name":"Ann"}],
         "groups":[{"id":0,"name":"General"},{"id":1,"name":"One"},{"id":2,"name":"Two"}],
         "bots":[{"id":"b1c9871d5372c824cbf22d860a7000001","name":"B","owner_client_id":"emulator-client"}],
         "bot_templates":[{"id":"t1","owner_client_id":"emulator-client","name":"T"}],
         "tags":[{"name":"vip","group_ids":[1]}],
         "auto_accesses":[{"id":"r1c9871d5372c824cbf22d860a7000001","access":{"groups":[1]},
           "conditions":{"url":{"values":[{"value":"/a"}]}},"next_id":""}],
         "properties":[{"owner_client_id":"emulator-client","name":"tier","type":"int","default_value":1,
           "access":{"license":{"agent":["read","write"]},"group":{"agent":["read","write"]}}}],
         "property_values":[{"namespace":"emulator-client","name":"tier","value":1},
           {"group_id":1,"namespace":"emulator-client","name":"tier","value":2},
           {"group_id":2,"namespace":"emulator-client","name":"tier","value":3}],
         "webhooks":[{"id":"w1","action":"incoming_chat","url":"https://a.example","owner_client_id":"emulator-client"}]}
        """;

    /// <summary>
    /// Whatever the number of objects: what was listed is not listed again for the imports, by any of the lists behind them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task ListThenImportEach_AnyType_ListsEachCollectionOnce(string type)
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        await plugin.ResetConfigurationAsync();
        plugin.Emulator.Log.Clear();
        foreach (var id in await plugin.ListAsync(type))
            await plugin.ReadAsync(type, id);
        Assert.All(
            plugin.Emulator.Log.Counts.Where(c => c.Key.StartsWith("list_", StringComparison.Ordinal)),
            c => Assert.True(c.Value == 1, $"{c.Key} was called {c.Value} times")
        );
    }

    /// <summary>The advice for the owner's role is to leave it out, and an import leaves alone what the program does not say.</summary>
    [Fact]
    public async Task CheckAndDiff_OwnerWasImportedAndTheProgramSaysNoRole_IsNoChange()
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        await plugin.ResetConfigurationAsync();
        var read = await plugin.ReadAsync("Agent", "owner@example.com");
        Assert.Equal("owner", StructCodec.Read(read.Inputs).Text("role"));
        const string program = """{"email":"owner@example.com","name":"O"}""";
        Assert.Empty(await plugin.FailuresAsync("Agent", program, PluginHarness.Text(StructCodec.Read(read.Inputs))));
        var diff = await plugin.DiffAsync("Agent", "owner@example.com", PluginHarness.Text(StructCodec.Read(read.Inputs)), program);
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, diff.Changes);
    }
}
