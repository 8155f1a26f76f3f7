using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Json;

namespace LiveChatPulumi.CustomerApi.Objects;

/// <summary>An event of a thread. Of one that is sent, the server chooses id, order, author and time.</summary>
[JsonConverter(typeof(EventConverter))]
public abstract class Event : CustomerObject
{
    private protected Event(string? type) => Type = type;

    /// <summary>The server's id.</summary>
    public string? Id { get; init; }

    /// <summary>An id of the sender's choice.</summary>
    public string? CustomId { get; init; }

    /// <summary>Its place in the thread.</summary>
    public long? Order { get; init; }

    /// <summary>The kind, as the API names it.</summary>
    [JsonInclude]
    public string? Type { get; internal init; }

    /// <summary>Who made it.</summary>
    public string? AuthorId { get; init; }

    /// <summary>When, in seconds since 1970. Events of one second are equal: sort by <see cref="Order"/>.</summary>
    public long? Timestamp { get; init; }

    /// <summary><c>all</c> or <c>agents</c>.</summary>
    public string? Recipients { get; init; }

    /// <summary>Properties.</summary>
    public Properties? Properties { get; init; }
}

/// <summary>A message.</summary>
public sealed class MessageEvent : Event
{
    internal const string Kind = "message";

    /// <summary>Makes a message.</summary>
    public MessageEvent()
        : base(Kind) { }

    /// <summary>The text.</summary>
    public string? Text { get; init; }
}

/// <summary>A message of the system. Users cannot send it.</summary>
public sealed class SystemMessageEvent : Event
{
    internal const string Kind = "system_message";

    /// <summary>Makes a message of the system.</summary>
    public SystemMessageEvent()
        : base(Kind) { }

    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>What it is about: <c>thread_archived</c> and others.</summary>
    public string? SystemMessageType { get; init; }
}

/// <summary>A note to the last thread, such as a rating. It starts none, and keeps none open.</summary>
public sealed class AnnotationEvent : Event
{
    internal const string Kind = "annotation";

    /// <summary>Makes an annotation.</summary>
    public AnnotationEvent()
        : base(Kind) { }

    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>What it is: <c>rating</c> and others.</summary>
    public string? AnnotationType { get; init; }
}

/// <summary>A form with its answers.</summary>
public sealed class FilledFormEvent : Event
{
    internal const string Kind = "filled_form";

    /// <summary>Makes a filled form.</summary>
    public FilledFormEvent()
        : base(Kind) { }

    /// <summary>The form.</summary>
    public string? FormId { get; init; }

    /// <summary>Its fields.</summary>
    public IReadOnlyList<FormField>? Fields { get; init; }
}

/// <summary>A file. Sizes and thumbnails are of pictures only: png, jpeg, gif.</summary>
public sealed class FileEvent : Event
{
    internal const string Kind = "file";

    /// <summary>Makes a file event.</summary>
    public FileEvent()
        : base(Kind) { }

    /// <summary>The file's name.</summary>
    public string? Name { get; init; }

    /// <summary>Where it is.</summary>
    public string? Url { get; init; }

    /// <summary>A small picture of it.</summary>
    public string? ThumbnailUrl { get; init; }

    /// <summary>One of twice the size.</summary>
    [JsonPropertyName("thumbnail2x_url")]
    public string? Thumbnail2xUrl { get; init; }

    /// <summary>The media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels.</summary>
    public int? Height { get; init; }
}

/// <summary>An event of an application's own making.</summary>
public sealed class CustomEvent : Event
{
    internal const string Kind = "custom";

    /// <summary>Makes a custom event.</summary>
    public CustomEvent()
        : base(Kind) { }

    /// <summary>Any JSON.</summary>
    public JsonNode? Content { get; init; }
}

/// <summary>A message of cards with buttons.</summary>
public sealed class RichMessageEvent : Event
{
    internal const string Kind = "rich_message";

    /// <summary>Makes a rich message.</summary>
    public RichMessageEvent()
        : base(Kind) { }

    /// <summary>How to show it: <c>cards</c> and others.</summary>
    public string? TemplateId { get; init; }

    /// <summary>One to ten elements.</summary>
    public IReadOnlyList<RichElement>? Elements { get; init; }
}

/// <summary>An event of a kind that is not known here.</summary>
public sealed class OtherEvent : Event
{
    /// <summary>Makes one.</summary>
    public OtherEvent()
        : base(null) { }

    /// <summary>Makes one of a kind. Its members are <see cref="CustomerObject.Extra"/>.</summary>
    /// <param name="type">The kind, as the API names it.</param>
    public OtherEvent(string type)
        : base(type) { }
}

/// <summary>One element of a rich message.</summary>
public sealed class RichElement : CustomerObject
{
    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The line under it.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The picture.</summary>
    public RichImage? Image { get; init; }

    /// <summary>One to ten buttons.</summary>
    public IReadOnlyList<RichButton>? Buttons { get; init; }
}

/// <summary>The picture of an element.</summary>
public sealed class RichImage : CustomerObject
{
    /// <summary>The file's name.</summary>
    public string? Name { get; init; }

    /// <summary>Where it is.</summary>
    public string? Url { get; init; }

    /// <summary>The media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels.</summary>
    public int? Height { get; init; }
}

/// <summary>A button. A postback counts for all buttons of the message that have its id.</summary>
public sealed class RichButton : CustomerObject
{
    /// <summary>What stands on it.</summary>
    public string? Text { get; init; }

    /// <summary>What a press of it is called.</summary>
    public string? PostbackId { get; init; }

    /// <summary>Who has pressed it.</summary>
    public IReadOnlyList<string>? UserIds { get; init; }
}
