using LocalEngine_Tests.Yaml;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine_Tests;

/// <summary>
/// With <c>--continue-on-error</c> a failed step stops what depends on it, and nothing else; what the state has of either stays. The run
/// has failed all the same.
/// </summary>
public class ContinueOnErrorTests
{
    private const string Program = """
        name: shop
        runtime: yaml
        resources:
          first: { type: "livechat:Group", properties: { name: First } }
          second: { type: "livechat:Tag", properties: { name: second, groupIds: [ "${first.groupId}" ] } }
          third: { type: "livechat:Tag", properties: { name: "${second.name} 3" } }
          alone: { type: "livechat:Group", properties: { name: Alone } }
        outputs: { first: "${first.groupId}", alone: "${alone.name}" }
        """;

    [Theory]
    [InlineData(true, "alone")]
    [InlineData(false, "")]
    public async Task Create_Fails_OnlyWhatDependsOnItIsNotMade(bool continues, string made)
    {
        using var stack = Started(continues);

        // Without the option, all waits for the failed one, so that nothing else can have begun.
        if (!continues)
            stack.Write(Program.Replace("name: Alone", "name: \"after ${first.name}\"", StringComparison.Ordinal));
        stack.Provider.Failing["first"] = true;
        Assert.Equal(1, await stack.ApplyAsync());
        Assert.Equal(["first fails"], stack.Errors);
        Assert.Equal(made, string.Join(' ', Names(stack)));
        stack.Provider.Failing.Clear();
        stack.Write(Program);
        Assert.Equal(0, await stack.ApplyAsync());
        Assert.Equal(["alone", "first", "second", "third"], Names(stack));
    }

    [Fact]
    public async Task Outputs_OfAFailedResource_StayAsTheyWere()
    {
        using var stack = Started(continues: true);
        stack.Provider.Failing["first"] = true;
        await stack.ApplyAsync();
        Assert.Equal(PropertyObject.Of(("alone", PropertyValue.Of("Alone"))), stack.Outputs);
        stack.Provider.Failing.Clear();
        await stack.ApplyAsync();
        Assert.Equal(["alone", "first"], stack.Outputs.Members.Keys);
        var before = stack.Outputs["first"];
        stack.Provider.Difference = PropertyDiff.Types.Kind.Update;
        stack.Provider.Failing["first"] = true;
        Assert.Equal(1, await stack.ApplyAsync());
        Assert.Equal(before, stack.Outputs["first"]);
    }

    /// <summary>What failed was renamed with an alias at the same time: the resource of the state is not deleted for it.</summary>
    [Fact]
    public async Task Update_FailsOfARenamedResource_TheStateKeepsIt()
    {
        using var stack = Started(continues: true);
        await stack.ApplyAsync();
        stack.Provider.Writes.Clear();
        stack.Provider.Difference = PropertyDiff.Types.Kind.Update;
        stack.Provider.Failing["renamed"] = true;
        stack.Write(
            Program
                .Replace("  first:", "  renamed:", StringComparison.Ordinal)
                .Replace("${first", "${renamed", StringComparison.Ordinal)
                .Replace(
                    "{ name: First } }",
                    "{ name: First }, options: { aliases: [ \"urn:pulumi:dev::shop::livechat:index:Group::first\" ] } }",
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(1, await stack.ApplyAsync());
        Assert.Equal(["update alone", "update renamed"], stack.Provider.Writes.Order());
        Assert.Equal(["alone", "first", "second", "third"], Names(stack));
    }

    /// <summary>A program declares some resources only where others are there: after a failure none counts as unwanted.</summary>
    [Fact]
    public async Task Delete_OfWhatTheProgramNoLongerDeclares_WaitsForARunThatSucceeds()
    {
        using var stack = Started(continues: true);
        await stack.ApplyAsync();
        stack.Provider.Writes.Clear();
        stack.Provider.Failing["late"] = true;
        stack.Write(
            Program
                .Replace("  alone: { type: \"livechat:Group\", properties: { name: Alone } }", Late, StringComparison.Ordinal)
                .Replace(", alone: \"${alone.name}\"", "", StringComparison.Ordinal)
        );
        Assert.Equal(1, await stack.ApplyAsync());
        Assert.Equal(["create late"], stack.Provider.Writes);
        Assert.Contains("1 resource of the state that the program did not declare this time stay", stack.Warnings.Single());
        stack.Provider.Failing.Clear();
        Assert.Equal(0, await stack.ApplyAsync());
        Assert.Contains("delete alone", stack.Provider.Writes);
    }

    /// <summary>What a replaced resource was goes, unless what failed still uses it.</summary>
    [Theory]
    [InlineData("alone", "delete first")]
    [InlineData("second", "")]
    public async Task Replacement_AnotherStepFails_DeletesTheOriginalThatNothingUses(string failing, string deleted)
    {
        using var stack = Started(continues: true);
        await stack.ApplyAsync();
        stack.Provider.Writes.Clear();
        stack.Provider.Failing[failing] = true;
        stack.Provider.Difference = PropertyDiff.Types.Kind.Update;
        stack.Provider.Replaced["first"] = true;
        Assert.Equal(1, await stack.ApplyAsync());
        Assert.Contains("create first", stack.Provider.Writes);
        Assert.Equal(deleted, string.Join(' ', stack.Provider.Writes.Where(w => w.StartsWith("delete", StringComparison.Ordinal))));
        stack.Provider.Failing.Clear();
        stack.Provider.Replaced.Clear();
        Assert.Equal(0, await stack.ApplyAsync());
        Assert.Contains("delete first", stack.Provider.Writes);
        Assert.Equal(["alone", "first", "second", "third"], Names(stack));
    }

    [Fact]
    public async Task Destroy_ADeleteFails_KeepsWhatItDependsOnAndDeletesTheRest()
    {
        using var stack = Started(continues: true);
        await stack.ApplyAsync();
        stack.Provider.Writes.Clear();
        stack.Provider.Failing["second"] = true;
        Assert.Equal(1, await stack.DestroyAsync());
        Assert.Equal(["delete alone", "delete second", "delete third"], stack.Provider.Writes.Order());
        Assert.Equal(["first", "second"], Names(stack));
        stack.Provider.Failing.Clear();
        Assert.Equal(0, await stack.DestroyAsync());
        Assert.Empty(stack.State.Resources);
    }

    [Fact]
    public async Task Get_FindsNothing_OnlyWhatDependsOnItIsNotMade()
    {
        using var stack = Started(continues: true);
        stack.Write(
            Program.Replace(
                "first: { type: \"livechat:Group\", properties: { name: First } }",
                "first: { type: \"livechat:Group\", get: { id: \"5\" } }",
                StringComparison.Ordinal
            )
        );
        stack.Provider.Gone["5"] = true;
        Assert.Equal(1, await stack.ApplyAsync());
        Assert.Equal("resource '5' does not exist", Assert.Single(stack.Errors));
        Assert.Equal("alone", Assert.Single(Names(stack)));
    }

    private const string Late = "  late: { type: \"livechat:Group\", properties: { name: Late } }";

    private static YamlStack Started(bool continues)
    {
        var stack = new YamlStack { ContinuesOnError = continues };
        stack.Write(Program);
        return stack;
    }

    private static List<string> Names(YamlStack stack) =>
        [
            .. stack
                .State.Resources.Where(r => r is { Custom: true, IsProvider: false, Delete: false } and not { External: true })
                .Select(r => r.Name)
                .Order(StringComparer.Ordinal),
        ];
}
