using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Cli;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace Cli_Tests;

/// <summary>Text and JSON show a change in the same direction: from what the state has to what it will have.</summary>
public class DisplayTests
{
    [Theory]
    [InlineData(PropertyDiff.Types.Kind.Add, null, "b", "+ path: \"b\"")]
    [InlineData(PropertyDiff.Types.Kind.Delete, "a", null, "- path: \"a\"")]
    [InlineData(PropertyDiff.Types.Kind.Update, "a", "b", "~ path: \"a\" => \"b\"")]
    public async Task Change_InTextAndJson_GoesFromOldToNew(PropertyDiff.Types.Kind kind, string? old, string? now, string text)
    {
        var change = new PropertyChange("path", kind, Of(old), Of(now));
        var state = new ResourceState { Urn = "urn:pulumi:dev::shop::livechat:index:Tag::it", Type = "livechat:index:Tag" };
        var step = Step.To(StepOp.Update, state, state, [change]);
        Assert.Equal([text], StepText.Changes(step));
        await using var output = new StringWriter();
        await using var display = new JsonDisplay(output, new MessageFilter(), debug: false, TimeProvider.System);
        display.StepStarted(step);
        var counts = ImmutableSortedDictionary<StepOp, int>.Empty;
        await display.SummaryAsync(new RunResult(true, counts, PropertyObject.Empty, [step]), preview: true);
        var shown = JsonNode.Parse(output.ToString())!["steps"]![0]!["detailedDiff"]!["path"]!;
        Assert.Equal(kind.ToString().ToLowerInvariant(), (string?)shown["kind"]);
    }

    private static PropertyValue? Of(string? text) => text is null ? null : PropertyValue.Of(text);
}
