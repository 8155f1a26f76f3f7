using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Writing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PluginProtocol.Values;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Export_Tests;

/// <summary>Texts of licenses in programs: what is written is read back as it was, and nothing in it acts.</summary>
public class WriterTests
{
    private static readonly ProgramProject Project = new("shop", "A license: all of it");

    public static TheoryData<string> Texts =>
        [
            "plain words",
            "",
            " ",
            "true",
            "Yes",
            "null",
            "~",
            "0x1F",
            "1e3",
            ".5",
            "-",
            "- item",
            "a: b",
            "a #b",
            "# a",
            "'",
            "\"",
            "\\",
            "two\nlines",
            "tab\there",
            "carriage\rreturn",
            "\u0000",
            "\u0007",
            "\u001b[31m",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\u202Egnp.exe",
            "\u200Bhidden",
            "é",
            "Поддержка",
            "サポート",
            "🎉 party",
            "${x.id}",
            "$${x}",
            "$",
            "$$",
            "$$$",
            "100$",
            "{}",
            "[]",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a`",
            "|",
            ">",
            "?",
            ", ",
            "a,b",
            "{{a}}",
            "<b>",
            "ends with space ",
            "fn::invoke",
            "=",
            "<<",
        ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Yaml_AnyText_IsReadBackAsItWas(string text)
    {
        var yaml = Yaml(Given.Build(Given.Tag(text)));
        var name = (YamlScalarNode)At(yaml, "resources", Given.Build(Given.Tag(text)).Objects[0].Name, "properties", "name");
        Assert.True(name.Style == ScalarStyle.DoubleQuoted || char.IsAsciiLetter(name.Value![0]), "a plain scalar that may be no text");
        Assert.Equal(text, Unescaped(name.Value!));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void CSharp_AnyText_IsReadBackAsItWas(string text)
    {
        var program = CSharp(Given.Build(Given.Tag(text)))["Program.cs"];
        var tree = CSharpSyntaxTree.ParseText(program);
        Assert.Empty(tree.GetDiagnostics());
        var values = tree.GetRoot()
            .DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Where(a => a.Left.ToString() == "Name")
            .Select(a => ((LiteralExpressionSyntax)a.Right).Token.ValueText);
        Assert.Equal(text, Assert.Single(values));
    }

    /// <summary>A reader of the program sees what it says: no control characters, no marks that turn the order of a line around.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public void Program_AnyText_HasNothingInvisible(string text)
    {
        var license = Given.Build(Given.Tag(text));
        Assert.All(
            CSharp(license).Values.Append(YamlText(license)),
            file => Assert.DoesNotContain(file.EnumerateRunes(), r => r.IsBmp && r.Value != '\n' && !SafeText.IsVisible((char)r.Value))
        );
    }

    /// <summary>A map of one member with such a name would be a call.</summary>
    [Fact]
    public void Yaml_ValueThatLooksLikeACall_IsAValue()
    {
        var values = PropertyObject.Of(("fn::invoke", PropertyValue.Of("a \"b\" ${c}")));
        var license = Given.Build(Given.Of("LicenseProperties", "ns", "ns", ("namespace", PropertyValue.Of("ns")), ("values", values)));
        var written = (YamlMappingNode)At(Yaml(license), "resources", "license-properties", "properties", "values");
        Assert.Equal("fn::fromJSON", written.Children.Single().Key.ToString());
        Assert.Equal("{\"fn::invoke\":\"a \\\"b\\\" ${c}\"}", Unescaped(written.Children.Single().Value.ToString()));
    }

    [Fact]
    public void Yaml_ReferencesAndSettings_AreExpressions()
    {
        var license = Given.Build(
            Given.Group(3, "Returns"),
            Given.Of(
                "GroupProperties",
                "3/ns",
                "3/ns",
                ("groupId", PropertyValue.Of(3)),
                ("namespace", PropertyValue.Of("ns")),
                ("values", PropertyObject.Of(("tier", PropertyValue.Of(2))))
            )
        );
        var yaml = Yaml(license);
        Assert.Equal("${group-returns.groupId}", At(yaml, "resources", "group-properties-returns", "properties", "groupId").ToString());
        Assert.Equal("${clientId}", At(yaml, "resources", "group-properties-returns", "properties", "namespace").ToString());
        Assert.Equal("string", At(yaml, "config", "clientId", "type").ToString());
    }

    [Fact]
    public void CSharp_SmallLicense_IsOneFileWithVariablesForWhatIsNamed()
    {
        var program = CSharp(Given.Build(Given.Group(3, "Returns"), Given.Group(4, "Sales"), Given.Tag("vip", 3)))["Program.cs"];
        Assert.Contains(
            "var groupReturns = new LiveChat.Group(\"group-returns\", new() { Name = \"Returns\" });",
            program,
            StringComparison.Ordinal
        );
        Assert.Contains("_ = new LiveChat.Group(\"group-sales\"", program, StringComparison.Ordinal);
        Assert.Contains("GroupIds = { groupReturns.GroupId }", program, StringComparison.Ordinal);
    }

    [Fact]
    public void CSharp_LargeLicense_HasAFileForEachType()
    {
        var license = Given.Build([Given.Group(3, "Returns"), .. Enumerable.Range(0, 50).Select(i => Given.Tag($"tag {i}", 3))]);
        var files = CSharp(license);
        Assert.Equal(["License.Group.cs", "License.Tag.cs", "Program.cs", "Pulumi.yaml", "Shop.csproj"], files.Keys);
        Assert.All(
            files.Where(f => f.Key.EndsWith(".cs", StringComparison.Ordinal)),
            f => Assert.Empty(CSharpSyntaxTree.ParseText(f.Value).GetDiagnostics())
        );
        var program = files["Program.cs"];
        Assert.True(
            program.IndexOf("DeclareGroup();", StringComparison.Ordinal) < program.IndexOf("DeclareTag();", StringComparison.Ordinal)
        );
    }

    /// <summary>An empty list says something else than no list.</summary>
    [Fact]
    public void CSharp_EmptyList_IsSaid()
    {
        var license = Given.Build(Given.Of("AutoAccessRules", "rules", "rules", ("rules", PropertyValue.List([]))));
        Assert.Contains(
            "Rules = new InputList<LiveChat.Inputs.AutoAccessRuleArgs>()",
            CSharp(license)["Program.cs"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Write_SameLicense_IsTheSameText()
    {
        static ExportedLicense License() => Given.Build(Given.Group(3, "Returns"), Given.Tag("vip", 3), Given.Tag("b", 3));
        Assert.Equal(CSharp(License()), CSharp(License()));
        Assert.Equal(YamlText(License()), YamlText(License()));
    }

    /// <summary>A text of a program as its values are evaluated: two dollar signs stand for one.</summary>
    private static string Unescaped(string text) => text.Replace("$$", "$", StringComparison.Ordinal);

    private static IReadOnlyDictionary<string, string> CSharp(ExportedLicense license) =>
        new CSharpWriter(Given.Schema).Write(license, Project);

    private static string YamlText(ExportedLicense license) => new YamlWriter(Given.Schema).Write(license, Project)["Pulumi.yaml"];

    private static YamlMappingNode Yaml(ExportedLicense license)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(YamlText(license)));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static YamlNode At(YamlNode node, params string[] path) => path.Aggregate(node, (n, key) => n[key]);
}
