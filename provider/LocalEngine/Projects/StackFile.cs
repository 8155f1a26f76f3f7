using System.Text;
using PluginProtocol.Files;

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

    /// <summary>The file has the rights that it had: it belongs to the project, and what is secret in it is encrypted.</summary>
    private static void Write(string path, string text)
    {
        UnixFileMode? rights = !OperatingSystem.IsWindows() && File.Exists(path) ? File.GetUnixFileMode(path) : null;
        PrivateFile.ReplaceShared(path, Encoding.UTF8.GetBytes(text), rights);
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
            if (PrivateFile.TryLock(name) is { } guard)
                return guard;
            if (TimeProvider.System.GetElapsedTime(began) >= Patience)
                throw new EngineException($"{path} is being changed by another process, which does not come to its end.");
            Thread.Sleep(Pause);
        }
    }
}
