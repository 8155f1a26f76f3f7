using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PluginProtocol.Files;

namespace LocalEngine.Programs;

/// <summary>What the last build of a program was made from, and what it left: a file beside what the build itself keeps.</summary>
internal sealed class BuildRecord
{
    private const string Name = "livechat.build";
    private const string RuntimeConfig = ".runtimeconfig.json";

    private readonly string _path;
    private readonly string _program;
    private readonly BuildInputs _inputs;

    /// <summary>The record of a program.</summary>
    /// <param name="folder">The program's folder.</param>
    /// <param name="inputs">What its build depends on.</param>
    public BuildRecord(string folder, BuildInputs inputs)
    {
        (_program, _inputs) = (folder, inputs);
        _path = Path.Combine(folder, "obj", Name);
    }

    /// <summary>True where a build would make again what is there.</summary>
    /// <param name="digest">What the build depends on.</param>
    public bool Holds(string digest)
    {
        try
        {
            return File.Exists(_path) && Outputs() is { } outputs && File.ReadAllText(_path) == Text(digest, outputs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Records a build that has just succeeded. Where that cannot be done, the next run builds.</summary>
    /// <param name="digest">What it was made from.</param>
    public void Write(string digest)
    {
        try
        {
            if (Outputs() is { } outputs)
                PrivateFile.Replace(_path, Encoding.UTF8.GetBytes(Text(digest, outputs)), toDisk: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is no obj, or it cannot be written to.
        }
    }

    /// <summary>
    /// The program that was built, where it is plain what dotnet run would start; null elsewhere. Asking dotnet run takes two seconds.
    /// </summary>
    public string? Executable()
    {
        var settings = Path.Combine(_program, "Properties", "launchSettings.json");
        if (File.Exists(settings) || Directory.EnumerateFiles(_program, "*.run.json").Any() || Programs() is not [var only])
            return null;
        var path = string.Concat(only.AsSpan(0, only.Length - RuntimeConfig.Length), ".dll");
        return File.Exists(path) ? path : null;
    }

    private static string Text(string digest, string outputs) => $"1\n{digest}\n{outputs}\n";

    /// <summary>A digest of all files that builds left, by name, length and time; null where no program is among them.</summary>
    private string? Outputs()
    {
        if (Programs().Count == 0)
            return null;
        var text = new StringBuilder();
        var folders = _inputs.ProjectFolders.SelectMany(f => new[] { Path.Combine(f, "bin"), Path.Combine(f, "obj") });
        var files = folders
            .Where(Directory.Exists)
            .SelectMany(f => new DirectoryInfo(f).EnumerateFiles("*", SearchOption.AllDirectories))
            .Where(f => f.Name != Name)
            .OrderBy(f => f.FullName, StringComparer.Ordinal);
        foreach (var file in files)
            text.Append(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}\n");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>What builds leave beside each program that can be started.</summary>
    private List<string> Programs()
    {
        var bin = Path.Combine(_program, "bin");
        return Directory.Exists(bin) ? [.. Directory.EnumerateFiles(bin, "*" + RuntimeConfig, SearchOption.AllDirectories)] : [];
    }
}
