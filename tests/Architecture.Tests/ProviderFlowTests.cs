using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnit;
using LiveChatPulumi.Provider.Rpc;
using TestSupport;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Architecture_Tests;

/// <summary>The provider's flow has one direction: RPC, planning or lifecycle, resource, run, API client.</summary>
public partial class ProviderFlowTests
{
    private const string Root = "LiveChatPulumi.Provider";

    /// <summary>Each part of the provider, and what stands above it: parts that it may not use.</summary>
    private static readonly Dictionary<string, string[]> Above = new()
    {
        ["Planning"] = ["Rpc"],
        ["Lifecycles"] = ["Rpc", "Planning"],
        ["Resources"] = ["Rpc"],
        ["Functions"] = ["Rpc", "Planning", "Lifecycles"],
        ["Run"] = ["Rpc", "Planning", "Lifecycles", "Functions", "Schema"],
        ["Schema"] = ["Rpc", "Planning", "Lifecycles", "Run"],
        ["Specs"] = ["Rpc", "Planning", "Lifecycles", "Resources", "Functions", "Run", "Schema", "Configuration"],
        ["Values"] = ["Rpc", "Planning", "Lifecycles", "Resources", "Functions", "Schema", "Configuration"],
        ["Diagnostics"] = ["Rpc", "Planning", "Lifecycles", "Resources", "Functions", "Schema", "Configuration"],
    };

    private static readonly Architecture Provider = new ArchLoader().LoadAssemblies(typeof(ProviderService).Assembly).Build();

    public static TheoryData<string> Parts => [.. Above.Keys];

    private static IEnumerable<string> ResourceNames =>
        Directory
            .GetDirectories(Repo.Path("provider", Root, "Resources"))
            .Select(f => Path.GetFileName(f)!)
            .Where(n => n is not ("Shared" or "PropertyValues"));

    [Theory]
    [MemberData(nameof(Parts))]
    public void Part_OfTheProvider_UsesNothingAboveIt(string part)
    {
        foreach (var above in Above[part])
            Types()
                .That()
                .ResideInNamespaceMatching($@"^{Regex.Escape(Root)}\.{part}(\.|$)")
                .Should()
                .NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^{Regex.Escape(Root)}\.{above}(\.|$)"))
                .Check(Provider);
    }

    [Fact]
    public void Resource_Anywhere_IsKnownByTypeOnlyToItsOwnFolderAndTheCatalog()
    {
        var resources = Types().That().ResideInNamespaceMatching($@"^{Regex.Escape(Root)}\.Resources\.\w+$");
        Types()
            .That()
            .DoNotResideInNamespaceMatching($@"^{Regex.Escape(Root)}\.Resources\.\w+$")
            .And()
            .DoNotHaveName("Catalog")
            .Should()
            .NotDependOnAny(resources)
            .Check(Provider);
    }

    /// <summary>A file without its doc comments, which name parameters.</summary>
    private static string CodeOf(string file) =>
        string.Join('\n', File.ReadLines(file).Where(l => !l.TrimStart().StartsWith("///", StringComparison.Ordinal)));

    [Fact]
    public void Resource_Anywhere_IsNamedInATextOnlyInResources()
    {
        var names = ResourceNames.ToHashSet(StringComparer.Ordinal);
        var outside = Directory
            .GetFiles(Repo.Path("provider", Root), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Repo.Path("provider", "LiveChatPulumi.Export"), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/Resources/", StringComparison.Ordinal));
        Assert.Empty(
            outside.SelectMany(f =>
                Text().Matches(CodeOf(f)).Where(m => names.Contains(m.Groups[1].Value)).Select(m => $"{Path.GetFileName(f)}: {m}")
            )
        );
    }

    /// <summary>A string that is a type's name or its token, but for the name of a parameter in a comment.</summary>
    [GeneratedRegex("(?<!name=)\"(?:livechat:(?:index:)?)?([A-Z][A-Za-z]+)\"")]
    private static partial Regex Text();
}
