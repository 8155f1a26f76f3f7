using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.CustomerApi.Json;

/// <summary>Reads an object as the type that its <c>type</c> names. What no type is for is read as the type for others.</summary>
internal abstract class KindConverter<T>(IReadOnlyDictionary<string, Type> kinds, Type other) : JsonConverter<T>
    where T : class
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(T);

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject json)
            return null;
        var kind = Tolerant.TextOrNull(json["type"]);
        return (T?)json.Deserialize(options.GetTypeInfo(kind is not null && kinds.TryGetValue(kind, out var type) ? type : other));
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, options.GetTypeInfo(value.GetType()));
}

/// <summary>Reads and writes events.</summary>
internal sealed class EventConverter()
    : KindConverter<Event>(
        new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            [MessageEvent.Kind] = typeof(MessageEvent),
            [SystemMessageEvent.Kind] = typeof(SystemMessageEvent),
            [AnnotationEvent.Kind] = typeof(AnnotationEvent),
            [FilledFormEvent.Kind] = typeof(FilledFormEvent),
            [FileEvent.Kind] = typeof(FileEvent),
            [CustomEvent.Kind] = typeof(CustomEvent),
            [RichMessageEvent.Kind] = typeof(RichMessageEvent),
        },
        typeof(OtherEvent)
    );

/// <summary>Reads and writes users.</summary>
internal sealed class UserConverter()
    : KindConverter<User>(
        new Dictionary<string, Type>(StringComparer.Ordinal) { [User.CustomerType] = typeof(Customer), [User.AgentType] = typeof(Agent) },
        typeof(OtherUser)
    );
