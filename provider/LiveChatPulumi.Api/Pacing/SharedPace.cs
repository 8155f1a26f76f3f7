using System.Globalization;
using System.Text;

namespace LiveChatPulumi.Api.Pacing;

/// <summary>A limit of calls a second that several processes keep together.</summary>
internal interface ISharedPace
{
    /// <summary>Takes the next free moment, and gives the earliest moment of the call after it.</summary>
    DateTimeOffset Reserve(DateTimeOffset now);
}

/// <summary>Shares the limit with all processes of this machine, through a file that holds the next free moment.</summary>
internal sealed class SharedPace(string path, double requestsPerSecond) : ISharedPace
{
    private const int Attempts = 50;

    // A moment further ahead was left by another clock.
    private static readonly TimeSpan FarAhead = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _spacing = TimeSpan.FromSeconds(1 / requestsPerSecond);

    public static SharedPace? Open(PaceOptions options) =>
        options.SharedFile is { } file && options.RequestsPerSecond > 0 ? new SharedPace(file, options.RequestsPerSecond) : null;

    /// <inheritdoc/>
    /// <remarks>Without access to the file the call goes all the same, at this process's own pace.</remarks>
    public DateTimeOffset Reserve(DateTimeOffset now)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                var free = Read(file) ?? now;
                var next = (free < now || free > now + FarAhead ? now : free) + _spacing;
                Write(file, next);
                return next;
            }
            catch (IOException)
            {
                // Another process has the file open, for some microseconds.
                Thread.SpinWait(2000);
            }
            catch (UnauthorizedAccessException)
            {
                break;
            }
        }

        return now + _spacing;
    }

    private static DateTimeOffset? Read(FileStream file)
    {
        var buffer = new byte[64];
        var text = Encoding.ASCII.GetString(buffer, 0, file.Read(buffer));
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;
    }

    private static void Write(FileStream file, DateTimeOffset moment)
    {
        file.SetLength(0);
        file.Position = 0;
        file.Write(Encoding.ASCII.GetBytes(moment.UtcTicks.ToString(CultureInfo.InvariantCulture)));
    }
}
