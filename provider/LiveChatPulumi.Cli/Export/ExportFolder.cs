using System.Text;
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
                $"{path} is not empty: it has {Path.GetFileName(found)}. An export writes over nothing; name another folder with --out."
            );
    }

    /// <summary>Writes the program.</summary>
    public void Write(IReadOnlyDictionary<string, string> files)
    {
        Directory.CreateDirectory(path);
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(path, name), text);
        File.WriteAllText(Path.Combine(path, ".gitignore"), $".pulumi/\nbin/\nobj/\n{State}\n");
    }

    /// <summary>Writes the files with which Pulumi takes over.</summary>
    public void WriteState(string export, string import)
    {
        PrivateFile.Replace(Path.Combine(path, State), Encoding.UTF8.GetBytes(export));
        File.WriteAllText(Path.Combine(path, Import), import);
    }
}
