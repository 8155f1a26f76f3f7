using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine_Tests.Yaml;

/// <summary>What the state says after refreshes, deletes and options that change nothing else.</summary>
public class StateTruthTests
{
    private const string Head = "name: shop\nruntime: yaml\nresources:\n";

    [Fact]
    public async Task Refresh_ParentIsGone_ItsChildrenGoToTheNearestAncestorAndTheStateHolds()
    {
        using var stack = new YamlStack();
        stack.Write(
            Head
                + "  a: { type: \"livechat:Group\", properties: { name: A } }\n"
                + "  b: { type: \"livechat:Group\", properties: { name: B }, options: { parent: \"${a}\" } }\n"
                + "  c: { type: \"livechat:Group\", properties: { name: C }, options: { parent: \"${b}\" } }\n"
        );
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
        stack.Provider.Gone[Of(stack, "b").Id] = true;
        Assert.True(await stack.RefreshAsync() == 0, string.Join("\n", stack.Errors));
        Assert.Equal(Of(stack, "a").Urn, Of(stack, "c").Parent);
        stack.Provider.Gone[Of(stack, "a").Id] = true;
        Assert.True(await stack.RefreshAsync() == 0, string.Join("\n", stack.Errors));
        Assert.EndsWith("pulumi:pulumi:Stack::shop-dev", Of(stack, "c").Parent, StringComparison.Ordinal);
        stack.Provider.Gone.Clear();
        Assert.True(await stack.UpAsync() == 0, string.Join("\n", stack.Errors));
    }

    /// <summary>A state that the engine wrote passes its own integrity check. <see cref="YamlStack"/> reads it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Runs_RandomProgramsDeletesAndRefreshes_LeaveAStateThatHolds(int seed)
    {
        var random = new Random(seed);
        using var stack = new YamlStack();
        for (var round = 0; round < 12; round++)
        {
            stack.Write(Head + RandomProgram(random));
            Assert.True(await stack.ApplyAsync() == 0, string.Join("\n", stack.Errors));
            foreach (var resource in stack.State.Resources.Where(r => r.Type.StartsWith("livechat:", StringComparison.Ordinal)))
            {
                if (random.Next(3) == 0)
                    stack.Provider.Gone[resource.Id] = true;
            }

            Assert.True(await stack.RefreshAsync() == 0, string.Join("\n", stack.Errors));
        }
    }

    [Theory]
    [InlineData(PropertyDiff.Types.Kind.Add, PropertyDiff.Types.Kind.Delete)]
    [InlineData(PropertyDiff.Types.Kind.Delete, PropertyDiff.Types.Kind.Add)]
    [InlineData(PropertyDiff.Types.Kind.AddReplace, PropertyDiff.Types.Kind.DeleteReplace)]
    [InlineData(PropertyDiff.Types.Kind.DeleteReplace, PropertyDiff.Types.Kind.AddReplace)]
    [InlineData(PropertyDiff.Types.Kind.Update, PropertyDiff.Types.Kind.Update)]
    public async Task Refresh_Drift_IsShownAsWhatBecomesOfTheState(PropertyDiff.Types.Kind told, PropertyDiff.Types.Kind shown)
    {
        using var stack = new YamlStack();
        stack.Write(Head + "  a: { type: \"livechat:Group\", properties: { name: A } }\n");
        Assert.Equal(0, await stack.UpAsync());
        stack.Provider.Difference = told;
        Assert.Equal(0, await stack.RefreshAsync());
        Assert.Equal(shown, Assert.Single(stack.Steps.Single(s => s.Name == "a").Changes).Kind);
    }

    [Theory]
    [InlineData("{ name: { \"fn::secret\": A } }", "{}", "name")]
    [InlineData("{ name: A }", "{ additionalSecretOutputs: [ routingStatus ] }", "routingStatus")]
    public async Task Up_SomethingBecomesSecretWithItsValueUnchanged_IsSecretInTheState(string properties, string options, string output)
    {
        using var stack = new YamlStack();
        stack.Write(Head + "  a: { type: \"livechat:Group\", properties: { name: A } }\n");
        Assert.Equal(0, await stack.UpAsync());
        Assert.IsNotType<PropertySecret>(Of(stack, "a").Outputs[output]);
        stack.Write(Head + $"  a: {{ type: \"livechat:Group\", properties: {properties}, options: {options} }}\n");
        Assert.Equal(0, await stack.UpAsync());
        Assert.IsType<PropertySecret>(Of(stack, "a").Outputs[output]);
    }

    private static string RandomProgram(Random random)
    {
        var text = new System.Text.StringBuilder("  none: { type: \"livechat:Group\", properties: { name: None } }\n");
        var made = new List<int>();
        for (var n = 0; n < 8; n++)
        {
            if (random.Next(4) == 0)
                continue;
            List<string> options = [];
            if (made.Count > 0 && random.Next(2) == 0)
                options.Add($"parent: \"${{r{made[random.Next(made.Count)]}}}\"");
            if (made.Count > 0 && random.Next(3) == 0)
                options.Add($"dependsOn: [ \"${{r{made[random.Next(made.Count)]}}}\" ]");
            if (made.Count > 0 && random.Next(4) == 0)
                options.Add($"deletedWith: \"${{r{made[random.Next(made.Count)]}}}\"");
            var name = made.Count > 0 && random.Next(3) == 0 ? $"\"${{r{made[random.Next(made.Count)]}.name}}\"" : $"N{random.Next(3)}";
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"  r{n}: {{ type: \"livechat:Group\", properties: {{ name: {name} }}, options: {{ {string.Join(", ", options)} }} }}\n"
            );
            made.Add(n);
        }

        return text.ToString();
    }

    private static ResourceState Of(YamlStack stack, string name) => stack.State.Resources.Single(r => r.Name == name);
}
