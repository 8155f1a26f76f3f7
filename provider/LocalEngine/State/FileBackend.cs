using System.Security.Cryptography;
using PluginProtocol.Files;

namespace LocalEngine.State;

/// <summary>
/// Stacks as files, laid out as Pulumi's file backend does: <c>.pulumi/stacks/&lt;project&gt;/&lt;stack&gt;.json</c>
/// under the folder of PULUMI_BACKEND_URL (<c>file://</c>), or under the project.
/// </summary>
internal sealed class FileBackend
{
    private readonly string _folder;
    private readonly string _locks;
    private readonly string _project;
    private readonly string _stack;

    public FileBackend(string projectFolder, string project, string stack, string? backendUrl)
    {
        var root = backendUrl switch
        {
            null or "" => projectFolder,
            _ when backendUrl.StartsWith("file://", StringComparison.Ordinal) => Expand(backendUrl["file://".Length..], projectFolder),
            _ => throw new EngineException(
                $"The backend {backendUrl} is not supported: only file:// is. Use the Pulumi CLI for other backends."
            ),
        };
        _folder = Path.Combine(root, ".pulumi", "stacks", project);
        _locks = Path.Combine(root, ".pulumi", "locks", "organization", project, stack);
        (_project, _stack) = (project, stack);
    }

    public string CheckpointPath => Path.Combine(_folder, _stack + ".json");

    public string JournalPath => CheckpointPath + ".journal";

    public bool Exists => File.Exists(CheckpointPath) || File.Exists(JournalPath);

    /// <summary>The salt of the stack's secrets, or null for a stack without state.</summary>
    public string? ReadSalt() => File.Exists(CheckpointPath) ? CheckpointFile.ReadSalt(File.ReadAllBytes(CheckpointPath)) : null;

    /// <summary>Locks the stack until the result is disposed, against processes of this engine and of Pulumi.</summary>
    /// <exception cref="EngineException">Another process has locked it.</exception>
    public IDisposable Lock(TimeProvider time)
    {
        var own = LockOwn();
        try
        {
            return new Held(own, TakeLock(time));
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>Takes away locks that killed processes left.</summary>
    /// <param name="confirm">Asked before, with the locks; false leaves them.</param>
    /// <returns>The locks that are gone.</returns>
    /// <exception cref="EngineException">A process that runs holds one. Nothing is taken away.</exception>
    public async Task<IReadOnlyList<StackLock>> CancelAsync(Func<IReadOnlyList<StackLock>, Task<bool>> confirm)
    {
        using var own = LockOwn();
        var locks = StackLock.Read(_locks);
        if (locks.FirstOrDefault(l => l is { IsOwn: false, IsAlive: true }) is { } living)
            throw new EngineException(
                $"The stack '{_stack}' is locked by {living}, and this process runs. End it with Ctrl-C: it then saves what it did. "
                    + $"If another process has its number by now, delete {living.File}."
            );
        if (locks.Count == 0 || !await confirm(locks).ConfigureAwait(false))
            return [];
        foreach (var one in locks)
            File.Delete(one.File);
        return locks;
    }

    private FileStream LockOwn()
    {
        PrivateFile.CreateFolder(_folder);
        return PrivateFile.TryLock(Path.Combine(_folder, _stack + ".lock"), options: FileOptions.DeleteOnClose)
            ?? throw new EngineException(
                $"The stack '{_stack}' is being changed by another process. Wait for it to end"
                    + (StackLock.Read(_locks).FirstOrDefault(l => l.IsOwn) is { } held ? $": {held}." : ".")
            );
    }

    /// <summary>Locks the stack as Pulumi does. What this engine left here before is of a process that is gone.</summary>
    private string TakeLock(TimeProvider time)
    {
        foreach (var left in StackLock.Read(_locks).Where(l => l is { IsOwn: true, IsHere: true }))
            File.Delete(left.File);
        RefuseOthers("");
        var path = StackLock.Take(_locks, time.GetUtcNow());
        try
        {
            // Another process may have looked at the same moment: both then give way.
            RefuseOthers(path);
            return path;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private void RefuseOthers(string own)
    {
        if (StackLock.Read(_locks).Where(l => l.File != own).ToList() is { Count: > 0 } others)
            throw new EngineException(
                $"The stack '{_stack}' is locked by {string.Join("; ", others)}. Wait for it to end. "
                    + "If the process was killed, `livechat cancel` takes its lock away."
            );
    }

    private sealed class Held(FileStream own, string path) : IDisposable
    {
        public void Dispose()
        {
            File.Delete(path);
            own.Dispose();
        }
    }

    /// <summary>Loads the deployment. After a run that was killed, the changes in its journal are part of it.</summary>
    public Snapshot Load(CheckpointFile file)
    {
        ReadOnlyMemory<byte> content = File.Exists(CheckpointPath) ? File.ReadAllBytes(CheckpointPath) : [];
        var snapshot = content.Length > 0 ? file.Read(content) : Snapshot.Empty;
        return File.Exists(JournalPath) ? Journal.Replay(snapshot, JournalPath, file, Digest(content)) : snapshot;
    }

    /// <summary>Writes a checkpoint of this deployment, and starts a journal of the changes to it.</summary>
    public Journal OpenJournal(Snapshot snapshot, CheckpointFile file, DateTimeOffset now)
    {
        var content = SaveContent(snapshot, file, now);
        return new Journal(JournalPath, file, Digest(content));
    }

    /// <summary>Replaces the checkpoint atomically, keeps the previous one as a backup, and deletes the journal.</summary>
    /// <exception cref="EngineException">What would be written could not be read again.</exception>
    public void Save(Snapshot snapshot, CheckpointFile file, DateTimeOffset now) => SaveContent(snapshot, file, now);

    /// <summary>Forgets the stack's state, its journal and its backup.</summary>
    public void Remove()
    {
        foreach (var path in (string[])[CheckpointPath, CheckpointPath + ".bak", JournalPath])
            File.Delete(path);
    }

    private ReadOnlyMemory<byte> SaveContent(Snapshot snapshot, CheckpointFile file, DateTimeOffset now)
    {
        var content = file.EncodeCheckpoint(snapshot, _project, _stack, now);
        file.Read(content);
        PrivateFile.CreateFolder(_folder);
        if (File.Exists(CheckpointPath))
            PrivateFile.Replace(CheckpointPath + ".bak", File.ReadAllBytes(CheckpointPath), toDisk: false);
        PrivateFile.Replace(CheckpointPath, content.Span);
        File.Delete(JournalPath);
        return content;
    }

    private static string Digest(ReadOnlyMemory<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content.Span));

    private static string Expand(string path, string projectFolder) =>
        path.StartsWith('~')
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path.TrimStart('~').TrimStart('/'))
            : Path.GetFullPath(path, projectFolder);
}
