using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TestSupport;

namespace Architecture_Tests;

/// <summary>What comes from others is pinned, and under a license that we have looked at.</summary>
public partial class SupplyChainTests
{
    /// <summary>Licenses that let a package be used in tests; none of them is part of what is published.</summary>
    private static readonly HashSet<string> Licenses =
    [
        "MIT",
        "ISC",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "(BSD-3-Clause AND Apache-2.0)",
        "BlueOak-1.0.0",
        "Python-2.0",
        "CC0-1.0",
        "CC-BY-3.0",
    ];

    /// <summary>Packages whose license is a file of their own, which we have read, with what it is.</summary>
    private static readonly Dictionary<string, string> Read = new() { ["node_modules/@logdna/tail-file"] = "MIT" };

    [Fact]
    public void Workflow_UsesAnAction_PinsItByHash()
    {
        var files = Directory
            .GetFiles(Repo.Path(".github", "workflows"), "*.yml")
            .Concat(Directory.GetFiles(Repo.Path("examples", "gitops"), "*.yml", SearchOption.AllDirectories));
        var uses = files.SelectMany(File.ReadLines).Where(l => l.Contains("uses:", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(uses);
        Assert.All(uses, l => Assert.Matches(Pinned(), l));
    }

    [Fact]
    public void NpmPackage_OfTheTests_HasALicenseThatWeHaveLookedAt()
    {
        var packages = (JsonObject)JsonNode.Parse(File.ReadAllText(Repo.Path("tests", "node", "package-lock.json")))!["packages"]!;
        var unknown = packages
            .Where(p => p.Key.Length > 0 && !Licenses.Contains((string?)p.Value!["license"] ?? "") && !Read.ContainsKey(p.Key))
            .Select(p => $"{p.Key}: {p.Value!["license"]}");
        Assert.Empty(unknown);
        Assert.All(packages.Where(p => p.Key.Length > 0), p => Assert.StartsWith("sha512-", (string?)p.Value!["integrity"]));
    }

    [GeneratedRegex(@"uses: [\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+(\.\d+)*$")]
    private static partial Regex Pinned();
}
