using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Json;

namespace LiveChatPulumi.CustomerApi.Objects;

/// <summary>
/// Values of properties, by namespace and name. The API answers <c>{"value": v}</c> for each and takes the bare value; here a value is
/// a value. What was read is written as it was read, but in requests, which have bare values only.
/// </summary>
[JsonConverter(typeof(PropertiesConverter))]
public sealed class Properties
{
    private const string Wrapped = "value";

    /// <summary>Makes properties without any.</summary>
    public Properties() => Json = [];

    internal Properties(JsonObject json) => Json = json;

    /// <summary>As it was read, or made.</summary>
    internal JsonObject Json { get; }

    /// <summary>The namespaces.</summary>
    public IEnumerable<string> Namespaces => Json.Select(n => n.Key);

    /// <summary>The value of a property; null where there is none.</summary>
    /// <param name="space">The namespace: the client id of the application that owns the property.</param>
    /// <param name="name">The property.</param>
    public JsonNode? this[string space, string name]
    {
        get => Json[space] is JsonObject names ? Bare(names[name]) : null;
        set
        {
            if (Json[space] is not JsonObject names)
                Json[space] = names = [];
            names[name] = value;
        }
    }

    /// <summary>The names of a namespace.</summary>
    /// <param name="space">The namespace.</param>
    public IEnumerable<string> Names(string space) => Json[space] is JsonObject names ? names.Select(n => n.Key) : [];

    /// <summary>The form of requests: bare values.</summary>
    internal JsonObject ForRequest()
    {
        var bare = new JsonObject();
        foreach (var (space, names) in Json)
        {
            if (names is not JsonObject values)
            {
                bare[space] = names?.DeepClone();
                continue;
            }

            var copy = new JsonObject();
            foreach (var (name, value) in values)
                copy[name] = Bare(value)?.DeepClone();
            bare[space] = copy;
        }

        return bare;
    }

    // No type of property is an object, so an object with a value is the form of answers.
    private static JsonNode? Bare(JsonNode? value) =>
        value is JsonObject o && o.TryGetPropertyValue(Wrapped, out var inner) ? inner : value;
}
