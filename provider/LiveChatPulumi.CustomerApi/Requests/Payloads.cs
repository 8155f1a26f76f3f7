using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Json;
using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.CustomerApi.Requests;

/// <summary>Payloads of requests, as the documents have them. What is null is not sent.</summary>
internal abstract record Payload;

internal sealed record EmptyPayload : Payload;

internal sealed record PagePayload(int? Offset, int? Limit) : Payload;

internal sealed record ThreadsPagePayload(string ChatId, int? Offset, int? Limit) : Payload;

internal sealed record ChatThreadsPayload(string ChatId, IReadOnlyCollection<string>? ThreadIds) : Payload;

internal sealed record ChatPayload(NewChat? Chat, bool? Continuous) : Payload;

internal sealed record ChatIdPayload(string ChatId) : Payload;

internal sealed record EventPayload(string ChatId, Event Event, bool? AttachToLastThread, bool? RequireActiveThread) : Payload;

internal sealed record PostbackPayload(string ChatId, string ThreadId, string EventId, Postback Postback) : Payload;

internal sealed record SneakPeekPayload(string ChatId, string SneakPeekText) : Payload;

/// <summary>Properties to set, or, of each namespace, names to delete.</summary>
internal sealed record PropertiesPayload(string ChatId, string? ThreadId, string? EventId, JsonObject Properties) : Payload;

internal sealed record FieldsPayload([property: JsonConverter(typeof(FieldsConverter))] IReadOnlyDictionary<string, string> Fields)
    : Payload;

internal sealed record GroupsPayload(bool? All, IReadOnlyCollection<int>? Groups) : Payload;

internal sealed record GoalsPayload(
    string PageUrl,
    int GroupId,
    [property: JsonConverter(typeof(FieldsConverter))] IReadOnlyDictionary<string, string> CustomerFields
) : Payload;

internal sealed record FormPayload(int GroupId, string Type) : Payload;

internal sealed record UrlPayload(string Url) : Payload;

internal sealed record SeenPayload(string ChatId, long? Timestamp) : Payload;

internal sealed record PageViewPayload(string Url, string? Title) : Payload;
