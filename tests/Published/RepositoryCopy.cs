using TestSupport;

namespace Published_;

/// <summary>A copy of the repository in a temporary folder: what git knows of, and what it would; nothing of a build's.</summary>
internal sealed class RepositoryCopy : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<string> _copied = new(StringComparer.Ordinal);

    public string Path => _folder.Path;

    public string File(string name) => _folder.File(name);

    public static async Task<RepositoryCopy> MakeAsync()
    {
        var copy = new RepositoryCopy();
        var none = new Dictionary<string, string>();
        var files = await Shell.RunAsync(Repo.Root, TimeSpan.FromMinutes(1), none, "git", "ls-files", "-co", "--exclude-standard", "-z");
        foreach (var file in files.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => System.IO.File.Exists(Repo.Path(f))))
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy.File(file))!);
            System.IO.File.Copy(Repo.Path(file), copy.File(file));
            copy._copied.Add(file);
        }

        return copy;
    }

    /// <summary>Files that the copy has and the repository has not, and those that differ; what builds leave is not looked at.</summary>
    public IEnumerable<string> Differences() =>
        Directory
            .GetFiles(Path, "*", SearchOption.AllDirectories)
            .Select(f => System.IO.Path.GetRelativePath(Path, f))
            .Where(f => !f.Split('/').Intersect(["bin", "obj"]).Any())
            .Where(f => !_copied.Contains(f) || !Bytes(File(f)).SequenceEqual(Bytes(Repo.Path(f))))
            .Concat(_copied.Where(f => !System.IO.File.Exists(File(f))))
            .Order(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static byte[] Bytes(string file) => System.IO.File.ReadAllBytes(file);
}
