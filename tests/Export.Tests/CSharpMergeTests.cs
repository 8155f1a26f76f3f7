using System.Collections.Immutable;
using LiveChatPulumi.Export.CSharp;
using LiveChatPulumi.Export.Merging;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TestSupport;

namespace Export_Tests;

/// <summary>An export into a program in C# brings in what the license changed, and leaves the rest as people have it.</summary>
public class CSharpMergeTests
{
    private static readonly ReadObject[] License =
    [
        Given.Group(1, "A"),
        Given.Group(2, "B"),
        Given.Tag("vip", 1, 2),
        Given.Tag("refund"),
        CSharpEdits.Agent("Ann", "Clerk"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Merge_NothingChanged_LeavesTheTextAlone(bool isLarge)
    {
        var license = isLarge ? Many(60) : License;
        var text = Exported(license);
        var merged = Merge(license, license, text);
        Assert.Empty(merged.Program.Conflicts);
        Assert.Equal(text, merged.Program.Text);
    }

    [Fact]
    public void Merge_BothEdited_KeepsBoth()
    {
        var mine = Edited(
            ("var groupA = new LiveChat.Group(\"group-a\"", "// The first.\n    LiveChat.Group first = new LiveChat.Group(\"group-a\""),
            ("groupA.GroupId", "first.GroupId"),
            ("JobTitle = \"Clerk\"", "JobTitle = \"Chief\" /* promoted */"),
            ("_ = new LiveChat.Tag(\"tag-refund\"", "_ = new Pulumi.LiveChat.Tag(\"tag-refund\""),
            ("\n});\n", "\n    if (DateTime.Now.Hour > 3)\n        Console.WriteLine(first.Name);\n});\n")
        );
        var merged = Merge(
            License,
            [
                Given.Group(1, "A2"),
                Given.Group(2, "B"),
                Given.Group(3, "Night"),
                Given.Tag("vip", 1, 2, 3),
                Given.Tag("urgent", 1),
                CSharpEdits.Agent("Ann", "Clerk", "+48"),
            ],
            mine
        );
        Assert.Empty(merged.Program.Conflicts);
        var text = merged.Program.Text;
        Assert.Contains("LiveChat.Group first = new LiveChat.Group(\"group-a\", new() { Name = \"A2\" });", text, StringComparison.Ordinal);
        Assert.Contains("var groupNight = new LiveChat.Group(\"group-night\"", text, StringComparison.Ordinal);
        Assert.Contains("first.GroupId, groupB.GroupId, groupNight.GroupId", text, StringComparison.Ordinal);
        Assert.Contains("new LiveChat.Tag(\"tag-urgent\"", text, StringComparison.Ordinal);
        Assert.Contains("JobTitle = \"Chief\" /* promoted */", text, StringComparison.Ordinal);
        Assert.Contains("Mobile = \"+48\"", text, StringComparison.Ordinal);
        Assert.Contains("Console.WriteLine(first.Name);", text, StringComparison.Ordinal);
        Assert.DoesNotContain("tag-refund", text, StringComparison.Ordinal);
        Assert.Empty(NameFaults(text));
    }

    /// <summary>What is named for the first time gets a variable.</summary>
    [Fact]
    public void Merge_NamesWhatHadNoVariable_GivesItOne()
    {
        ReadObject[] before = [Given.Group(1, "A"), Given.Group(2, "B"), Given.Tag("vip", 1)];
        var mine = Exported(before);
        Assert.Contains("_ = new LiveChat.Group(\"group-b\"", mine, StringComparison.Ordinal);
        var merged = Merge(before, [Given.Group(1, "A"), Given.Group(2, "B"), Given.Tag("vip", 1, 2)], mine);
        Assert.Empty(merged.Program.Conflicts);
        Assert.Contains("var groupB = new LiveChat.Group(\"group-b\"", merged.Program.Text, StringComparison.Ordinal);
        Assert.Empty(NameFaults(merged.Program.Text));
    }

    [Theory]
    [InlineData("JobTitle = \"Clerk\"", "JobTitle = \"Chief\"", "resources.Agent.agent-ann.properties.JobTitle", "another value")]
    [InlineData(
        "JobTitle = \"Clerk\"",
        "JobTitle = Environment.UserName",
        "resources.Agent.agent-ann.properties.JobTitle",
        "another value"
    )]
    [InlineData(", new() { Email = ", ", new LiveChat.AgentArgs() { Email = ", "", "")]
    [InlineData(
        "_ = new LiveChat.Agent(",
        "foreach (var i in new[] { 1 })\n    _ = new LiveChat.Agent(",
        "resources.Agent.agent-ann",
        "another value"
    )]
    [InlineData("_ = new LiveChat.Tag(\"tag-refund\"", "var mine = new LiveChat.Tag(\"tag-refund\"", "", "")]
    public void Merge_PeopleWroteOtherwise_BringsItInOrTellsIt(string from, string to, string path, string reason)
    {
        var mine = Edited((from, to));
        var next = License.ToArray();
        next[4] = CSharpEdits.Agent("Ann", "Boss");
        var merged = Merge(License, next, mine);
        if (path.Length == 0)
        {
            Assert.Empty(merged.Program.Conflicts);
            Assert.Equal(mine.Replace("\"Clerk\"", "\"Boss\"", StringComparison.Ordinal), merged.Program.Text);
            return;
        }

        var conflict = Assert.Single(merged.Program.Conflicts);
        Assert.Equal(path, conflict.Path);
        Assert.Equal("Program.cs", conflict.File);
        Assert.Contains("agent-ann", Statement(mine, conflict.Line), StringComparison.Ordinal);
        Assert.Contains(reason, conflict.Reason, StringComparison.Ordinal);
        Assert.Equal(mine, merged.Program.Text);
    }

    /// <summary>What is gone on the license stays where people's own code names it: without it nothing would compile.</summary>
    [Fact]
    public void Merge_GoneAndNamedByPeople_StaysAndIsTold()
    {
        var mine = Edited(
            ("\n});\n", "\n    _ = new LiveChat.Tag(\"mine\", new() { Name = \"mine\", GroupIds = { groupB.GroupId } });\n});\n")
        );
        var merged = Merge(License, [License[0], Given.Tag("vip", 1), License[3], License[4]], mine);
        Assert.Equal("resources.Group.group-b", Assert.Single(merged.Program.Conflicts).Path);
        Assert.Contains("GroupIds = { groupA.GroupId }", merged.Program.Text, StringComparison.Ordinal);
        Assert.Empty(NameFaults(merged.Program.Text));
    }

    /// <summary>A reference has to stand behind what it names: people who moved that are told.</summary>
    [Fact]
    public void Merge_NamesWhatPeopleMovedDown_IsToldAndStays()
    {
        ReadObject[] before = [Given.Group(1, "A"), Given.Tag("vip"), Given.Tag("x", 1)];
        const string group = "    var groupA = new LiveChat.Group(\"group-a\", new() { Name = \"A\" });\n";
        var text = Exported(before);
        var mine = text.Replace(group, "", StringComparison.Ordinal)
            .Replace("    _ = new LiveChat.Tag(\"tag-x\"", group + "    _ = new LiveChat.Tag(\"tag-x\"", StringComparison.Ordinal);
        var merged = Merge(before, [Given.Group(1, "A"), Given.Tag("vip", 1), Given.Tag("x", 1)], mine);
        Assert.Equal("resources.Tag.tag-vip", Assert.Single(merged.Program.Conflicts).Path);
        Assert.Equal(mine, merged.Program.Text);
    }

    /// <summary>Objects and the fields that hold them come and go in the files of their types.</summary>
    [Fact]
    public void Merge_ProgramInFiles_EditsEachWhereItIs()
    {
        var before = Many(60);
        var mine = Exported(before);
        var next = before
            .Where(o => o.Title != "group 3")
            .Append(Given.Group(100, "new"))
            .Append(Given.Tag("of the new one", 100))
            .ToArray();
        next = [.. next.Select(o => o.Title == "tag 3" ? Given.Tag("tag 3", 2) : o)];
        var merged = Merge(before, next, mine);
        Assert.Empty(merged.Program.Conflicts);
        var files = CSharpFiles.Split(merged.Program.Text);
        Assert.DoesNotContain("group3", merged.Program.Text, StringComparison.Ordinal);
        Assert.Contains("private LiveChat.Group groupNew = null!;", merged.Program.Text, StringComparison.Ordinal);
        Assert.Contains("groupNew = new LiveChat.Group(\"group-new\"", files["License.Group.cs"], StringComparison.Ordinal);
        Assert.Contains("{ groupNew.GroupId }", files["License.Tag.cs"], StringComparison.Ordinal);
        Assert.Empty(NameFaults([.. files.Values]));
        Assert.Equal(files["Program.cs"], CSharpFiles.Split(mine)["Program.cs"]);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, LongForms.Wanted ? 300 : 6)];

    /// <summary>50 edits on each side: all of both are in the program, or it is told where not; and it still compiles.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Merge_RandomEditsOnBothSides_KeepsAllOfBothOrTellsAConflict(int seed)
    {
        var random = new Random(seed);
        var before = Many(random.Next(2) == 0 ? 30 : 60);
        var people = new CSharpEdits(Exported(before), random);
        people.Make(50);
        var next = CSharpEdits.License(before, random, 50);
        var merged = Merge(before, next, people.Text);
        var text = merged.Program.Text;
        foreach (var line in people.Lines)
            Assert.Contains(line, text, StringComparison.Ordinal);
        Assert.Empty(NameFaults([.. CSharpFiles.Split(people.Text).Values]));
        Assert.Empty(NameFaults([.. CSharpFiles.Split(text).Values]));
        var fresh = Declared(Exported(merged.License));
        var (own, was) = (Declared(text), Declared(Exported(before)));
        foreach (var (name, values) in fresh.Where(f => !people.Removed.Contains(f.Key)))
        {
            if (merged.Program.Conflicts.Any(c => (c.Path + ".").Contains($".{name}.", StringComparison.Ordinal)))
                continue;
            Assert.True(own.ContainsKey(name), $"{name} is not in the program");
            Assert.True(own[name].SameAs(values) || people.Touched.Contains(name), $"{name} is not as the license has it");
        }

        foreach (var gone in was.Keys.Except(fresh.Keys))
            Assert.True(
                !own.ContainsKey(gone) || merged.Program.Conflicts.Any(c => c.Path.EndsWith("." + gone, StringComparison.Ordinal)),
                gone
            );
        Assert.All(people.Removed, r => Assert.False(own.ContainsKey(r)));
    }

    internal static Dictionary<string, SourceNode> Declared(string text) =>
        new CSharpProgramText(text, Given.Schema)
            .Declarations.DistinctBy(d => d.Name)
            .ToDictionary(d => d.Name, d => d.Properties ?? d.Node);

    /// <summary>The lines from one of Program.cs on to the end of the statement. The text has a line above the file.</summary>
    private static string Statement(string text, int line) => string.Join('\n', text.Split('\n')[line..]).Split(';')[0];

    internal static ReadObject[] Many(int count) =>
        [
            .. Enumerable.Range(1, count / 3).Select(i => Given.Group(i, $"group {i}")),
            .. Enumerable.Range(1, count / 3).Select(i => Given.Tag($"tag {i}", i, (i % (count / 3)) + 1)),
            .. Enumerable.Range(1, count / 3).Select(i => CSharpEdits.Agent($"a {i}", "Clerk")),
        ];

    private static string Edited(params (string From, string To)[] edits)
    {
        var text = Exported(License);
        foreach (var (from, to) in edits)
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return text;
    }

    internal static string Exported(ReadObject[] objects) => Exported(Given.Build(objects));

    private static string Exported(ExportedLicense license)
    {
        var files = new CSharpWriter(Given.Schema).Write(license, new ProgramProject("shop", "A license."));
        return CSharpFiles.Join(files.Where(f => f.Key.EndsWith(".cs", StringComparison.Ordinal)).ToDictionary());
    }

    internal static ReexportedLicense Merge(ReadObject[] before, ReadObject[] next, string mine)
    {
        var text = new CSharpProgramText(mine, Given.Schema);
        var writer = new CSharpWriter(Given.Schema, new CSharpNames(text));
        var former = new FormerExport("csharp", "dev", [], [], Given.Build(before));
        var names = former.License.Objects.ToDictionary(o => (o.Type, o.Id), o => o.Name);
        return new Reexport(
            Given.Schema,
            former,
            text,
            (type, id) => names.GetValueOrDefault((type, id)),
            (_, _) => null,
            license => new CSharpProgramText(writer.Outline(license), Given.Schema)
        ).Run(next, []);
    }

    /// <summary>What a compiler says of names and signs; the SDK's types are not there and not asked for.</summary>
    internal static ImmutableArray<string> NameFaults(params string[] files) =>
        [
            .. CSharpCompilation
                .Create("program", files.Select(f => CSharpSyntaxTree.ParseText(f)), [Core], new(OutputKind.ConsoleApplication))
                .GetDiagnostics()
                .Where(d => d.Id is "CS0103" or "CS0841" or "CS0128" or "CS0102" || d.Id.StartsWith("CS1", StringComparison.Ordinal))
                .Select(d => d.Id + d.GetMessage(System.Globalization.CultureInfo.InvariantCulture))
                .Where(d =>
                    !d.Contains("'Environment'", StringComparison.Ordinal)
                    && !d.Contains("'Console'", StringComparison.Ordinal)
                    && !d.Contains("'Deployment'", StringComparison.Ordinal)
                    && !d.Contains("'DateTime'", StringComparison.Ordinal)
                )
                .Order(),
        ];

    private static readonly MetadataReference Core = MetadataReference.CreateFromFile(typeof(object).Assembly.Location);
}
