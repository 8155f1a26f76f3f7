using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi.CustomerApi.Json;

/// <summary>What is read and written, as the compiler made it: nothing is found out by reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
)]
[JsonSerializable(typeof(Access))]
[JsonSerializable(typeof(Properties))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(Agent))]
[JsonSerializable(typeof(OtherUser))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(MessageEvent))]
[JsonSerializable(typeof(SystemMessageEvent))]
[JsonSerializable(typeof(AnnotationEvent))]
[JsonSerializable(typeof(FilledFormEvent))]
[JsonSerializable(typeof(FileEvent))]
[JsonSerializable(typeof(CustomEvent))]
[JsonSerializable(typeof(RichMessageEvent))]
[JsonSerializable(typeof(OtherEvent))]
[JsonSerializable(typeof(Chat))]
[JsonSerializable(typeof(ChatThread))]
[JsonSerializable(typeof(ChatsPage))]
[JsonSerializable(typeof(ThreadsPage))]
[JsonSerializable(typeof(SentEvent))]
[JsonSerializable(typeof(FormAnswer))]
[JsonSerializable(typeof(UrlDetails))]
[JsonSerializable(typeof(PublicProperties))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(LastSeen))]
[JsonSerializable(typeof(TypingIndicator))]
[JsonSerializable(typeof(SneakPeek))]
[JsonSerializable(typeof(Postback))]
[JsonSerializable(typeof(NewChat))]
[JsonSerializable(typeof(CustomerUpdate))]
[JsonSerializable(typeof(Visit))]
[JsonSerializable(typeof(EmptyPayload))]
[JsonSerializable(typeof(PagePayload))]
[JsonSerializable(typeof(ThreadsPagePayload))]
[JsonSerializable(typeof(ChatThreadsPayload))]
[JsonSerializable(typeof(ChatPayload))]
[JsonSerializable(typeof(ChatIdPayload))]
[JsonSerializable(typeof(EventPayload))]
[JsonSerializable(typeof(PostbackPayload))]
[JsonSerializable(typeof(SneakPeekPayload))]
[JsonSerializable(typeof(PropertiesPayload))]
[JsonSerializable(typeof(FieldsPayload))]
[JsonSerializable(typeof(GroupsPayload))]
[JsonSerializable(typeof(GoalsPayload))]
[JsonSerializable(typeof(FormPayload))]
[JsonSerializable(typeof(UrlPayload))]
[JsonSerializable(typeof(SeenPayload))]
[JsonSerializable(typeof(PageViewPayload))]
internal sealed partial class CustomerJson : JsonSerializerContext
{
    /// <summary>The JSON of a request.</summary>
    public static JsonObject Request<T>(T payload)
        where T : class => (JsonObject)JsonSerializer.SerializeToNode(payload, Sent.Context.GetTypeInfo(payload.GetType())!)!;

    /// <summary>Reads what was answered or pushed.</summary>
    /// <exception cref="JsonException">It has another form.</exception>
    public static T Read<T>(JsonNode json)
        where T : class => (T)json.Deserialize(Default.GetTypeInfo(typeof(T))!)!;

    /// <summary>The JSON of an object that was read, or made.</summary>
    public static JsonNode Write<T>(T value)
        where T : class => JsonSerializer.SerializeToNode(value, Default.GetTypeInfo(typeof(T))!)!;

    /// <summary>Types of what is sent: properties have bare values. It is made when the types of answers are there.</summary>
    private static class Sent
    {
        public static readonly CustomerJson Context = new(
            new JsonSerializerOptions(Default.Options) { Converters = { new PropertiesConverter(forRequests: true) } }
        );
    }
}
