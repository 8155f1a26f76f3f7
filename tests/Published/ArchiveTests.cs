using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TestSupport;

namespace Published_;

/// <summary>The archives of dist/ are what their names, the checksums and the index say.</summary>
public class ArchiveTests
{
    private static readonly JsonObject Index = (JsonObject)JsonNode.Parse(File.ReadAllText(Repo.Path("dist", "index.json")))!;

    private static readonly (string Os, string Arch)[] Platforms =
    [
        ("linux", "amd64"),
        ("linux", "arm64"),
        ("darwin", "amd64"),
        ("darwin", "arm64"),
        ("windows", "amd64"),
    ];

    public static TheoryData<string, string, string> Archives
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var name in new[] { "pulumi-resource-livechat", "pulumi-converter-livechat", "livechat" })
            {
                foreach (var (os, arch) in Platforms)
                    data.Add(name, os, arch);
            }

            return data;
        }
    }

    private static readonly string[] Packages = ["LiveChat", "Templates", "Tool"];

    private static readonly (string Name, string Package)[] Boms =
    [
        ("pulumi-resource-livechat", "Google.Protobuf"),
        ("pulumi-converter-livechat", "Google.Protobuf"),
        ("livechat", "System.CommandLine"),
        ("LiveChatPulumi.LiveChat", "Google.Protobuf"),
    ];

    [Fact]
    public void Dist_HoldsArchivesAndPackageAndNothingElse()
    {
        var expected = Archives
            .Select(a => Name((string)a[0], (string)a[1], (string)a[2]))
            .Concat(Packages.Select(p => $"LiveChatPulumi.{p}.{Repo.Version}.nupkg"))
            .Concat(["SHA256SUMS", "index.json"])
            .Concat(Boms.Select(b => $"{b.Name}-v{Repo.Version}.cdx.json"));
        var files = Directory.GetFileSystemEntries(Repo.Path("dist")).Select(Path.GetFileName);
        Assert.Equal(expected.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.Equal(Repo.Version, (string?)Index["version"]);
        Assert.Equal(Archives.Count, Index["archives"]!.AsArray().Count);
    }

    [Theory]
    [MemberData(nameof(Archives))]
    public void Archive_HoldsTheExecutableOfItsPlatform(string name, string os, string arch)
    {
        var archive = Name(name, os, arch);
        var executable = os == "windows" ? name + ".exe" : name;
        var entries = Read(archive);
        Assert.Equal([executable, "LICENSE"], entries.Select(e => e.Name));
        Assert.True(entries[0].Mode.HasFlag(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute));
        Assert.Equal((os, arch), Platform(entries[0].Content));
        if (os == "darwin")
            Assert.True(IsSigned(entries[0].Content), "macOS on Apple silicon ends what is not signed at once");
        var entry = Index["archives"]!.AsArray().Single(a => (string?)a!["archive"] == archive)!;
        Assert.Equal((os, arch), ((string?)entry["os"], (string?)entry["arch"]));
        Assert.Equal(entries.Select(e => e.Name), entry["contents"]!.AsArray().Select(c => (string)c!));
        Assert.Equal(new FileInfo(Repo.Path("dist", archive)).Length, (long)entry["size"]!);
        Assert.Equal(Sha256(archive), (string?)entry["sha256"]);
        Assert.Equal((os, arch) == ("linux", "amd64"), (string?)entry["compiled"] == "native");
        Assert.Equal(os == "linux", entry["glibc"] is not null);
    }

    [Fact]
    public void Bom_OfEachProduct_NamesItsPackagesWithVersionsAndLicenses()
    {
        foreach (var (name, package) in Boms)
        {
            var bom = JsonNode.Parse(File.ReadAllText(Repo.Path("dist", $"{name}-v{Repo.Version}.cdx.json")))!;
            Assert.Equal("CycloneDX", (string?)bom["bomFormat"]);
            var product = bom["metadata"]!["component"]!;
            Assert.Equal((name, Repo.Version), ((string?)product["name"], (string?)product["version"]));
            var components = bom["components"]!.AsArray();
            Assert.Contains(package, components.Select(c => (string?)c!["name"]));
            Assert.All(components, c => Assert.NotEmpty((string)c!["version"]!));
            Assert.All(components, c => Assert.NotEmpty(c!["licenses"]!.AsArray()));
        }
    }

    [Fact]
    public void Checksums_AreThoseOfTheFiles()
    {
        var lines = File.ReadAllLines(Repo.Path("dist", "SHA256SUMS")).Select(l => l.Split("  ")).ToDictionary(l => l[1], l => l[0]);
        Assert.Equal(Archives.Count + Packages.Length + Boms.Length, lines.Count);
        Assert.All(lines, l => Assert.Equal(Sha256(l.Key), l.Value));
        Assert.Equal(lines[(string)Index["package"]!["file"]!], (string?)Index["package"]!["sha256"]);
    }

    [Fact]
    public void Native_NeedsTheGlibcThatTheDocumentationNames()
    {
        var native = Index["archives"]!.AsArray().Where(a => (string?)a!["compiled"] == "native");
        var needed = Assert.Single(native.Select(a => (string?)a!["glibc"]).Distinct());
        Assert.Contains($"glibc {needed} ", File.ReadAllText(Repo.Path("docs", "install.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Package_OfTheSdk_DependsOnTheOfficialPackageAloneAndLoadsWithIt()
    {
        var package = Repo.Path("dist", (string)Index["package"]!["file"]!);
        Assert.Equal(["Pulumi [3.76.1, 4.0.0)"], OfficialPackageTests.Dependencies(package));
        using var zip = ZipFile.OpenRead(package);
        using var copy = new MemoryStream();
        using (var library = zip.GetEntry("lib/net8.0/LiveChatPulumi.LiveChat.dll")!.Open())
            library.CopyTo(copy);
        copy.Position = 0;
        using var image = new PEReader(copy);
        var metadata = image.GetMetadataReader();
        var references = metadata
            .AssemblyReferences.Select(metadata.GetAssemblyReference)
            .ToDictionary(r => metadata.GetString(r.Name), r => r.Version);

        // .NET loads a library of the version that was compiled against, or a higher one: never one that is lower.
        Assert.InRange(references["Pulumi"], new Version(3, 0), new Version(3, 76, 1, 0));
        Assert.DoesNotContain("PluginProtocol", references.Keys);
    }

    private static string Name(string name, string os, string arch) => $"{name}-v{Repo.Version}-{os}-{arch}.tar.gz";

    private static string Sha256(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Repo.Path("dist", file))));

    private static List<(string Name, UnixFileMode Mode, byte[] Content)> Read(string archive)
    {
        using var file = new GZipStream(File.OpenRead(Repo.Path("dist", archive)), CompressionMode.Decompress);
        using var tar = new TarReader(file);
        var entries = new List<(string, UnixFileMode, byte[])>();
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            entries.Add((entry.Name, entry.Mode, content.ToArray()));
        }

        return entries;
    }

    /// <summary>What the file's own header says: ELF, Mach-O or PE.</summary>
    private static (string Os, string Arch) Platform(byte[] file)
    {
        const uint elf = 0x464C457F,
            machO = 0xFEEDFACF;
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(file);
        if (magic == elf)
            return ("linux", Arch(BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(18)), 0x3E, 0xB7));
        if (magic == machO)
            return ("darwin", Arch(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)), 0x01000007, 0x0100000C));
        Assert.Equal("MZ"u8.ToArray(), file[..2]);
        var header = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(0x3C));
        return ("windows", Arch(BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(header + 4)), 0x8664, 0xAA64));

        static string Arch(uint machine, uint amd64, uint arm64) =>
            machine == amd64 ? "amd64"
            : machine == arm64 ? "arm64"
            : "?";
    }

    /// <summary>Whether a Mach-O file has the load command of a code signature.</summary>
    private static bool IsSigned(byte[] file)
    {
        const uint codeSignature = 0x1D;
        var (count, at) = (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(16)), 32);
        for (var i = 0; i < count; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) == codeSignature)
                return true;
            at += BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
        }

        return false;
    }
}
