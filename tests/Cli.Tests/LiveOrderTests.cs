using System.Collections.Immutable;
using LiveChatPulumi.Cli;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace Cli_Tests;

/// <summary>A program says what it has in an order that differs from run to run; the tree that stays on the terminal does not.</summary>
public class LiveOrderTests
{
    [Fact]
    public async Task Summary_ResourcesInAnyOrder_StandByTypeAndName()
    {
        var orders = new List<string>();
        foreach (
            var names in (string[][])
                [
                    ["Tag::a", "Agent::b", "Agent::a"],
                    ["Agent::a", "Tag::a", "Agent::b"],
                ]
        )
            orders.Add(await TreeAsync(names));
        Assert.Equal(["Agent a create", "Agent b create", "Tag a create"], orders[0].Split('\n').Select(l => l.Split(':')[^1]));
        Assert.Equal(orders[0], orders[1]);
    }

    private static async Task<string> TreeAsync(string[] names)
    {
        await using var output = new StringWriter();
        await using var display = new LiveDisplay(output, new MessageFilter(), false, screen: () => (100, 40));
        await display.PhaseAsync(OperationKind.Preview, "dev", preview: true);
        foreach (var step in names.Select(StepOf))
        {
            display.StepStarted(step);
            display.StepFinished(step, TimeSpan.Zero, null);
        }

        output.GetStringBuilder().Clear();
        var counts = ImmutableSortedDictionary<StepOp, int>.Empty;
        await display.SummaryAsync(new RunResult(true, counts, PropertyObject.Empty, []), preview: true);
        var lines = output.ToString().Split('\n');
        return string.Join('\n', lines.Where(l => l.Contains("livechat:index:", StringComparison.Ordinal)));
    }

    private static Step StepOf(string name)
    {
        var type = "livechat:index:" + name.Split(':')[0];
        var state = new ResourceState { Urn = "urn:pulumi:dev::shop::livechat:index:" + name, Type = type };
        return Step.To(StepOp.Create, state, state, []);
    }
}
