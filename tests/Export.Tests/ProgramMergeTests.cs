using LiveChatPulumi.Export.Merging;

namespace Export_Tests;

/// <summary>What the license changed comes into the text that people have, and nothing else of it changes.</summary>
public class ProgramMergeTests
{
    private const string Old = """
        name: shop
        runtime: yaml
        description: A license.

        config:
          clientId:
            type: string

        resources:
          # group
          group-a:
            type: livechat:Group
            properties:
              name: A
          group-b:
            type: livechat:Group
            properties:
              name: B
              languageCode: pl

          # tag
          tag-vip:
            type: livechat:Tag
            properties:
              name: vip
              groupIds: ["${group-a.groupId}", "${group-b.groupId}"]

        """;

    [Fact]
    public void Merge_NothingChangedOnTheLicense_LeavesTheTextAlone()
    {
        var mine = Old.Replace("name: A", "name: Mine # mine", StringComparison.Ordinal) + "# the end";
        var merged = Merge(Old, mine);
        Assert.Equal(mine, merged.Text);
        Assert.Empty(merged.Conflicts);
    }

    /// <summary>Without edits of people, the result is what an export into an empty folder writes.</summary>
    [Theory]
    [InlineData("name: A\n", "name: A2\n")]
    [InlineData("languageCode: pl\n", "languageCode: pl\n      x: [1, 2]\n      long:\n        - a: 1\n          b: 2\n        - a: 2\n")]
    [InlineData("      languageCode: pl\n", "")]
    [InlineData("[\"${group-a.groupId}\", \"${group-b.groupId}\"]", "[]")]
    [InlineData("[\"${group-a.groupId}\", \"${group-b.groupId}\"]", "[\"${group-b.groupId}\"]")]
    [InlineData("[\"${group-a.groupId}\", \"${group-b.groupId}\"]", "[\"${group-a.groupId}\"]")]
    [InlineData("[\"${group-a.groupId}\", \"${group-b.groupId}\"]", "[7, \"${group-a.groupId}\", 8, \"${group-b.groupId}\", 9]")]
    [InlineData("[\"${group-a.groupId}\", \"${group-b.groupId}\"]", "[\"${group-b.groupId}\", \"${group-a.groupId}\"]")]
    [InlineData("  group-b:\n", "  group-ab:\n    type: livechat:Group\n    properties:\n      name: AB\n  group-b:\n")]
    [InlineData("  group-a:\n", "  group-0:\n    type: livechat:Group\n    properties:\n      name: 0\n  group-a:\n")]
    [InlineData("\n  # tag\n", "  group-c:\n    type: livechat:Group\n    properties:\n      name: C\n\n  # tag\n")]
    [InlineData("\n  # tag\n", "\n  # bot\n  bot-x:\n    type: livechat:Bot\n    properties:\n      name: X\n\n  # tag\n")]
    [InlineData("  # tag\n  tag-vip:", "  # tag\n  tag-new:\n    type: livechat:Tag\n    properties:\n      name: new\n  tag-vip:")]
    [InlineData("  group-b:\n    type: livechat:Group\n    properties:\n      name: B\n      languageCode: pl\n", "")]
    [InlineData("  clientId:\n    type: string\n", "  clientId:\n    type: string\n  clientId2:\n    type: string\n")]
    public void Merge_NobodyElseEdited_IsWhatAFreshExportWrites(string from, string to)
    {
        var next = Old.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Old, next);
        var merged = Merge(next, Old);
        Assert.Empty(merged.Conflicts);
        Assert.Equal(next, merged.Text);
        Assert.Equal(next.ReplaceLineEndings("\r\n"), Merge(next, Old.ReplaceLineEndings("\r\n")).Text);
    }

    [Fact]
    public void Merge_BothEdited_KeepsBoth()
    {
        var next = Old.Replace("name: A\n", "name: A2\n", StringComparison.Ordinal)
            .Replace("\"${group-b.groupId}\"]", "\"${group-b.groupId}\", 7]", StringComparison.Ordinal)
            .Replace("languageCode: pl", "languageCode: de", StringComparison.Ordinal);
        var mine = """
            # Our license.
            name: shop
            runtime: yaml
            description: 'Ours'
            config:
              clientId: { type: string }
            resources:
              tag-vip:
                type: "livechat:index:Tag"   # by hand
                options: { protect: true }
                properties:
                  groupIds:
                    # the first
                    - ${group-a.groupId}
                    - ${group-b.groupId} # and the second
                  name: "vip"
              group-b: { type: livechat:Group, properties: { languageCode: "pl", name: Bee } }
              mine: { type: livechat:Tag, properties: { name: mine } }
              group-a:
                type: livechat:Group
                properties: {name: "A", # call it A
                  languageCode: en}
            """;
        var merged = Merge(next, mine);
        Assert.Empty(merged.Conflicts);
        Assert.Equal(
            mine.Replace("# and the second", "# and the second\n        - 7", StringComparison.Ordinal)
                .Replace("\"pl\"", "de", StringComparison.Ordinal)
                .Replace("{name: \"A\",", "{name: A2,", StringComparison.Ordinal),
            merged.Text
        );
    }

    [Theory]
    [InlineData("name: A\n", "name: A2\n", "name: A\n", "name: Mine\n", "resources.group-a.properties.name", "another value")]
    [InlineData(
        "      languageCode: pl\n",
        "",
        "languageCode: pl",
        "languageCode: de",
        "resources.group-b.properties.languageCode",
        "gone"
    )]
    [InlineData(
        "languageCode: pl",
        "languageCode: de",
        "      languageCode: pl\n",
        "",
        "resources.group-b.properties.languageCode",
        "not here"
    )]
    [InlineData(
        "      name: A\n",
        "      name: A\n      x: 1\n",
        "      name: A\n",
        "      name: A\n      x: 2\n",
        "resources.group-a.properties.x",
        "another"
    )]
    [InlineData(
        "[\"${group-a.groupId}\", \"${group-b.groupId}\"]",
        "[\"${group-b.groupId}\", \"${group-a.groupId}\"]",
        "[\"${group-a.groupId}\", \"${group-b.groupId}\"]",
        "[\"${group-a.groupId}\", \"${group-b.groupId}\", 4]",
        "resources.tag-vip.properties.groupIds",
        "another order"
    )]
    [InlineData(
        "  group-a:\n    type: livechat:Group\n    properties:\n      name: A\n",
        "",
        "      name: A\n",
        "      name: A\n    options:\n      protect: true\n",
        "resources.group-a",
        "gone on the license, and was changed here"
    )]
    [InlineData(
        "  group-a:\n    type: livechat:Group\n    properties:\n      name: A\n",
        "",
        "      name: A\n",
        "      name: A # dear to us\n      \n",
        "resources.group-a",
        "without a comment"
    )]
    public void Merge_BothChangedTheSame_TellsAConflictAndKeepsTheText(
        string from,
        string to,
        string mineFrom,
        string mineTo,
        string path,
        string reason
    )
    {
        var mine = Old.Replace(mineFrom, mineTo, StringComparison.Ordinal);
        var merged = Merge(Old.Replace(from, to, StringComparison.Ordinal), mine);
        var conflict = Assert.Single(merged.Conflicts);
        Assert.Equal(path, conflict.Path);
        Assert.Contains(reason, conflict.Reason, StringComparison.Ordinal);
        Assert.Equal(mine, merged.Text);
    }

    /// <summary>Items of lists are told apart by their keys.</summary>
    [Fact]
    public void Merge_ItemsOfAListOnBothSides_KeepsBoth()
    {
        const string old = """
            resources:
              rules:
                type: livechat:AutoAccessRules
                properties:
                  rules:
                    - key: a
                      groupIds: [1]
                    - key: b
                      groupIds: [2]
                    - key: c
                      groupIds: [3]

            """;
        var next = old.Replace("[1]", "[1, 4]", StringComparison.Ordinal)
            .Replace(
                "        - key: b\n          groupIds: [2]\n",
                "        - key: new\n          groupIds: [5]\n",
                StringComparison.Ordinal
            );
        var mine = old.Replace("[3]", "[3, 9]", StringComparison.Ordinal)
            .Replace(
                "        - key: a",
                "        # the first\n        - key: mine\n          groupIds: []\n        - key: a",
                StringComparison.Ordinal
            );
        var merged = ProgramMerge.Merge(Yaml(old), Yaml(next), Yaml(mine));
        Assert.Empty(merged.Conflicts);
        Assert.Equal(
            mine.Replace("[1]", "[1, 4]", StringComparison.Ordinal)
                .Replace(
                    "        - key: b\n          groupIds: [2]\n",
                    "        - key: new\n          groupIds: [5]\n",
                    StringComparison.Ordinal
                ),
            merged.Text
        );
    }

    private static MergedText Merge(string next, string mine) => ProgramMerge.Merge(Yaml(Old), Yaml(next), Yaml(mine));

    private static YamlProgramText Yaml(string text) => new(text);
}
