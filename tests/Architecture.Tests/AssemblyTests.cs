using System.Reflection;

namespace Architecture_Tests;

/// <summary>Which of our assemblies uses which: the table of rooms in ARCHITECTURE.md.</summary>
public class AssemblyTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["PluginProtocol"] = [],
        ["LiveChatPulumi.Api"] = [],
        ["LiveChatPulumi.CustomerApi"] = [],
        ["LiveChatPulumi.Routing"] = [],
        ["LiveChatPulumi.Emulator"] = ["PluginProtocol"],
        ["pulumi-resource-livechat"] = ["PluginProtocol", "LiveChatPulumi.Api", "LiveChatPulumi.Routing"],
        ["LocalEngine"] = ["PluginProtocol"],
        ["LiveChatPulumi.Export"] = ["PluginProtocol"],
        ["pulumi-converter-livechat"] = ["LocalEngine", "LiveChatPulumi.Export", "PluginProtocol"],
        ["livechat"] =
        [
            "LocalEngine",
            "LiveChatPulumi.Export",
            "LiveChatPulumi.Emulator",
            "LiveChatPulumi.Api",
            "LiveChatPulumi.CustomerApi",
            "LiveChatPulumi.Routing",
            // Messages of the engine.
            "PluginProtocol",
        ],
    };

    public static TheoryData<string> Names => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Assembly_OfOurs_UsesOnlyThoseThatItMay(string name)
    {
        var used = Assembly.Load(name).GetReferencedAssemblies().Select(a => a.Name!).Where(MayUse.ContainsKey);
        Assert.Empty(used.Except(MayUse[name]));
    }
}
