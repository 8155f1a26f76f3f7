using System.Text;
using System.Text.Json.Nodes;
using Codegen;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TestSupport;

namespace Codegen_Tests;

public class SdkGeneratorTests
{
    private static readonly IReadOnlyDictionary<string, byte[]> Draft = SdkGenerator.Generate(
        PackageSchema.Parse(File.ReadAllText(Repo.Data("sdk", "schema.json")))
    );
    private static readonly JsonNode Surface = Repo.Json("sdk", "csharp-surface.json");

    public static TheoryData<string> Types => [.. Surface["types"]!.AsArray().Select(t => (string)t!["type"]!)];

    [Fact]
    public void Files_OfTheDraftSchema_AreThoseOfPulumisGenerator() =>
        Assert.Equal(
            Surface["files"]!.AsArray().Select(f => (string)f!).Order(StringComparer.Ordinal),
            Draft.Keys.Order(StringComparer.Ordinal)
        );

    [Fact]
    public void TypeNames_OfTheDraftSchema_AreThoseOfPulumisGenerator() =>
        Assert.Equal(
            Surface["types"]!.AsArray().Select(t => (string)t!["type"]!).Order(StringComparer.Ordinal),
            Generated().Keys.Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Types))]
    public void Type_OfTheDraftSchema_HasThePublicSurfaceOfPulumisGenerator(string name)
    {
        var expected = Surface["types"]!.AsArray().First(t => (string)t!["type"]! == name)!;
        var type = Generated()[name];
        Assert.Equal((string)expected["kind"]!, Kind(type));
        Assert.Equal(expected["attributes"]!.AsArray().Select(a => Plain((string)a!)), Attributes(type.AttributeLists));
        Assert.Equal(
            expected["members"]!
                .AsArray()
                .Select(m => Entry(Plain((string)m!["signature"]!), (m["attributes"] as JsonArray ?? []).Select(a => Plain((string)a!))))
                .Order(StringComparer.Ordinal),
            Members(type).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Sdk_InTheRepository_IsFresh()
    {
        var files = SdkGenerator.Generate(PackageSchema.Parse(File.ReadAllText(Repo.Path("schema.json"))));
        foreach (var (name, content) in files)
            Assert.True(
                File.ReadAllBytes(Repo.Path("sdk", "dotnet", name)).AsSpan().SequenceEqual(content),
                $"sdk/dotnet/{name} is stale: run make sdk"
            );
        var onDisk = Directory
            .EnumerateFiles(Repo.Path("sdk", "dotnet"), "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repo.Path("sdk", "dotnet"), f).Replace('\\', '/'))
            .Where(f => !f.StartsWith("bin/", StringComparison.Ordinal) && !f.StartsWith("obj/", StringComparison.Ordinal));
        Assert.Empty(onDisk.Except(files.Keys));
    }

    [Fact]
    public void Generate_Union_IsRefusedRatherThanGuessed() =>
        Assert.Throws<NotSupportedException>(() =>
            PackageSchema.Parse(
                """{"name":"x","resources":{"x:index:A":{"properties":{"p":{"oneOf":[{"type":"string"},{"type":"number"}]}}}}}"""
            )
        );

    [Fact]
    public void Generate_DescriptionWithMarkup_IsEscaped()
    {
        var files = SdkGenerator.Generate(
            PackageSchema.Parse("""{"name":"x","resources":{"x:index:A":{"description":"a < b & c","properties":{}}}}""")
        );
        Assert.Contains("/// a &lt; b &amp; c", Encoding.UTF8.GetString(files["A.cs"]), StringComparison.Ordinal);
    }

    private static Dictionary<string, BaseTypeDeclarationSyntax> Generated()
    {
        var types = new Dictionary<string, BaseTypeDeclarationSyntax>(StringComparer.Ordinal);
        foreach (var (name, content) in Draft.Where(f => f.Key.EndsWith(".cs", StringComparison.Ordinal)))
        {
            var root = CSharpSyntaxTree.ParseText(Encoding.UTF8.GetString(content)).GetRoot();
            Assert.Empty(root.GetDiagnostics());
            foreach (var type in root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
            {
                var space = type.Ancestors().OfType<NamespaceDeclarationSyntax>().First().Name.ToString();
                types[$"{space}.{type.Identifier}"] = type;
            }
        }

        return types;
    }

    private static string Kind(BaseTypeDeclarationSyntax type)
    {
        var word = type is StructDeclarationSyntax ? "struct" : "class";
        var bases = type.BaseList is null ? "" : " : " + string.Join(", ", type.BaseList.Types);
        return $"{type.Modifiers} {word} {type.Identifier}{bases}";
    }

    private static IEnumerable<string> Members(BaseTypeDeclarationSyntax type)
    {
        IEnumerable<string> carried = [];
        foreach (var member in ((TypeDeclarationSyntax)type).Members)
        {
            var attributes = Attributes(member.AttributeLists).ToList();
            if (!member.Modifiers.Any(m => m.IsKind(SyntaxKind.PublicKeyword)))
            {
                // The attribute of a property with a body stands on its backing field.
                carried = member is FieldDeclarationSyntax ? attributes : [];
                continue;
            }

            yield return Entry(Plain(Signature(member)), attributes.Concat(carried));
            carried = [];
        }
    }

    private static string Signature(MemberDeclarationSyntax member) =>
        member switch
        {
            PropertyDeclarationSyntax p => $"{p.Modifiers} {p.Type} {p.Identifier}{Accessors(p)}",
            ConstructorDeclarationSyntax c => $"{c.Modifiers} {c.Identifier}{c.ParameterList}",
            FieldDeclarationSyntax f => $"{f.Modifiers} {f.Declaration.Type} {f.Declaration.Variables[0].Identifier}",
            MethodDeclarationSyntax m => $"{m.Modifiers} {m.ReturnType} {m.Identifier}{m.ParameterList}",
            OperatorDeclarationSyntax o => $"{o.Modifiers} {o.ReturnType} operator {o.OperatorToken}{o.ParameterList}",
            ConversionOperatorDeclarationSyntax c => $"{c.Modifiers} {c.ImplicitOrExplicitKeyword} operator {c.Type}{c.ParameterList}",
            _ => member.ToString(),
        };

    private static string Accessors(PropertyDeclarationSyntax property) =>
        property.AccessorList is { } list && list.Accessors.All(a => a.Body is null && a.ExpressionBody is null)
            ? " { " + string.Join(" ", list.Accessors.Select(a => a.ToString())) + " }"
            : "";

    private static IEnumerable<string> Attributes(SyntaxList<AttributeListSyntax> lists) => lists.Select(l => Plain(l.ToString()));

    private static string Entry(string signature, IEnumerable<string> attributes) => string.Join(" ", attributes.Append(signature));

    private static string Plain(string text)
    {
        var initializer = text.IndexOf(") : base(", StringComparison.Ordinal);
        if (initializer >= 0)
            text = text[..(initializer + 1)];
        return string.Join(" ", text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
