using System.Globalization;

namespace LiveChatPulumi.Api.Pacing;

/// <summary>One ceiling for all processes of a machine: a file holds the moment at which the next call may go, and whoever goes moves it on.</summary>
internal sealed class SharedPace(string path, double requestsPerSecond)
{
    private readonly TimeSpan _spacing = TimeSpan.FromSeconds(1 / requestsPerSecond);

    /// <summary>Takes the next free moment; gives the one after it. A file that cannot be had or read costs the sharing, never the call.</summary>
    public DateTimeOffset Reserve(DateTimeOffset now)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                var buffer = new byte[64];
                var read = file.Read(buffer);
                var free = long.TryParse(
                    System.Text.Encoding.ASCII.GetString(buffer, 0, read),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var ticks
                )
                    ? new DateTimeOffset(ticks, TimeSpan.Zero)
                    : now;

                // A moment far ahead is left over from another clock.
                if (free < now || free > now + TimeSpan.FromMinutes(1))
                    free = now;
                var next = free + _spacing;
                file.SetLength(0);
                file.Position = 0;
                file.Write(System.Text.Encoding.ASCII.GetBytes(next.UtcTicks.ToString(CultureInfo.InvariantCulture)));
                return next;
            }
            catch (IOException)
            {
                Thread.SpinWait(2000);
            }
            catch (UnauthorizedAccessException)
            {
                break;
            }
        }

        return now + _spacing;
    }
}
