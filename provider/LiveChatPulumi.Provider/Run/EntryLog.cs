using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// Entries by name that outlive the process: a folder with one file for each process that writes, lines only added at its end. Whoever
/// sets entries at the same time shares one write and one flush. Where entries have the same name, the one with the highest number
/// holds: a process numbers its entries above all that it has read.
/// </summary>
/// <param name="folder">The folder; made when the first entry is written.</param>
internal sealed class EntryLog(string folder) : IDisposable
{
    private const string Extension = ".log";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _lines = [];
    private long _number;
    private bool _isLoaded;
    private bool _toDisk;
    private Task? _next;
    private Task _last = Task.CompletedTask;
    private FileStream? _file;

    /// <summary>The contents of all entries that were set and not removed.</summary>
    /// <param name="again">True to read what other processes have written meanwhile as well.</param>
    /// <exception cref="RpcException">A file cannot be read.</exception>
    public IReadOnlyList<KeyValuePair<string, JsonObject>> All(bool again = false)
    {
        lock (_gate)
        {
            Load(again);
            return [.. _entries.Where(e => e.Value.Content is not null).Select(e => KeyValuePair.Create(e.Key, e.Value.Content!))];
        }
    }

    /// <summary>Sets an entry, or removes it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its content; null to remove it.</param>
    /// <param name="toDisk">True where the entry has to survive a crash of the machine, not only of the process.</param>
    /// <returns>Ends when the entry is written.</returns>
    /// <exception cref="RpcException">A file cannot be read or written.</exception>
    public Task SetAsync(string name, JsonObject? content, bool toDisk)
    {
        lock (_gate)
        {
            Load(again: false);
            var entry = new Entry(++_number, content);
            _entries[name] = entry;
            _lines.Add(entry.Write(name));
            _toDisk |= toDisk;
            return _next ??= WriteGroupAsync(_last);
        }
    }

    /// <summary>Writes what is still to be written, and closes the file.</summary>
    public void Dispose()
    {
        Task last;
        lock (_gate)
            last = _next ?? _last;
        ((IAsyncResult)last).AsyncWaitHandle.WaitOne();
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Writes all that has come together while the group before this one was written.</summary>
    private async Task WriteGroupAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        var (lines, toDisk) = TakeGroup();
        long good = 0;
        try
        {
            var file = _file ??= Open();
            good = file.Length;
            file.Write(Encoding.UTF8.GetBytes(string.Concat(lines)));
            file.Flush(toDisk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CutOff(good);
            throw Failed($"The provider cannot write down in {folder} what it is about to do, and does not do it: {e.Message}");
        }
    }

    private (string[] Lines, bool ToDisk) TakeGroup()
    {
        lock (_gate)
        {
            var group = (_lines.ToArray(), _toDisk);
            _lines.Clear();
            _toDisk = false;
            (_last, _next) = (_next!, null);
            return group;
        }
    }

    /// <summary>Takes back a line that was written in part. The next group opens a file of its own.</summary>
    private void CutOff(long length)
    {
        try
        {
            _file?.SetLength(length);
        }
        catch (IOException)
        {
            // Then its last line has no end, and readers leave it out.
        }

        _file?.Dispose();
        _file = null;
    }

    /// <summary>Opens a file of this process's own, and takes over the entries of processes that are gone.</summary>
    private FileStream Open()
    {
        Directory.CreateDirectory(folder);
        for (var number = Files().Select(Number).DefaultIfEmpty(0).Max() + 1; ; number++)
        {
            var path = Path.Combine(folder, $"{number:D8}{Extension}");
            try
            {
                // Shared for readers only: a process that can open it for itself alone knows that this one is gone.
                var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
                foreach (var other in Files().Where(f => f != path))
                    TakeOver(other, file);
                return file;
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process has just taken this number.
            }
        }
    }

    private void TakeOver(string path, FileStream file)
    {
        FileStream old;
        try
        {
            old = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Its process is alive, or another has taken it over.
            return;
        }

        using (old)
        {
            // An end has to be kept while another file may have the entry that it ends.
            var isOnly = Files().Count() <= 2;
            var kept = Read(path, old).Where(e => IsNewest(e.Name, e.Entry) && !(e.Entry.Content is null && isOnly));
            file.Write(Encoding.UTF8.GetBytes(string.Concat(kept.Select(e => e.Entry.Write(e.Name)))));
            file.Flush(flushToDisk: true);
            File.Delete(path);
        }
    }

    private void Load(bool again)
    {
        if (_isLoaded && !again)
            return;
        foreach (var path in Files())
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                foreach (var (name, entry) in Read(path, file))
                    Merge(name, entry);
            }
            catch (FileNotFoundException)
            {
                // Another process has taken its entries over, into a file that has a higher number.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Failed($"The provider cannot read what earlier runs wrote down in {path}: {e.Message}");
            }
        }

        _isLoaded = true;
    }

    private bool IsNewest(string name, Entry entry)
    {
        lock (_gate)
        {
            Merge(name, entry);
            return _entries[name].Number == entry.Number;
        }
    }

    private void Merge(string name, Entry entry)
    {
        _number = Math.Max(_number, entry.Number);
        if (!_entries.TryGetValue(name, out var known) || known.Number < entry.Number)
            _entries[name] = entry;
    }

    private IEnumerable<string> Files() =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal) : [];

    private static long Number(string path) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Reads the whole lines of a file; a last one without an end was cut off, and what it announced did not happen.</summary>
    private static List<(string Name, Entry Entry)> Read(string path, FileStream file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        var lines = reader.ReadToEnd().Split('\n');
        var entries = new List<(string, Entry)>();
        for (var i = 0; i < lines.Length - 1; i++)
        {
            try
            {
                entries.Add(Entry.Read(lines[i]));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
            {
                throw Failed(
                    $"Line {i + 1} of {path} is damaged. It may tell of an object that a run created in LiveChat and could not record. "
                        + "Look in LiveChat for objects that are there twice, then delete that line."
                );
            }
        }

        return entries;
    }

    private static RpcException Failed(string text) => RpcErrors.Create(StatusCode.FailedPrecondition, text);

    /// <summary>An entry with its number; without content where it ends the entries before it.</summary>
    private sealed record Entry(long Number, JsonObject? Content)
    {
        public string Write(string name) =>
            new JsonObject
            {
                ["number"] = Number,
                ["name"] = name,
                ["content"] = Content?.DeepClone(),
            }.ToJsonString() + "\n";

        public static (string Name, Entry Entry) Read(string line)
        {
            var json = JsonNode.Parse(line)!.AsObject();
            return (json["name"]!.GetValue<string>(), new Entry(json["number"]!.GetValue<long>(), json["content"]?.AsObject()));
        }
    }
}
