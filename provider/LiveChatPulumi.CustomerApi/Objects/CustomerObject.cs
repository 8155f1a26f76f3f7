using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiveChatPulumi.CustomerApi.Objects;

/// <summary>An object of the API. Members that nobody has told us of are kept, and written again.</summary>
public abstract class CustomerObject
{
    /// <summary>Members that the documents do not have, by name; null where there are none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
