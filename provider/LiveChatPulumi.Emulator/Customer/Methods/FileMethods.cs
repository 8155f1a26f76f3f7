using System.Buffers.Binary;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;

namespace LiveChatPulumi.Emulator.Customer.Methods;

/// <summary>Files. Their bytes come beside the request, in the hub's hand.</summary>
internal static class FileMethods
{
    public const string SendFile = "send_file";

    /// <summary>The largest file, in bytes: 10 MB.</summary>
    public const int Largest = 10 * 1024 * 1024;

    public static IEnumerable<CustomerMethod> All =>
        [
            new(
                SendFile,
                Served.Methods | Served.OlderWeb,
                [
                    new("chat_id", Shape.Text(), true),
                    new("custom_id", Shape.Text()),
                    new("require_active_thread", Shape.Bool),
                    new("file", Shape.Text(), true),
                    new("name", Shape.Text(), true),
                ],
                Send
            ),
        ];

    /// <summary>Takes a file that was put down under a path, and says it in the chat.</summary>
    private static JsonObject Send(CustomerCall call)
    {
        if (call.Request["custom_id"] is null && call.Options.Is("fileCustomId", "required"))
            throw ApiFailure.Validation("`payload.custom_id` is required");
        var chat = call.Chat(call.Request);
        var url = call.Request["file"]!.GetValue<string>();
        var (bytes, type) = call.Hub.Files[new Uri(url).AbsolutePath];
        var said = new JsonObject
        {
            ["type"] = "file",
            ["name"] = call.Request["name"]!.DeepClone(),
            ["url"] = url,
            ["content_type"] = type,
            ["size"] = bytes.Length,
        };
        if (call.Request["custom_id"] is { } id)
            said["custom_id"] = id.DeepClone();
        if (SizeOf(bytes) is { } size)
            (said["width"], said["height"]) = (size.Width, size.Height);
        EventMethods.Say(call, chat, said);
        return new JsonObject { ["url"] = url };
    }

    /// <summary>The size of a picture in the forms that tell it in their first bytes.</summary>
    private static (int Width, int Height)? SizeOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 24 && bytes[0] == 0x89 && bytes[1..].StartsWith("PNG"u8))
            return (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]));
        return bytes.Length >= 10 && bytes.StartsWith("GIF8"u8)
            ? (BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]))
            : null;
    }
}
