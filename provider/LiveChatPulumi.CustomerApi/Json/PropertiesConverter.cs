using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.CustomerApi.Json;

/// <summary>Properties as they were read; in requests, with bare values.</summary>
internal sealed class PropertiesConverter(bool forRequests) : JsonConverter<Properties>
{
    // The serializer makes it by the attribute, for everything but requests.
    public PropertiesConverter()
        : this(false) { }

    public override Properties? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject json)
            return null;
        // The object's own sample stands in a member of its name.
        return new Properties(json is { Count: 1 } && json["properties"] is JsonObject inner ? (JsonObject)inner.DeepClone() : json);
    }

    public override void Write(Utf8JsonWriter writer, Properties value, JsonSerializerOptions options) =>
        (forRequests ? value.ForRequest() : value.Json).WriteTo(writer);
}
