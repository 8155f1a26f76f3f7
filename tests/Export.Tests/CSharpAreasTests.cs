using System.Globalization;
using LiveChatPulumi.Export.CSharp;
using LiveChatPulumi.Export.Model;
using PluginProtocol.Values;
using TestSupport;

namespace Export_Tests;

/// <summary>A type that is new in a program of several files gets a file of its own.</summary>
public class CSharpAreasTests
{
    private const string NewFile = "License.AutoAccess.cs";

    [Fact]
    public void Merge_TypeIsNew_WritesWhatAFirstExportWrites()
    {
        var before = CSharpMergeTests.Many(60);
        ReadObject[] next = [.. before, Rule(1, 2, 2), Rule(2, 3, null)];
        var merged = CSharpMergeTests.Merge(before, next, CSharpMergeTests.Exported(before));
        Assert.Empty(merged.Program.Conflicts);
        Assert.Equal(CSharpFiles.Split(CSharpMergeTests.Exported(next)), CSharpFiles.Split(merged.Program.Text));
        var again = CSharpMergeTests.Merge(next, next, merged.Program.Text);
        Assert.Equal(merged.Program.Text, again.Program.Text);
    }

    /// <summary>What people made of the files that are there is in the new one as well.</summary>
    [Fact]
    public void Merge_PeopleNamedTheClass_NewFileIsOfIt()
    {
        var before = CSharpMergeTests.Many(60);
        var mine = CSharpMergeTests
            .Exported(before)
            .Replace("partial class License", "partial class Shop", StringComparison.Ordinal)
            .Replace("new License()", "new Shop()", StringComparison.Ordinal)
            .Replace(
                "\ninternal sealed partial class Shop\n{\n    private",
                "\nnamespace Of.Us;\n\ninternal sealed partial class Shop\n{\n    private",
                StringComparison.Ordinal
            );
        var merged = CSharpMergeTests.Merge(before, [.. before, Rule(1, 2, null)], mine);
        var text = CSharpFiles.Split(merged.Program.Text)[NewFile];
        Assert.Contains(
            "\n\nnamespace Of.Us;\n\ninternal sealed partial class Shop\n{\n    private void DeclareAutoAccess()",
            text,
            StringComparison.Ordinal
        );
    }

    /// <summary>Where nobody can tell what the files are for, new objects stand among the others.</summary>
    [Theory]
    [InlineData("private void DeclareGroup()", "private void Groups()")]
    [InlineData("        DeclareGroup();\n        DeclareTag();", "        if (true) { DeclareGroup(); DeclareTag(); }")]
    public void Merge_FilesAreOfAnotherForm_MakesNone(string from, string to)
    {
        var before = CSharpMergeTests.Many(60);
        var mine = CSharpMergeTests.Exported(before).Replace("        DeclareAgent();\n", "", StringComparison.Ordinal);
        Assert.Contains(from, mine, StringComparison.Ordinal);
        mine = mine.Replace(from, to, StringComparison.Ordinal);
        var merged = CSharpMergeTests.Merge(before, [.. before, Rule(1, 2, null)], mine);
        Assert.Contains("new LiveChat.AutoAccess(", merged.Program.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(NewFile, CSharpFiles.Split(merged.Program.Text).Keys);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, LongForms.Wanted ? 200 : 3)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Merge_RandomEditsAndANewType_KeepsAllAndCompiles(int seed)
    {
        var random = new Random(seed);
        var before = CSharpMergeTests.Many(60);
        var people = new CSharpEdits(CSharpMergeTests.Exported(before), random);
        people.Make(50);
        var next = CSharpEdits.License(before, random, 50).ToList();
        var groups = next.Where(o => o.Type.EndsWith(":Group", StringComparison.Ordinal)).ToList();
        for (var i = 1; i < 4; i++)
            next.Add(Rule(i, int.Parse(groups[random.Next(groups.Count)].Id, CultureInfo.InvariantCulture), i == 3 ? null : i + 1));
        var merged = CSharpMergeTests.Merge(before, [.. next], people.Text);
        var text = merged.Program.Text;
        Assert.All(people.Lines, line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.Empty(CSharpMergeTests.NameFaults([.. CSharpFiles.Split(text).Values]));
        var rules = merged
            .License.Objects.Where(o => o.Type.EndsWith(":AutoAccess", StringComparison.Ordinal))
            .Select(o => o.Name)
            .ToList();
        var own = CSharpMergeTests.Declared(CSharpFiles.Split(text).GetValueOrDefault(NewFile, ""));
        Assert.All(
            rules,
            r => Assert.True(own.ContainsKey(r) || merged.Program.Conflicts.Any(c => c.Path.EndsWith("." + r, StringComparison.Ordinal)), r)
        );
    }

    private static ReadObject Rule(int id, int group, int? next)
    {
        (string, PropertyValue)[] said =
        [
            ("description", PropertyValue.Of($"rule {id}")),
            ("groupIds", PropertyValue.List([PropertyValue.Of(group)])),
            .. next is { } n ? new[] { ("nextId", (PropertyValue)PropertyValue.Of($"r{n}")) } : [],
        ];
        return new ReadObject(
            "livechat:index:AutoAccess",
            $"r{id}",
            $"rule {id}",
            PropertyObject.Of(said),
            PropertyObject.Of([.. said, ("autoAccessId", PropertyValue.Of($"r{id}"))])
        );
    }
}
