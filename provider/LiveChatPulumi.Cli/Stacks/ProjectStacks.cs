using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEngine;
using LocalEngine.Projects;
using LocalEngine.State;
using PluginProtocol.Files;

namespace LiveChatPulumi.Cli.Stacks;

/// <summary>A stack that a project has, by its state or by its file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Updated">When its state was last written; null where there is none.</param>
internal sealed record KnownStack(string Name, DateTimeOffset? Updated);

/// <summary>The stacks of a project, and which of them commands take that name none.</summary>
internal sealed class ProjectStacks(Project project, string? backendUrl, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>All stacks, by name.</summary>
    public IReadOnlyList<KnownStack> All()
    {
        var found = new SortedDictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(project.StackFolder, "Pulumi.*.yaml"))
            found[Path.GetFileName(file)["Pulumi.".Length..^".yaml".Length]] = null;
        var folder = Path.GetDirectoryName(new FileBackend(project.Folder, project.Name, "any", backendUrl).CheckpointPath)!;
        if (Directory.Exists(folder))
            foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
                found[Path.GetFileNameWithoutExtension(file)] = File.GetLastWriteTimeUtc(file);
        return [.. found.Where(f => Names.IsValid(f.Key)).Select(f => new KnownStack(f.Key, f.Value))];
    }

    /// <summary>The stack that was selected, where it is still there.</summary>
    public string? Selected()
    {
        try
        {
            var json = File.Exists(SelectionPath) ? JsonNode.Parse(File.ReadAllText(SelectionPath)) as JsonObject : null;
            return json?["stack"]?.GetValue<string>() is { Length: > 0 } name && All().Any(s => s.Name == name.Split('/')[^1])
                ? Names.Stack(name, project.Name)
                : null;
        }
        catch (Exception e) when (e is JsonException or EngineException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Has commands that name no stack take this one. Pulumi reads the same file.</summary>
    public void Select(string stack)
    {
        PrivateFile.CreateFolder(Path.GetDirectoryName(SelectionPath)!);
        var json = new JsonObject { ["stack"] = $"organization/{project.Name}/{stack}" };
        PrivateFile.Replace(SelectionPath, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>Refuses a name of no stack: it is misspelt, or was never made.</summary>
    /// <exception cref="EngineException">There is no such stack.</exception>
    public void Require(string stack)
    {
        if (Missing(stack) is { } text)
            throw new EngineException($"{text} To make it: livechat stack init {stack}");
    }

    /// <summary>Says that the project does not have a stack, and what it has; null where it has it.</summary>
    public string? Missing(string stack)
    {
        var names = All().Select(s => s.Name).ToList();
        if (names.Contains(stack, StringComparer.Ordinal))
            return null;
        if (names.Count == 0)
            return $"no stack named '{stack}' found; the project has none yet.";
        var end = Nearest.To(stack, names) is null ? "." : "";
        return $"no stack named '{stack}' found; {Nearest.Hint(stack, names)}{end}";
    }

    /// <summary>Where Pulumi keeps it: under its home, by the project's name and a digest of its file's path.</summary>
    private string SelectionPath
    {
        get
        {
            var home = environment.GetValueOrDefault("PULUMI_HOME") is { Length: > 0 } set
                ? set
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pulumi");
#pragma warning disable CA5350 // A name that Pulumi gives the file, and no protection.
            var digest = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(project.FilePath))));
#pragma warning restore CA5350
            return Path.Combine(home, "workspaces", $"{project.Name}-{digest}-workspace.json");
        }
    }
}
