using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PluginProtocol.Files;

namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// What the provider processes of one run tell each other of the objects that they handed out. Each provider resource of a program is a
/// process of its own, and an object can move from one to the other: made by one under its new name, deleted by the other under the old.
/// Each process appends to a file of its own, in a folder that only the processes of the same engine have. A file counts for as long as
/// its process has locked it: it locks a second file first, because a file cannot be made and locked in one step.
/// </summary>
internal sealed class SharedHolds : IDisposable
{
    private const string Extension = ".held";
    private const string LockExtension = ".lock";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Length, List<Line> Lines)> _read = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly string _license;
    private readonly string _path;
    private FileStream? _lock;
    private FileStream? _file;
    private bool _isOver;

    /// <param name="journal">The folder of the journal.</param>
    /// <param name="engine">The address of the engine: what tells its run from others.</param>
    /// <param name="license">The license: processes of another one have nothing to say.</param>
    public SharedHolds(string journal, string engine, string license)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(engine)))[..16];
        _folder = Path.Combine(journal, "runs", digest);
        _license = license;
        _path = Path.Combine(
            _folder,
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "-" + Path.GetRandomFileName() + Extension
        );
    }

    /// <summary>Tells the other processes that a resource holds an object.</summary>
    public void Add(HeldObject held, string urn, Hold hold)
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            try
            {
                _file ??= Open();
                _file.Write(Encoding.UTF8.GetBytes(new Line(held, urn, hold, _license).Write()));
                _file.Flush();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A home that takes no files stops no run. There only one process of a run is safe.
            }
        }
    }

    /// <summary>The resource for which another process of this run holds an object, or null.</summary>
    public (string Urn, Hold Hold)? Keeper(HeldObject held)
    {
        lock (_gate)
        {
            foreach (var path in Others())
            {
                // The last line about an object is what its process says now.
                if (Lines(path).LastOrDefault(l => l.Held == held && l.License == _license) is { } line)
                    return (line.Urn, line.Hold);
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            try
            {
                _file?.Dispose();
            }
            catch (IOException)
            {
                // What could not be written is of no use any more.
            }

            if (_lock is not null)
                Remove(_path, _lock);
            (_file, _lock) = (null, null);
        }
    }

    private FileStream Open()
    {
        Sweep();
        PrivateFile.CreateFolder(_folder);
        _lock ??= PrivateFile.Open(_path + LockExtension, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        return PrivateFile.Open(_path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Removes what processes have left that were killed.</summary>
    private void Sweep()
    {
        var runs = Path.GetDirectoryName(_folder)!;
        if (!Directory.Exists(runs))
            return;
        foreach (var path in Directory.GetFiles(runs, "*" + Extension, SearchOption.AllDirectories))
        {
            if (TryLock(path) is { } free)
                Remove(path, free);
        }
    }

    /// <summary>Removes a file whose lock this process holds, and the folder where it was the last.</summary>
    private static void Remove(string path, FileStream held)
    {
        try
        {
            File.Delete(path);
            File.Delete(path + LockExtension);
            held.Dispose();
            Directory.Delete(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process of the run still has files there.
        }
        finally
        {
            held.Dispose();
        }
    }

    private IEnumerable<string> Others() =>
        Directory.Exists(_folder)
            ? Directory.GetFiles(_folder, "*" + Extension).Where(p => p != _path && IsAlive(p)).Order(StringComparer.Ordinal)
            : [];

    /// <summary>True while the process that writes a file has its lock.</summary>
    private static bool IsAlive(string path)
    {
        using var free = TryLock(path);
        return free is null && File.Exists(path);
    }

    /// <summary>The lock of a file whose process has ended; null while another has it.</summary>
    private static FileStream? TryLock(string path)
    {
        try
        {
            return PrivateFile.TryLock(path + LockExtension, FileMode.Open);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private List<Line> Lines(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = file.Length;
            if (_read.TryGetValue(path, out var known) && known.Length == length)
                return known.Lines;
            using var reader = new StreamReader(file, Encoding.UTF8);
            var lines = new List<Line>();
            while (reader.ReadLine() is { } text)
            {
                if (Line.TryRead(text) is { } line)
                    lines.Add(line);
            }

            _read[path] = (length, lines);
            return lines;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Its process has ended since it was seen, and has nothing more to say.
            return [];
        }
    }

    private sealed record Line(HeldObject Held, string Urn, Hold Hold, string License)
    {
        public string Write() =>
            new JsonObject
            {
                ["type"] = Held.Type,
                ["key"] = Held.Key,
                ["urn"] = Urn,
                ["hold"] = Hold.ToString(),
                ["license"] = License,
            }.ToJsonString() + "\n";

        /// <summary>A line; null for one that is still being written, or that another version of the plugin wrote.</summary>
        public static Line? TryRead(string text)
        {
            try
            {
                var json = JsonNode.Parse(text)!;
                string Text(string name) => json[name]!.GetValue<string>();
                return new Line(new HeldObject(Text("type"), Text("key")), Text("urn"), Enum.Parse<Hold>(Text("hold")), Text("license"));
            }
            catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or ArgumentException)
            {
                return null;
            }
        }
    }
}
