using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Files;
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
    private const string LockExtension = ".lock";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _lines = [];
    private long _number;
    private bool _isLoaded;
    private bool _toDisk;
    private Task? _next;
    private Task _last = Task.CompletedTask;
    private FileStream? _file;
    private FileStream? _lock;

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

    /// <summary>Ends when all that was set until now is written, or has failed.</summary>
    public async Task WrittenAsync()
    {
        Task last;
        lock (_gate)
            last = _next ?? _last;
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Writes what is still to be written, and closes the file.</summary>
    public void Dispose()
    {
        WrittenAsync().GetAwaiter().GetResult();
        Close();
    }

    /// <summary>Writes all that has come together while the group before this one was written.</summary>
    private async Task WriteGroupAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        var (lines, toDisk) = TakeGroup();
        long? good = null;
        try
        {
            var file = _file ??= Open();
            good = file.Length;
            file.Write(Encoding.UTF8.GetBytes(string.Concat(lines)));
            file.Flush(toDisk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RpcException or ArgumentOutOfRangeException)
        {
            // The last of these is how the runtime says that a file may not grow so much.
            CutOff(good);
            ForgetUnwritten();
            throw e as RpcException
                ?? Failed($"The provider cannot write down in {folder} what it is about to do, and does not do it: {e.Message}");
        }
    }

    /// <summary>What could not be written must not pass for newer than what is on the disk.</summary>
    private void ForgetUnwritten()
    {
        lock (_gate)
        {
            _entries.Clear();
            _isLoaded = false;
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
    private void CutOff(long? length)
    {
        try
        {
            if (length is { } good)
                _file?.SetLength(good);
        }
        catch (IOException)
        {
            // Then its last line has no end, and readers leave it out.
        }

        Close();
    }

    private void Close()
    {
        _file?.Dispose();
        _lock?.Dispose();
        (_file, _lock) = (null, null);
    }

    /// <summary>Opens a file of this process's own, and takes over the entries of processes that are gone.</summary>
    private FileStream Open()
    {
        PrivateFile.CreateFolder(folder);
        var number = Files().Select(Number).DefaultIfEmpty(0).Max() + 1;
        FileStream? file;
        while ((file = TryCreate(number)) is null)
            number++;
        var taken = new List<(string Path, FileStream Lock)>();
        try
        {
            foreach (var other in Files().Where(f => f != PathOf(number)))
                if (TryLock(other) is { } free)
                    taken.Add((other, free));
            TakeOver([.. taken.Select(t => t.Path).Where(File.Exists)], file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            foreach (var (path, free) in taken)
                EndLock(path, free);
        }
    }

    /// <summary>Creates the file of a number; null where another process has just taken it. Its lock comes first.</summary>
    private FileStream? TryCreate(long number)
    {
        var path = PathOf(number);
        if (TryLock(path) is not { } own)
            return null;
        if (File.Exists(path))
        {
            own.Dispose();
            return null;
        }

        _lock = own;
        return PrivateFile.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private string PathOf(long number) => Path.Combine(folder, $"{number:D8}{Extension}");

    /// <summary>
    /// Takes over the entries of files whose processes are gone: nobody holds their locks. They go when all of it is on the disk.
    /// </summary>
    private void TakeOver(IReadOnlyCollection<string> paths, FileStream file)
    {
        // An end has to be kept while another file may have the entry that it ends.
        var isAll = Files().Count() == paths.Count + 1;
        foreach (var path in paths)
        {
            var kept = Read(path).Where(e => IsNewest(e.Name, e.Entry) && !(e.Entry.Content is null && isAll));
            file.Write(Encoding.UTF8.GetBytes(string.Concat(kept.Select(e => e.Entry.Write(e.Name)))));
        }

        file.Flush(flushToDisk: true);
        foreach (var path in paths)
            File.Delete(path);
    }

    /// <summary>Gives a lock back, and removes its file where it guards nothing any more.</summary>
    private static void EndLock(string path, FileStream free)
    {
        free.Dispose();
        try
        {
            if (!File.Exists(path))
                File.Delete(path + LockExtension);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty file stays.
        }
    }

    /// <summary>Locks a file against other processes until the result is disposed; null where another has it.</summary>
    private static FileStream? TryLock(string path) => PrivateFile.TryLock(path + LockExtension);

    private void Load(bool again)
    {
        if (_isLoaded && !again)
            return;
        try
        {
            while (!TryLoad()) { }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed($"The provider cannot read what earlier runs wrote down in {folder}: {e.Message}");
        }

        _isLoaded = true;
    }

    /// <summary>False where another process has taken over a file meanwhile: its entries are in a file of a higher number now.</summary>
    private bool TryLoad()
    {
        var isWhole = true;
        foreach (var path in Files().ToList())
        {
            try
            {
                foreach (var (name, entry) in Read(path))
                    Merge(name, entry);
            }
            catch (FileNotFoundException)
            {
                isWhole = false;
            }
        }

        return isWhole;
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
    private static List<(string Name, Entry Entry)> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
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
