namespace LocalEngine.State;

/// <summary>
/// Stacks as files, laid out as Pulumi's file backend does: <c>.pulumi/stacks/&lt;project&gt;/&lt;stack&gt;.json</c>
/// under the folder of PULUMI_BACKEND_URL (<c>file://</c>), or under the project.
/// </summary>
internal sealed class FileBackend
{
    private readonly string _folder;
    private readonly string _project;
    private readonly string _stack;

    public FileBackend(string projectFolder, string project, string stack, string? backendUrl)
    {
        var root = backendUrl switch
        {
            null or "" => projectFolder,
            _ when backendUrl.StartsWith("file://", StringComparison.Ordinal) => Expand(backendUrl["file://".Length..], projectFolder),
            _ => throw new EngineException($"The backend {backendUrl} is not served here: only file:// is. Use the Pulumi CLI for others."),
        };
        _folder = Path.Combine(root, ".pulumi", "stacks", project);
        (_project, _stack) = (project, stack);
    }

    public string CheckpointPath => Path.Combine(_folder, _stack + ".json");

    public string JournalPath => CheckpointPath + ".journal";

    public bool Exists => File.Exists(CheckpointPath) || File.Exists(JournalPath);

    /// <summary>The salt of the stack's secrets, or null for a stack without state.</summary>
    public string? ReadSalt() => File.Exists(CheckpointPath) ? CheckpointFile.ReadSalt(File.ReadAllText(CheckpointPath)) : null;

    /// <summary>Keeps others from changing the stack until disposed.</summary>
    /// <exception cref="EngineException">Someone else is changing it.</exception>
    public IDisposable Lock()
    {
        Directory.CreateDirectory(_folder);
        try
        {
            return new FileStream(
                Path.Combine(_folder, _stack + ".lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
        }
        catch (IOException)
        {
            throw new EngineException($"The stack '{_stack}' is being changed by another process. Wait for it to end.");
        }
    }

    /// <summary>The deployment, with what a run that was killed had done already.</summary>
    public Snapshot Load(CheckpointFile codec)
    {
        var snapshot = File.Exists(CheckpointPath) ? codec.Read(File.ReadAllText(CheckpointPath)) : Snapshot.Empty;
        return File.Exists(JournalPath) ? Journal.Replay(snapshot, JournalPath, codec) : snapshot;
    }

    /// <summary>Starts a journal on top of a checkpoint that holds exactly this deployment.</summary>
    public Journal OpenJournal(Snapshot snapshot, CheckpointFile codec, DateTimeOffset now)
    {
        Save(snapshot, codec, now);
        return new Journal(JournalPath, codec);
    }

    /// <summary>Writes the checkpoint in one stroke, keeps the one before as a backup, and drops the journal.</summary>
    public void Save(Snapshot snapshot, CheckpointFile codec, DateTimeOffset now)
    {
        Directory.CreateDirectory(_folder);
        var temporary = CheckpointPath + ".new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(codec.WriteCheckpoint(snapshot, _project, _stack, now)));
            stream.Flush(flushToDisk: true);
        }

        if (File.Exists(CheckpointPath))
            File.Copy(CheckpointPath, CheckpointPath + ".bak", overwrite: true);
        File.Move(temporary, CheckpointPath, overwrite: true);
        File.Delete(JournalPath);
    }

    private static string Expand(string path, string projectFolder) =>
        path.StartsWith('~')
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path.TrimStart('~').TrimStart('/'))
            : Path.GetFullPath(path, projectFolder);
}
