using System.Text;

namespace LocalEngine.Projects;

/// <summary>Changes a stack file so that no other process's change is lost, and no reader sees half of it.</summary>
internal static class StackFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads the file, changes its text and writes it, while no other process does.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="change">Makes the new text of the old one.</param>
    public static void Change(string path, Func<string, string> change)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var guard = Lock(path);
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var hasMark = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble);
        var old = Encoding.UTF8.GetString(hasMark ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes);
        var changed = change(old);
        if (changed != old)
            Write(path, (hasMark ? "\uFEFF" : "") + changed);
    }

    private static void Write(string path, string text)
    {
        // The name is the process's own: two that share one would write into each other's file.
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                if (!OperatingSystem.IsWindows() && File.Exists(path))
                    File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Waits for the lock of a file. The lock is a file of the user's own temporary folder, which stays: a lock file that goes away can be
    /// held by two.
    /// </summary>
    private static FileStream Lock(string path)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"livechat-{Environment.UserName}"));
        var digest = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path)));
        var name = Path.Combine(folder.FullName, Convert.ToHexStringLower(digest)[..32] + ".lock");
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                Thread.Sleep(Pause);
            }
            catch (IOException)
            {
                throw new EngineException($"{path} is being changed by another process, which does not come to its end.");
            }
        }
    }
}
