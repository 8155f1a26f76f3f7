using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>One fact of the license has one owner in a program: two resources that declare the same are refused at check.</summary>
public class OneOwnerTests
{
    /// <summary>Resources that name what they stand for. Lists of rules are told apart by where they stand.</summary>
    public static TheoryData<string> Types =>
        [.. ResourceCase.All.Where(c => c.Spec.Identity != Identity.ServerId && c.Type != "AutoAccessRules").Select(c => c.Type)];

    /// <summary>Resources of which each value, or each detail, is a fact by itself.</summary>
    public static TheoryData<string, string, string> Parts =>
        new()
        {
            {
                "LicenseProperties",
                """{"namespace":"test","values":{"int_property":1}}""",
                """{"namespace":"test","values":{"bool_property":true}}"""
            },
            {
                "GroupProperties",
                """{"groupId":1,"namespace":"test","values":{"int_property":1}}""",
                """{"groupId":1,"namespace":"test","values":{"bool_property":true}}"""
            },
            { "CompanyDetails", """{"company":"A"}""", """{"city":"B"}""" },
        };

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Check_TwoResourcesOfOneKey_AreRefused(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await HandedOutTests.StartAsync(c, "never");
        await HandedOutTests.AssertCheckedAsync(plugin, c, "one");

        // The same resource may be checked as often as the engine likes.
        await HandedOutTests.AssertCheckedAsync(plugin, c, "one");
        var failure = (await HandedOutTests.CheckAsync(plugin, c, "two")).Failures[0];
        Assert.NotEmpty(PluginHarness.PathOf(failure));
        Assert.Contains("'one' of this program", failure.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Check_TwoResourcesOfDifferentParts_AreBothAllowed(string type, string one, string two)
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(ResourceCase.Of(type).Seed);
        Assert.Empty(await plugin.FailuresAsync(type, one, name: "one"));
        Assert.Empty(await plugin.FailuresAsync(type, two, name: "two"));
    }

    /// <summary>Where LiveChat takes two keys of other letter case for one, so does the program.</summary>
    [Fact]
    public async Task Check_TwoKeysThatLetterCaseTellsApart_AreRefusedWhereLiveChatTakesThemForOne()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var types = ResourceCase.All.Where(c => c.Spec.KeyIgnoresCase || c.Spec.IdComparer.Equals("a", "A")).ToList();
        Assert.Equal(["Agent", "Tag"], types.Select(c => c.Type).Order(StringComparer.Ordinal));
        foreach (var c in types)
        {
            await plugin.ResetAsync(c.Seed);
            var (key, example) = (c.Spec.Key[0], PluginHarness.Parse(c.Example));
            var other = example.With(key, PropertyValue.Of(example.Text(key)!.ToUpperInvariant()));
            Assert.Empty(await plugin.FailuresAsync(c.Type, c.Example, name: "one"));
            Assert.Contains(
                await plugin.FailuresAsync(c.Type, PluginHarness.Text(other), name: "two"),
                f => f.Reason.Contains("'one' of this program", StringComparison.Ordinal)
            );
        }
    }
}
