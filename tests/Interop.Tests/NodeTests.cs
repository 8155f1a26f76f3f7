using System.Diagnostics;
using LocalEngine_Tests;
using LocalEngine.Programs;
using LocalEngine.Projects;
using PluginHarness_;
using TestSupport;
using Trace = LocalEngine_Tests.Trace;

namespace Interop_Tests;

/// <summary>The official Node SDK, unchanged, as client of the plugin and as program on the local engine.</summary>
public class NodeTests
{
    /// <summary>Steps that need what this engine leaves to Pulumi.</summary>
    private static readonly Dictionary<string, string> Refused = new() { ["04-refresh-run-program"] = "refresh --run-program" };

    public static TheoryData<string> Steps => [.. Trace.All("node-program").Select(t => t.Step).Where(s => !Refused.ContainsKey(s))];

    [Fact]
    public async Task OfficialClient_WholeLifeOfAResource_Holds()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var (code, output) = await RunAsync(["client.js", plugin.Address, plugin.Emulator.Url.ToString()]);
        Assert.True(code == 0, output);
        Assert.Contains("ok", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task OfficialProgram_OnTheLocalEngine_MakesTheSameCallsAndEndsWithTheSameState(string step) =>
        await TraceRunner.AssertAsync(
            Trace.Load("node-program", step),
            project => new NodeProgram(project, Path.Combine(NodeProgram.Folder, "program.js"), Variables(step))
        );

    internal static async Task<(int Code, string Output)> RunAsync(string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("node", arguments)
            {
                WorkingDirectory = NodeProgram.Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, errors) = await process.ReadToEndAsync();
        return (process.ExitCode, output + errors);
    }

    private static Dictionary<string, string> Variables(string step)
    {
        var variables = ChildProcess.OwnVariables();
        if (step.Contains("throws", StringComparison.Ordinal))
            variables["SHOP_THROW"] = "1";
        return variables;
    }
}
