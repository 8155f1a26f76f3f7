using LiveChatPulumi.Export.Merging;
using LocalEngine;
using PluginProtocol.Files;

namespace LiveChatPulumi.Cli.Export;

/// <summary>The folder of an exported project.</summary>
internal sealed class ExportFolder(string path)
{
    /// <summary>What <c>pulumi import --file</c> takes.</summary>
    public const string Import = "import.json";

    /// <summary>What <c>pulumi stack import</c> takes.</summary>
    public const string State = "state.json";

    /// <summary>Refuses a folder that holds something: an export writes over nothing.</summary>
    /// <exception cref="EngineException">There is something.</exception>
    public void RefuseWhatIsThere()
    {
        if (File.Exists(path))
            throw new EngineException($"{path} is a file; --out names the folder of the project.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).FirstOrDefault() is { } found)
            throw new EngineException(
                $"{path} is not empty: it has {Path.GetFileName(found)}. An export writes over nothing, and goes on only with a program "
                    + $"that an export wrote, by its {FormerExport.FileName}; name another folder with --out."
            );
    }

    /// <summary>What the last export left; null where there was none.</summary>
    /// <param name="decrypt">Decrypts a secret; null for one that does not open.</param>
    /// <exception cref="EngineException">It is not as an export left it.</exception>
    public FormerExport? ReadFormer(Func<string, string?> decrypt)
    {
        var file = Path.Combine(path, FormerExport.FileName);
        try
        {
            return File.Exists(file) ? FormerExportFile.Read(File.ReadAllText(file), decrypt) : null;
        }
        catch (MergeException e)
        {
            throw new EngineException(e.Message, e);
        }
    }

    /// <summary>Leaves what the next export has to know.</summary>
    public void WriteFormer(FormerExport export, Func<string, string> encrypt) =>
        File.WriteAllBytes(Path.Combine(path, FormerExport.FileName), FormerExportFile.Write(export, encrypt).Span);

    /// <summary>Writes the program.</summary>
    public void Write(IReadOnlyDictionary<string, string> files)
    {
        Directory.CreateDirectory(path);
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(path, name), text);
        File.WriteAllText(Path.Combine(path, ".gitignore"), $".pulumi/\nbin/\nobj/\n{State}\n");
    }

    /// <summary>Reads all code of a program in C#, by the paths in the folder.</summary>
    public IReadOnlyDictionary<string, string> ReadCode() =>
        Directory
            .EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(path, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(p => p is "bin" or "obj" || p.StartsWith('.')))
            .ToDictionary(f => f, ReadProgram, StringComparer.Ordinal);

    /// <summary>Reads a file of the program.</summary>
    public string ReadProgram(string file) => File.ReadAllText(Path.Combine(path, file));

    /// <summary>Writes a file of the program that people go on with.</summary>
    public void WriteProgram(string file, string text)
    {
        if (!File.Exists(Path.Combine(path, file)) || ReadProgram(file) != text)
            File.WriteAllText(Path.Combine(path, file), text);
    }

    /// <summary>Writes the files with which Pulumi takes over.</summary>
    public void WriteState(ReadOnlyMemory<byte> export, string import)
    {
        PrivateFile.Replace(Path.Combine(path, State), export.Span);
        File.WriteAllText(Path.Combine(path, Import), import);
    }
}
