namespace Cli_Tests;

/// <summary>A program whose keys were renamed: the preview asks, and the alias that it prints keeps the objects.</summary>
public class RenameTests
{
    private static readonly string[] Before = ["bob", "sales", "vip"];
    private static readonly string[] After = ["bobby", "selling", "top"];

    [Fact]
    public async Task Preview_KeysAreRenamed_AsksOnceForEachWithTheAlias()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program(Before, false));
        await command.SucceedAsync("up", "--yes");
        command.Write(Program(After, false));
        var (_, output, errors) = await command.RunAsync("preview");
        foreach (var (old, now) in Before.Zip(After))
        {
            var line = Assert.Single((output + errors).Split('\n'), l => l.Contains($"renamed? {old} -> {now}.", StringComparison.Ordinal));
            Assert.Contains($"::{old}\"] }}", line, StringComparison.Ordinal);
            Assert.Contains($"C#: Aliases = {{ new Alias {{ Name = \"{old}\" }} }}", line, StringComparison.Ordinal);
        }

        // What the line says is what helps.
        command.Write(Program(After, true));
        Assert.DoesNotContain("renamed?", await command.SucceedAsync("preview", "--expect-no-changes"), StringComparison.Ordinal);
    }

    /// <summary>What is not alike is no rename: most of it is said otherwise, or two resources say it.</summary>
    [Fact]
    public async Task Preview_OthersOfTheType_AreNotAskedAbout()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Group("a", "Alpha") + Group("b", "Beta"));
        await command.SucceedAsync("up", "--yes");
        command.Write(Group("c", "Gamma") + Group("d", "Delta"));
        Assert.DoesNotContain("renamed?", await command.SucceedAsync("preview"), StringComparison.Ordinal);
    }

    /// <summary>Under Pulumi only the provider can say it, and it does not know the old name.</summary>
    [Fact]
    public async Task Preview_NameIsTaken_PrintsTheAliasToPaste()
    {
        await using var command = await CommandHarness.StartAsync("""{"tags":[{"name":"vip","group_ids":[]}]}""");
        command.Write("""  top: { type: "livechat:Tag", properties: { name: vip } }""");
        var (code, output, errors) = await command.RunAsync("preview");
        Assert.Equal(1, code);
        Assert.Contains(
            "YAML: options: { aliases: [\"urn:pulumi:dev::shop::livechat:index:Tag::OLD-NAME\"] }; "
                + "C#: Aliases = { new Alias { Name = \"OLD-NAME\" } }",
            output + errors,
            StringComparison.Ordinal
        );
    }

    private static string Group(string key, string name) =>
        $"  {key}: {{ type: \"livechat:Group\", properties: {{ name: {name}, languageCode: en }} }}\n";

    private static string Program(string[] keys, bool withAliases)
    {
        return Resource(0, "Agent", "{ email: bob@example.com, name: Bob }")
            + Resource(1, "Group", "{ name: Sales, languageCode: en }")
            + Resource(2, "Tag", "{ name: vip }");

        string Resource(int i, string type, string properties)
        {
            var options = withAliases ? $", options: {{ aliases: [\"urn:pulumi:dev::shop::livechat:index:{type}::{Before[i]}\"] }}" : "";
            return $"  {keys[i]}: {{ type: \"livechat:{type}\", properties: {properties}{options} }}\n";
        }
    }
}
