using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Json;

namespace LiveChatPulumi.CustomerApi.Requests;

/// <summary>What is to change of the customer: at least one of these.</summary>
public sealed class CustomerUpdate
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The address of a picture.</summary>
    public string? Avatar { get; init; }

    /// <summary>Fields, by name.</summary>
    [JsonConverter(typeof(FieldsConverter))]
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    [JsonIgnore]
    internal bool IsEmpty => Name is null && Email is null && Avatar is null && Fields is null;
}
