using System.Globalization;
using System.Text;
using LocalEngine;
using Microsoft.Win32.SafeHandles;
using PluginProtocol.Files;

namespace LiveChatPulumi.Cli.Events;

/// <summary>
/// The file of what LiveChat told: a line each, only ever appended to. A line is on the disk before LiveChat gets its answer, so what is
/// lost in a crash is told once more. A line that was cut off stays alone: the next begins on a line of its own. Where the file has grown
/// to its bound, it is moved aside (<c>.1</c> is the newest of those), and the oldest goes.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly string _path;
    private readonly long _bound;
    private readonly int _kept;
    private readonly FileStream _lock;

    /// <param name="path">The file.</param>
    /// <param name="bound">How long it may become, in bytes.</param>
    /// <param name="kept">How many that were moved aside are kept.</param>
    /// <exception cref="EngineException">Another process appends to it.</exception>
    public EventFile(string path, long bound, int kept)
    {
        (_path, _bound, _kept) = (Path.GetFullPath(path), bound, kept);
        PrivateFile.CreateFolder(Path.GetDirectoryName(_path)!);
        _lock =
            PrivateFile.TryLock(_path + ".lock", options: FileOptions.DeleteOnClose)
            ?? throw new EngineException($"{path} is being written by another process.");
    }

    /// <summary>Appends a record; it is on the disk when this ends.</summary>
    /// <exception cref="IOException">It is not, and nothing of it is in the file, as far as that can be undone.</exception>
    public async Task AppendAsync(EventRecord record, CancellationToken cancellationToken)
    {
        var line = Encoding.UTF8.GetBytes(record.ToLine() + "\n");
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Rotate(line.Length);
            using var file = PrivateFile.Open(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            Append(file.SafeFileHandle, line);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Reads all records, the oldest first; lines that are torn are named.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static (IReadOnlyList<EventRecord> Records, IReadOnlyList<string> Torn) Read(string path)
    {
        List<EventRecord> records = [];
        List<string> torn = [];
        foreach (var part in Parts(path))
        {
            var number = 0;
            foreach (var line in ReadLines(part))
            {
                number++;
                if (EventRecord.TryRead(line) is { } record)
                    records.Add(record);
                else if (line.Length > 0)
                    torn.Add(
                        $"{Path.GetFileName(part)}:{number}: the line is torn and left out: a server was killed, or a disk was full, there."
                    );
            }
        }

        return (records, torn);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        _gate.Dispose();
    }

    /// <summary>The files, the oldest first. One may be missing between others, where a server was killed while it moved them on.</summary>
    private static IEnumerable<string> Parts(string path)
    {
        var full = Path.GetFullPath(path);
        List<string> aside =
        [
            .. Directory
                .GetFiles(Path.GetDirectoryName(full)!, Path.GetFileName(full) + ".*")
                .Where(f =>
                    f.Length > full.Length + 1
                    && int.TryParse(f[(full.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _)
                )
                .OrderByDescending(f => int.Parse(f[(full.Length + 1)..], CultureInfo.InvariantCulture)),
        ];
        return aside.Count == 0 || File.Exists(full) ? aside.Append(full) : aside;
    }

    private static IEnumerable<string> ReadLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    /// <summary>
    /// Writes without a buffer: what is in one that could not be written would be tried once more when the file is closed.
    /// </summary>
    private static void Append(SafeFileHandle file, ReadOnlySpan<byte> line)
    {
        var end = RandomAccess.GetLength(file);
        try
        {
            var at = end;
            Span<byte> last = [(byte)'\n'];
            if (end > 0 && RandomAccess.Read(file, last, end - 1) == 1 && last[0] != '\n')
                RandomAccess.Write(file, "\n"u8, at++);
            RandomAccess.Write(file, line, at);
            RandomAccess.FlushToDisk(file);
        }
        catch
        {
            Undo(file, end);
            throw;
        }
    }

    private static void Undo(SafeFileHandle file, long end)
    {
        try
        {
            RandomAccess.SetLength(file, end);
        }
        catch (IOException)
        {
            // Then what is left of the line is torn, and the next begins on its own.
        }
    }

    /// <summary>Moves the files on by one, the oldest first: a crash in between leaves a gap, and loses nothing.</summary>
    private void Rotate(int length)
    {
        if (!File.Exists(_path) || new FileInfo(_path).Length + length <= _bound)
            return;
        for (var n = _kept; n > 0; n--)
        {
            var from = n == 1 ? _path : $"{_path}.{n - 1}";
            if (File.Exists(from))
                File.Move(from, $"{_path}.{n}", overwrite: true);
        }

        if (_kept == 0)
            File.Delete(_path);
    }
}
