using LocalEngine.Yaml;

namespace LocalEngine_Tests;

/// <summary>Given the programs of the traces, the engine makes the calls that a real one made, and ends with its state.</summary>
public class TraceTests
{
    /// <summary>Steps that need commands or options which this engine leaves to Pulumi.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["drift/09-refresh-run-program"] = "refresh --run-program",
        ["pending/01-killed-in-create"] = "the engine was killed",
    };

    public static TheoryData<string> Steps =>
        [
            .. new[]
            {
                "lifecycle",
                "drift",
                "import-command",
                "import-option",
                "failures",
                "update-not-ready",
                "options",
                "delete-before-replace",
                "provider-config",
                "cancel",
                "taint",
                "rename",
                "pending",
            }
                .SelectMany(Trace.All)
                .Select(t => $"{t.Scenario}/{t.Step}")
                .Where(s => !Refused.ContainsKey(s)),
        ];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Step_SameProgram_MakesTheSameCallsAndEndsWithTheSameState(string name)
    {
        var trace = Trace.Load(name.Split('/')[0], name.Split('/')[1]);
        await TraceRunner.AssertAsync(trace, project => new YamlProgram(project));
    }
}
