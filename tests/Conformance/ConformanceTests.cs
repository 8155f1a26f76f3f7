using LiveChatPulumi.Emulator;

namespace Conformance_;

/// <summary>Every check for every resource, as the emulator is, and with each switch of an open question set to each other value.</summary>
public class ConformanceTests
{
    public static TheoryData<string, string> ResourcesAndChecks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var c in ResourceCase.All)
            {
                foreach (var check in Checks.All.Keys)
                    data.Add(c.Type, check);
            }

            return data;
        }
    }

    public static TheoryData<string, string> OtherValues
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, values) in EmulatorOptions.Switches)
            {
                foreach (var value in values.Skip(1))
                    data.Add(name, value);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ResourcesAndChecks))]
    public async Task Resource_ByDefault_Conforms(string type, string check)
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(ResourceCase.Seed);
        await Checks.All[check](plugin, ResourceCase.Of(type));
    }

    [Theory]
    [MemberData(nameof(OtherValues))]
    public async Task EveryResource_UnderEachOtherValueOfAnOpenQuestion_Conforms(string name, string value)
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Emulator.Options[name] = value;
        foreach (var c in ResourceCase.All)
        {
            foreach (var (title, check) in Checks.All)
            {
                await plugin.RestartAsync(configure: false);
                await plugin.ResetAsync(ResourceCase.Seed);
                try
                {
                    await check(plugin, c);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"{c.Type}, {title}, with {name}={value}: {e.Message}", e);
                }
            }
        }
    }
}
