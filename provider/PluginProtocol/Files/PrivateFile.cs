namespace PluginProtocol.Files;

/// <summary>
/// Files that hold states and secrets: only their owner can read them, whatever the umask. On Windows the rights of the folder count.
/// </summary>
public static class PrivateFile
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolders = OfFiles | UnixFileMode.UserExecute;

    /// <summary>Makes a folder, with those above it, for its owner alone. A folder that is there stays as it is.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void CreateFolder(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } above && !Directory.Exists(above))
            CreateFolder(above);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OfFolders);
    }

    /// <summary>Opens a file; one that is made here is for its owner alone.</summary>
    /// <exception cref="IOException">It cannot be opened, or another process has it.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options = FileOptions.None) =>
        Open(path, mode, access, share, options, OfFiles);

    private static FileStream Open(
        string path,
        FileMode mode,
        FileAccess access,
        FileShare share,
        FileOptions options,
        UnixFileMode? rights
    )
    {
        var all = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = share,
            Options = options,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            all.UnixCreateMode = rights;
        return new FileStream(path, all);
    }

    /// <summary>Opens a file that stands for a lock, until the result is disposed; null where another process has it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is made where it is missing.</param>
    /// <param name="options">May delete it with the lock.</param>
    /// <exception cref="IOException">The file cannot be opened for another reason.</exception>
    public static FileStream? TryLock(string path, FileMode mode = FileMode.OpenOrCreate, FileOptions options = FileOptions.None)
    {
        try
        {
            return Open(path, mode, FileAccess.Write, FileShare.None, options);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is 11 or 35 or 32)
        {
            // EWOULDBLOCK on Linux and macOS, a sharing violation on Windows. A full disk is neither.
            return null;
        }
    }

    /// <summary>
    /// Replaces a file as a whole, or not at all. A file that is a link stays one: what it leads to is replaced. The content is written to
    /// a new file beside it first, so that nobody can lay a link in its way.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All that is to be in it.</param>
    /// <param name="toDisk">True where the file has to survive a crash of the machine.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool toDisk = true) => Replace(path, content, OfFiles, toDisk);

    /// <summary>Replaces in the same way a file that is not private, and that has to survive a crash of the machine.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All that is to be in it.</param>
    /// <param name="rights">Its rights; null leaves them to the umask.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void ReplaceShared(string path, ReadOnlySpan<byte> content, UnixFileMode? rights) =>
        Replace(path, content, rights, toDisk: true);

    private static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode? rights, bool toDisk)
    {
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        var temporary = $"{target}.{Path.GetRandomFileName()}.new";
        try
        {
            using (var stream = Open(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, rights))
            {
                // The umask takes some away from a file that is made.
                if (!OperatingSystem.IsWindows() && rights is { } wanted)
                    File.SetUnixFileMode(stream.SafeFileHandle, wanted);
                stream.Write(content);
                stream.Flush(toDisk);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a file for its owner alone, whoever could read it before. Pipes and devices keep their rights.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var stream = Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        await using (stream.ConfigureAwait(false))
        {
            if (!OperatingSystem.IsWindows() && stream.CanSeek && !IsDevice(path))
            {
                File.SetUnixFileMode(stream.SafeFileHandle, OfFiles);
                stream.SetLength(0);
            }

            await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a path leads to a device. What is in /dev/shm is an ordinary file, kept in memory.</summary>
    private static bool IsDevice(string path)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        return target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);
    }
}
