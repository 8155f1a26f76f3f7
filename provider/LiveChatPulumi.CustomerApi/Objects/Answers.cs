using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LiveChatPulumi.CustomerApi.Objects;

/// <summary>Some of the customer's chats.</summary>
public sealed class ChatsPage : CustomerObject
{
    /// <summary>The chats.</summary>
    public IReadOnlyList<ChatSummary>? ChatsSummary { get; init; }

    /// <summary>How many there are in all.</summary>
    public int? TotalChats { get; init; }
}

/// <summary>Some of a chat's threads.</summary>
public sealed class ThreadsPage : CustomerObject
{
    /// <summary>The threads, as the server sorts them: <see cref="NewestFirst"/>.</summary>
    public IReadOnlyList<ThreadSummary>? ThreadsSummary { get; init; }

    /// <summary>The threads by their order, the newest first.</summary>
    [JsonIgnore]
    public IEnumerable<ThreadSummary> NewestFirst => (ThreadsSummary ?? []).OrderByDescending(t => t.Order);

    /// <summary>How many there are in all.</summary>
    public int? TotalThreads { get; init; }
}

/// <summary>An event as the server took it.</summary>
public sealed class SentEvent : CustomerObject
{
    /// <summary>The thread that has it.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The event, with its id, order and time.</summary>
    public Event? Event { get; init; }
}

/// <summary>The form of a group.</summary>
public sealed class FormAnswer : CustomerObject
{
    /// <summary>The form; null when it is off.</summary>
    public Form? Form { get; init; }

    /// <summary>True when customers are asked to fill it in.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>What a page says of itself.</summary>
public sealed class UrlDetails : CustomerObject
{
    /// <summary>The title.</summary>
    public string? Title { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>A picture of it.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Pixels.</summary>
    public int? ImageWidth { get; init; }

    /// <summary>Pixels.</summary>
    public int? ImageHeight { get; init; }

    /// <summary>Its address.</summary>
    public string? Url { get; init; }
}

/// <summary>The values of properties that anybody may read.</summary>
public sealed class PublicProperties : CustomerObject
{
    /// <summary>The namespace of the properties.</summary>
    public string? Namespace { get; init; }

    /// <summary>Values by name.</summary>
    public JsonObject? Properties { get; init; }
}

/// <summary>What the server says at a login.</summary>
public sealed class LoginAnswer : CustomerObject
{
    /// <summary>The customer that the token stands for.</summary>
    public string? CustomerId { get; init; }

    /// <summary>What a widget needs. LiveChat says that it may change at any time: take it as a hint.</summary>
    [JsonPropertyName("__priv_dynamic_config")]
    public WidgetConfiguration? Configuration { get; init; }
}

/// <summary>What the server tells a widget at a login.</summary>
public sealed class WidgetConfiguration : CustomerObject
{
    /// <summary>The customer.</summary>
    public WidgetCustomer? CustomerData { get; init; }

    /// <summary>Groups that answer.</summary>
    public IReadOnlyList<int>? OnlineGroupsIds { get; init; }

    /// <summary>Properties of the license.</summary>
    public JsonObject? GlobalProperties { get; init; }

    /// <summary>The version of what does not depend on the customer.</summary>
    public string? StaticConfigVersion { get; init; }

    /// <summary>Who would take a chat.</summary>
    public Agent? PredictedAgent { get; init; }

    /// <summary>The greeting to show.</summary>
    public Greeting? Greeting { get; init; }
}

/// <summary>What the server tells a widget of its customer.</summary>
public sealed class WidgetCustomer : CustomerObject
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>When the customer came last, in seconds since 1970.</summary>
    public long? LastVisitTimestamp { get; init; }

    /// <summary>Pages seen.</summary>
    public int? PageViewsCount { get; init; }

    /// <summary>Visits.</summary>
    public int? VisitsCount { get; init; }

    /// <summary>Chats.</summary>
    public int? ChatsCount { get; init; }

    /// <summary>Invitations seen.</summary>
    public int? InvitationsShownCount { get; init; }

    /// <summary>Invitations taken.</summary>
    public int? InvitationsAcceptedCount { get; init; }

    /// <summary>The widget's version.</summary>
    public string? ClientVersion { get; init; }

    /// <summary>Fields: a text in the document, an object elsewhere.</summary>
    public JsonNode? Fields { get; init; }

    /// <summary>The group that the customer was led to.</summary>
    public int? GroupId { get; init; }
}

/// <summary>A greeting.</summary>
public sealed class Greeting : CustomerObject
{
    /// <summary>The greeting.</summary>
    public long? Id { get; init; }

    /// <summary>This showing of it.</summary>
    public string? UniqueId { get; init; }

    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>Whose picture to show.</summary>
    public Agent? Agent { get; init; }

    /// <summary>True at its first showing.</summary>
    public bool? DisplayedFirstTime { get; init; }
}

/// <summary>When a chat was seen.</summary>
internal sealed class LastSeen : CustomerObject
{
    public long? Timestamp { get; init; }
}
