using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace TestSupport;

/// <summary>Files of the repository and of its test data.</summary>
public static class Repo
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public static string Data(params string[] parts) => System.IO.Path.Combine([Root, "tests", "Data", .. parts]);

    public static JsonNode Json(params string[] parts) => JsonNode.Parse(File.ReadAllText(Data(parts)))!;

    /// <summary>The configuration that these tests were built in: Debug or Release.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains(
            $"{System.IO.Path.DirectorySeparatorChar}Release{System.IO.Path.DirectorySeparatorChar}",
            StringComparison.Ordinal
        )
            ? "Release"
            : "Debug";

    /// <summary>The version, from the one place that holds it.</summary>
    public static string Version { get; } = XDocument.Load(Path("Directory.Build.props")).Descendants("Version").Single().Value;

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "LiveChat.Pulumi.sln")) ? folder : Find(Directory.GetParent(folder)!.FullName);
}

/// <summary>A folder that goes away with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("livechat-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
