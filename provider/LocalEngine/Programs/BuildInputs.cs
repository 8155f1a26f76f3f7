using System.Security.Cryptography;
using System.Text;

namespace LocalEngine.Programs;

/// <summary>
/// What the result of building a C# program depends on, found without MSBuild, which would take longer than a build that has nothing to
/// do: its folder and those of the projects that it references, the files above them that MSBuild and NuGet read, and the environment.
/// A project that does anything out of the ordinary is in doubt.
/// </summary>
internal sealed class BuildInputs
{
    /// <summary>Reading more than this takes longer than a build.</summary>
    private const int MostFiles = 2000;
    private const long MostBytes = 64 << 20;

    /// <summary>Files of any folder above a project that take part in its build.</summary>
    private static readonly string[] Shared =
    [
        "Directory.Build.props",
        "Directory.Build.targets",
        "Directory.Packages.props",
        "Directory.Build.rsp",
        "global.json",
        "NuGet.config",
        "NuGet.Config",
        "nuget.config",
        ".editorconfig",
        ".globalconfig",
    ];

    /// <summary>Variables of a terminal, which differ from one to the next. No build reads them, unless a file says so.</summary>
    private static readonly string[] OfSessions =
    [
        "_",
        "COLUMNS",
        "LINES",
        "OLDPWD",
        "PWD",
        "SHLVL",
        "TERM",
        "TERM_SESSION_ID",
        "WINDOWID",
        "SSH_AUTH_SOCK",
        "SSH_CLIENT",
        "SSH_CONNECTION",
        "SSH_TTY",
        "XDG_SESSION_ID",
    ];

    /// <summary>Those of this tool, of which some are secret.</summary>
    private static readonly string[] OfThisTool = ["PULUMI_", "LIVECHAT_"];

    private readonly SortedSet<string> _files = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _projects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BuildFile> _buildFiles = new(StringComparer.Ordinal);

    private BuildInputs() { }

    /// <summary>Folders of all projects that take part.</summary>
    public IEnumerable<string> ProjectFolders => _projects.Select(p => Path.GetDirectoryName(p)!);

    /// <summary>Finds the inputs of a program; null where they are in doubt.</summary>
    /// <param name="folder">The program's folder.</param>
    public static BuildInputs? Of(string folder)
    {
        try
        {
            var inputs = new BuildInputs();
            return inputs.AddProject(OnlyProject(folder)) && inputs._files.Count <= MostFiles ? inputs : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A digest of all that the build depends on; null where it cannot be read, or is too much.</summary>
    /// <param name="sdk">The version of the SDK that builds.</param>
    /// <param name="environment">The variables that the build sees.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string?> DigestAsync(string sdk, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "sdk", sdk);
        foreach (var (name, value) in environment.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (BuildFile.MovesOutput(name))
                return null;
            if (IsSeen(name))
                Add(hash, name, value);
        }

        try
        {
            if (_files.Sum(f => new FileInfo(f).Length) > MostBytes)
                return null;
            foreach (var file in _files)
                Add(
                    hash,
                    file,
                    Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false)))
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, string name, string value) =>
        hash.AppendData(Encoding.UTF8.GetBytes($"{name.Length} {name} {value.Length} {value}\n"));

    private bool IsSeen(string name) =>
        (!OfSessions.Contains(name) && !OfThisTool.Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
        || _buildFiles.Values.Any(f => f.Names(name));

    /// <summary>The project that dotnet build takes; null where it is not one of C#, or where there is more to build.</summary>
    private static string? OnlyProject(string folder)
    {
        var candidates = Directory
            .EnumerateFiles(folder)
            .Where(f =>
                Path.GetExtension(f) is var e && (e.EndsWith("proj", StringComparison.Ordinal) || e is ".sln" or ".slnx" or ".slnf")
            )
            .ToList();
        return candidates is [var project] ? project : null;
    }

    /// <summary>Adds a project with what it needs. False where that is in doubt.</summary>
    private bool AddProject(string? path)
    {
        if (path is null || Path.GetExtension(path) != ".csproj" || !File.Exists(path))
            return false;
        if (!_projects.Add(path))
            return true;
        var folder = Path.GetDirectoryName(path)!;
        return AddFolder(folder) && AddFrom(folder) && AddBuildFile(path, isProject: true);
    }

    /// <summary>Adds the files of a folder, but for what builds leave there and what globs pass over.</summary>
    private bool AddFolder(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            _files.Add(file);
        var isOfProject = Directory.EnumerateFiles(folder, "*.*proj").Any();
        foreach (var below in new DirectoryInfo(folder).EnumerateDirectories())
        {
            if (below.Name.StartsWith('.') || (isOfProject && below.Name is "bin" or "obj"))
                continue;
            if (below.LinkTarget is not null || _files.Count > MostFiles || !AddFolder(below.FullName))
                return false;
        }

        return true;
    }

    /// <summary>Adds what MSBuild and NuGet read in a folder and in all above it, and in the user's own.</summary>
    private bool AddFrom(string folder)
    {
        var own = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
        if (File.Exists(own))
            _files.Add(own);
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            foreach (var path in Shared.Select(name => Path.Combine(at, name)).Where(File.Exists))
            {
                _files.Add(path);
                if (Path.GetExtension(path) is ".props" or ".targets" && !AddBuildFile(path, isProject: false))
                    return false;
            }
        }

        return true;
    }

    private bool AddBuildFile(string path, bool isProject)
    {
        if (_buildFiles.ContainsKey(path))
            return true;
        if (BuildFile.Read(path, isProject) is not { } file)
            return false;
        _files.Add(path);
        _buildFiles[path] = file;
        return file.Imports.All(i => File.Exists(i) && AddBuildFile(i, isProject: false)) && file.References.All(AddProject);
    }
}
