using System.Collections.Immutable;
using LiveChatPulumi.LiveChat;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TestSupport;

namespace Pulumi_Tests;

/// <summary>The stand-in compiles what the official package compiles, and nothing else.</summary>
public class SurfaceTests
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) == "netstandard.dll")
            .Append(typeof(Pulumi.Output).Assembly.Location)
            .Append(typeof(Group).Assembly.Location)
            .Select(p => MetadataReference.CreateFromFile(p)),
    ];

    [Fact]
    public void StandIn_PublicMembers_AreThoseOfTheOfficialPackage()
    {
        var official = Lines("OfficialApi.txt").ToHashSet(StringComparer.Ordinal);
        var own = Lines("PublicAPI.Shipped.txt").Concat(Lines("PublicAPI.Unshipped.txt")).ToList();
        Assert.NotEmpty(own);
        Assert.DoesNotContain(own, l => !official.Contains(l));
    }

    /// <summary>What is listed concerns types that are there: of each it says what is left out.</summary>
    [Fact]
    public void OfficialApi_EachType_IsInTheStandIn()
    {
        var own = Lines("PublicAPI.Unshipped.txt").ToHashSet(StringComparer.Ordinal);
        var types = Lines("OfficialApi.txt").Where(l => !l.Contains("->", StringComparison.Ordinal));
        Assert.DoesNotContain(types, l => !own.Contains(l));
    }

    /// <summary>The Pulumi CLI made this program of examples/full-license-yaml.</summary>
    [Fact]
    public void Convert_ProgramOfTheCli_CompilesAgainstTheSdk() =>
        Assert.Empty(Errors(File.ReadAllText(Repo.Data("convert", "full-license.cs.txt")), OutputKind.ConsoleApplication));

    [Theory]
    [InlineData("Output.Unsecret(output: Output.Create(1));", null)]
    [InlineData("Output.Unsecret(value: Output.Create(1));", "CS1739")]
    [InlineData("Output.JsonSerialize(value: Output.Create(1));", null)]
    [InlineData("Output.JsonSerialize(output: Output.Create(1));", "CS1739")]
    [InlineData("Output.JsonDeserialize<int>(json: Output.Create(\"1\"));", null)]
    [InlineData("Output.JsonDeserialize<int>(output: Output.Create(\"1\"));", "CS1739")]
    [InlineData("Pulumi.Utilities.OutputUtilities.GetIsKnownAsync(Output.Create(1));", null)]
    [InlineData("Pulumi.OutputUtilities.GetIsKnownAsync(Output.Create(1));", "CS0234")]
    [InlineData("Output.Tuple(Output.Create(1), (Input<int>)2);", "CS0411")]
    [InlineData("new CustomResource(\"a:b:C\", \"n\", ResourceArgs.Empty, null);", null)]
    [InlineData("new CustomResource(\"a:b:C\", \"n\", ResourceArgs.Empty);", "CS0121")]
    public void Compile_ProgramThatTheOfficialPackageTakesOrRefuses_IsTheSame(string statement, string? refused) =>
        Assert.Equal(
            refused is null ? [] : [refused],
            Errors($"using Pulumi; class C {{ void M() {{ _ = {statement} }} }}", OutputKind.DynamicallyLinkedLibrary)
        );

    [Theory]
    [InlineData("class Own : InvokeOutputOptions { }", null)]
    [InlineData("class Own : ProviderResource { public Own() : base(\"p\", \"n\", ResourceArgs.Empty) { } }", "CS0121")]
    [InlineData("class Own : InvokeOptions { }", null)]
    [InlineData("class Own : StackReference { public Own() : base(\"n\") { } }", null)]
    [InlineData("class Own : StackReferenceOutputDetails { }", "CS0509")]
    [InlineData("class Own : Config { }", "CS0509")]
    [InlineData("class Own : InputList<int> { }", "CS0509")]
    public void Compile_DerivedClass_IsAsInTheOfficialPackage(string code, string? refused) =>
        Assert.Equal(refused is null ? [] : [refused], Errors($"using Pulumi; {code}", OutputKind.DynamicallyLinkedLibrary));

    private static List<string> Errors(string code, OutputKind kind)
    {
        // As the .NET SDK does: assemblies of an older framework are no news.
        var silent = new Dictionary<string, ReportDiagnostic> { ["CS1701"] = ReportDiagnostic.Suppress };
        var options = new CSharpCompilationOptions(
            kind,
            nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: silent
        );
        return
        [
            .. CSharpCompilation
                .Create("program", [CSharpSyntaxTree.ParseText(code)], References, options)
                .GetDiagnostics()
                .Where(d => d.Severity >= DiagnosticSeverity.Warning)
                .Select(d => d.Id),
        ];
    }

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Repo.Path("sdk", "Pulumi", file)).Where(l => l.Length > 0 && !l.StartsWith('#'));
}
