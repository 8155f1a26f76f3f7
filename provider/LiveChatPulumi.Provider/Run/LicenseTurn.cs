using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using PluginProtocol.Files;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// A license belongs to one run of this machine at a time, from its first write to its end: two stacks that apply at once would each take
/// the other's writes for somebody's edits. The plugin processes of one run have it together. Each process makes a file of its own, whose
/// lock ends with the process, so a run that was killed holds nothing. What only reads, a preview or a refresh, asks nobody.
/// </summary>
internal sealed class LicenseTurn : IDisposable
{
    private const string Extension = ".turn";
    private const string LockExtension = ".lock";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, (string Path, FileStream Lock)> _held = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly string _run;
    private readonly TimeProvider _time;
    private volatile bool _isOver;
    private volatile bool _isTaken;

    /// <param name="journal">The folder of the journal.</param>
    /// <param name="engine">The address of the engine: what tells its run from others.</param>
    /// <param name="time">The clock.</param>
    public LicenseTurn(string journal, string engine, TimeProvider time)
    {
        _folder = Path.Combine(journal, "turns");
        _run = Digest($"{Environment.MachineName} {engine}");
        _time = time;
    }

    /// <summary>True while this run has the license, by all that tells it from others.</summary>
    public bool IsTaken => _isTaken || _isOver;

    /// <summary>Notes that the license is this run's by all that tells it from others.</summary>
    public void MarkTaken() => _isTaken = true;

    /// <summary>Waits until the license is this run's by one of the things that tell it from others.</summary>
    /// <param name="license">What tells the license from others.</param>
    /// <param name="urn">The resource that is to be written first; its stack is what others are told.</param>
    /// <param name="tell">Shows a line to the user, before a wait.</param>
    /// <param name="bound">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">Another run still had it at the end of the time.</exception>
    public async Task TakeAsync(string license, string urn, Func<string, Task> tell, TimeSpan bound, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        var began = _time.GetTimestamp();
        string? told = null;
        try
        {
            if (_isOver || _held.ContainsKey(license))
                return;
            while (await TryTakeAsync(license, urn, cancellationToken) is { } other)
            {
                var left = bound - _time.GetElapsedTime(began);
                if (left <= TimeSpan.Zero)
                    throw RpcErrors.Create(StatusCode.Aborted, TooLong(urn, other, bound));
                if (other != told)
                    await tell($"{other} applies to this license on this machine. This run waits for it, for {Seconds(bound)} s at most.");
                told = other;
                await Task.Delay(left < LookAgain ? left : LookAgain, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (told is not null && _time.GetElapsedTime(began) >= bound)
        {
            // The operation's own end came before this wait woke up, and would not say who is in the way.
            throw RpcErrors.Create(StatusCode.Aborted, TooLong(urn, told, bound));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that takes no files stops no run here: the journal, which lies there too, says what is wrong.
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Leaves the license to other runs. This one takes it again with its next write.</summary>
    public void Release()
    {
        lock (_held)
        {
            _isTaken = false;
            foreach (var (path, held) in _held.Values)
                Remove(path, held);
            _held.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver = true;
        Release();
    }

    /// <summary>Takes the license, or gives what has it.</summary>
    private async Task<string?> TryTakeAsync(string license, string urn, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_folder, Digest(license));
        PrivateFile.CreateFolder(folder);
        using var door = await EnterAsync(Path.Combine(folder, "door"), cancellationToken);
        foreach (var path in Directory.GetFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path).StartsWith(_run, StringComparison.Ordinal))
                continue;
            if (PrivateFile.TryLock(path + LockExtension) is not { } free)
                return Describe(path);
            Remove(path, free);
        }

        var own = Path.Combine(folder, $"{_run}-{Environment.ProcessId}-{Path.GetRandomFileName()}{Extension}");
        var held = PrivateFile.Open(own + LockExtension, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        PrivateFile.Replace(own, Encoding.UTF8.GetBytes(Who(urn)), toDisk: false);
        lock (_held)
            _held[license] = (own, held);
        return null;
    }

    /// <summary>Only one process at a time looks who is there and takes its place.</summary>
    private async Task<FileStream> EnterAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (PrivateFile.TryLock(path) is { } door)
                return door;
            await Task.Delay(TimeSpan.FromMilliseconds(10), _time, cancellationToken);
        }
    }

    private string Who(string urn)
    {
        var parsed = Urn.Parse(urn);
        var since = _time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return $"The stack '{parsed.Stack}' of the project '{parsed.Project}' (process {Environment.ProcessId}, since {since} UTC)";
    }

    private static string Describe(string path)
    {
        try
        {
            return File.ReadAllText(path) is { Length: > 0 } text ? text : "Another run";
        }
        catch (IOException)
        {
            // It has ended since, or has not written yet who it is.
            return "Another run";
        }
    }

    private static string TooLong(string urn, string other, TimeSpan bound) =>
        $"'{Urn.Parse(urn).Name}' was not begun: {char.ToLowerInvariant(other[0])}{other[1..]} still applies to this license on this "
        + $"machine after {Seconds(bound)} s. Nothing was sent. Run again when that run has ended; if it hangs, end its process. "
        + "The resource's option customTimeouts waits longer.";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    /// <summary>Removes a file whose lock this process holds.</summary>
    private static void Remove(string path, FileStream held)
    {
        try
        {
            File.Delete(path);
            File.Delete(path + LockExtension);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without its lock it counts for nothing.
        }
        finally
        {
            held.Dispose();
        }
    }
}
