using System.Globalization;
using System.Text;
using System.Text.Json;
using PluginProtocol.Files;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>
/// A lock of a stack, as Pulumi's file backend keeps it: a file that says which process took it. Pulumi and this engine keep out of each
/// other's way by these. A process that is killed leaves its lock behind.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="Process">The number of the process, or 0 where the file does not say it.</param>
/// <param name="User">Whose process it is.</param>
/// <param name="Host">The machine.</param>
/// <param name="Since">When it was taken, as the file says it.</param>
/// <param name="IsOwn">True where this engine took it, in this process or another.</param>
internal sealed record StackLock(string File, int Process, string User, string Host, string Since, bool IsOwn)
{
    private const string OwnMark = "engine";

    /// <summary>True where its process is on this machine, so that it can be seen whether it runs.</summary>
    public bool IsHere => Host == Environment.MachineName || Host.StartsWith(Environment.MachineName + ".", StringComparison.Ordinal);

    /// <summary>True where a process of its number runs on this machine.</summary>
    public bool IsAlive
    {
        get
        {
            if (!IsHere || Process <= 0)
                return false;
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(Process);
                return !process.HasExited;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    public override string ToString() => $"{User}@{Host} (process {Process}), since {Since}";

    /// <summary>Writes the lock of this process.</summary>
    /// <param name="folder">The folder of the stack's locks.</param>
    /// <param name="now">The time.</param>
    /// <returns>Its file.</returns>
    public static string Take(string folder, DateTimeOffset now)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, Json.Relaxed))
        {
            json.WriteStartObject();
            json.WriteNumber("pid", Environment.ProcessId);
            json.WriteString("username", Environment.UserName);
            json.WriteString("hostname", Environment.MachineName);
            json.WriteString("timestamp", now.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture));
            json.WriteString(OwnMark, "livechat");
            json.WriteEndObject();
        }

        PrivateFile.CreateFolder(folder);
        var path = Path.Combine(folder, $"{Guid.NewGuid()}.json");
        PrivateFile.Replace(path, content.ToArray(), toDisk: false);
        return path;
    }

    /// <summary>The locks of a stack.</summary>
    public static IReadOnlyList<StackLock> Read(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Open)] : [];

    private static StackLock Open(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(System.IO.File.ReadAllText(path, Encoding.UTF8));
            var root = json.RootElement;
            return new StackLock(
                path,
                (int)root.Number("pid"),
                root.Text("username"),
                root.Text("hostname"),
                root.Text("timestamp"),
                root.Text(OwnMark).Length > 0
            );
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidOperationException or FormatException)
        {
            return new StackLock(path, 0, "somebody", "unknown", "an unknown time", IsOwn: false);
        }
    }
}
