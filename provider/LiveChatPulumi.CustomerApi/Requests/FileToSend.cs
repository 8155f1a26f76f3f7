namespace LiveChatPulumi.CustomerApi.Requests;

/// <summary>A file for a chat: 10 MB at most.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its media type, such as <c>image/png</c>.</param>
/// <param name="Content">What is in it.</param>
public sealed record FileToSend(string Name, string ContentType, ReadOnlyMemory<byte> Content)
{
    /// <summary>The longest that the API takes, in bytes.</summary>
    public const int LongestContent = 10 * 1024 * 1024;
}
