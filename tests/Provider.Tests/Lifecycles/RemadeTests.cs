using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Objects that are made again under their keys, and values that move, through a whole engine.</summary>
public class RemadeTests
{
    private const string Namespace = "emulator-client";

    /// <summary>A definition whose type changes is another one: the values of the old one are gone, and are written again.</summary>
    [Theory]
    [InlineData("tier")]
    [InlineData("")]
    public async Task Up_DefinitionIsReplaced_ValuesAreWrittenAgain(string after)
    {
        await using var engine = await StartAsync();
        await engine.UpAsync([Definition("string"), Values("values", """{"tier":"1"}""", "tier")]);
        Assert.Equal("1", Value(engine));
        engine.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 10 });
        await engine.UpAsync([Definition("tokenized_string"), Values("values", """{"tier":"1"}""", after)]);

        // Without a dependency the values may have been looked at before the definition went.
        if (after.Length == 0)
            await engine.UpAsync([Definition("tokenized_string"), Values("values", """{"tier":"1"}""", after)]);
        Assert.Equal("1", Value(engine));
        Assert.Equal(0, (await engine.UpAsync([Definition("tokenized_string"), Values("values", """{"tier":"1"}""", after)])).Changes);
    }

    /// <summary>The resource that had a value does not take it from the one that has it now.</summary>
    [Fact]
    public async Task Up_ValueMovesToAnotherResource_Stays()
    {
        await using var engine = await StartAsync();
        var definition = Definition("string");
        await engine.UpAsync([definition, Values("old", """{"tier":"1"}""", "tier"), Values("new", "{}", "tier")]);
        await engine.UpAsync([definition, Values("old", "{}", "new"), Values("new", """{"tier":"1"}""", "tier")]);
        Assert.Equal("1", Value(engine));
    }

    private static async Task<EngineHarness> StartAsync() => new(await EmulatorServer.StartAsync(), new JumpingTime());

    private static Declared Definition(string type) =>
        new(
            "Property",
            "tier",
            PluginHarness.Parse(
                $$"""{"access":{"license":{"agent":["read","write"]} },"name":"tier","ownerClientId":"{{Namespace}}","type":"{{type}}"}"""
            )
        );

    private static Declared Values(string name, string values, string after) =>
        new("LicenseProperties", name, PluginHarness.Parse($$"""{"namespace":"{{Namespace}}","values":{{values}} }""")) { After = after };

    private static string? Value(EngineHarness engine) =>
        ((JsonObject)engine.Emulator.Control("dump"))["property_values"]!
            .AsArray()
            .SingleOrDefault(v => v!["name"]!.GetValue<string>() == "tier")
            ?["value"]!.GetValue<string>();
}
