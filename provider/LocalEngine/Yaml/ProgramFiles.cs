using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>Files that a program reads.</summary>
internal static class ProgramFiles
{
    private const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>The full path of a file in the project's folder.</summary>
    /// <exception cref="EngineException">There is no such file, or it is outside of the folder, or it is too large.</exception>
    public static string Find(string folder, string path, YamlNode at)
    {
        var full = Path.GetFullPath(path, folder);
        if (!full.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw YamlErrors.At(at, $"{path} is outside of the project's folder");
        var file = new FileInfo(full);
        if (!file.Exists)
            throw YamlErrors.At(at, $"there is no file {path} in the project's folder");
        return file.Length <= MaxBytes ? full : throw YamlErrors.At(at, $"{path} is larger than {MaxBytes} bytes");
    }
}
