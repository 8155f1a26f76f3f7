using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Google.Protobuf;

namespace PluginProtocol.Grpc;

/// <summary>gRPC's framing and header texts, shared by server and client.</summary>
internal static class Wire
{
    public const int FrameHeader = 5;
    public const int MaxMessageBytes = 400 * 1024 * 1024;

    // The default of 100 is less than a deep property tree needs; Pulumi lifts it as well.
    public const int RecursionLimit = 10_000;

    public static void WriteFrame(IBufferWriter<byte> writer, IMessage message)
    {
        var size = message.CalculateSize();
        var header = writer.GetSpan(FrameHeader);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], size);
        writer.Advance(FrameHeader);
        message.WriteTo(writer);
    }

    /// <summary>Takes one frame off the front of the buffer; false when it is not complete yet.</summary>
    public static bool TryReadFrame(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> payload)
    {
        payload = default;
        if (buffer.Length < FrameHeader) return false;
        Span<byte> header = stackalloc byte[FrameHeader];
        buffer.Slice(0, FrameHeader).CopyTo(header);
        if (header[0] != 0) throw new RpcException(StatusCode.Unimplemented, "Compressed messages are not accepted.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > MaxMessageBytes) throw new RpcException(StatusCode.ResourceExhausted, $"A message of {length} bytes is larger than the {MaxMessageBytes} allowed.");
        if (buffer.Length < FrameHeader + length) return false;
        payload = buffer.Slice(FrameHeader, length);
        buffer = buffer.Slice(FrameHeader + length);
        return true;
    }

    public static T Parse<T>(MessageParser<T> parser, in ReadOnlySequence<byte> payload)
        where T : IMessage<T>
    {
        using var stream = new MemoryStream(payload.ToArray(), writable: false);
        return parser.ParseFrom(CodedInputStream.CreateWithLimits(stream, int.MaxValue, RecursionLimit));
    }

    public static string EncodeMessage(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var b in Encoding.UTF8.GetBytes(message))
        {
            if (b is >= 0x20 and <= 0x7e and not (byte)'%') text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return text.ToString();
    }

    public static string DecodeMessage(string encoded) => Uri.UnescapeDataString(encoded);

    public static byte[] DecodeBinary(string base64)
    {
        var padded = base64.TrimEnd('=');
        return Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='));
    }

    public static string EncodeTimeout(TimeSpan timeout) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp((long)Math.Ceiling(timeout.TotalMilliseconds), 1, 99_999_999)}m");

    public static TimeSpan? DecodeTimeout(string? text)
    {
        if (string.IsNullOrEmpty(text) || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n)) return null;
        var limit = TimeSpan.FromDays(24);
        var timeout = text[^1] switch
        {
            'H' => TimeSpan.FromHours(Math.Min(n, 500)),
            'M' => TimeSpan.FromMinutes(Math.Min(n, 30_000)),
            'S' => TimeSpan.FromSeconds(Math.Min(n, 2_000_000)),
            'm' => TimeSpan.FromMilliseconds(n),
            'u' => TimeSpan.FromMicroseconds(n),
            'n' => TimeSpan.FromTicks(Math.Max(1, n / 100)),
            _ => limit,
        };
        return timeout < limit ? timeout : limit;
    }
}
