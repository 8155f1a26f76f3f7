using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Json;

namespace LiveChatPulumi.CustomerApi.Requests;

/// <summary>Who logs in, and from which page.</summary>
public sealed class Visit
{
    /// <summary>The group of the page; null leaves it to the routing rules.</summary>
    public int? GroupId { get; init; }

    /// <summary>What is known of the customer.</summary>
    public VisitingCustomer? Customer { get; init; }

    /// <summary>The page: routing rules look at its address.</summary>
    [JsonPropertyName("customer_page")]
    public VisitedPage? Page { get; init; }

    /// <summary>The page that led to it.</summary>
    public string? Referrer { get; init; }
}

/// <summary>A page.</summary>
public sealed class VisitedPage
{
    /// <summary>Its address.</summary>
    public string? Url { get; init; }

    /// <summary>Its title.</summary>
    public string? Title { get; init; }

    /// <summary>The page that led to it. Only <see cref="Monitoring"/> has it.</summary>
    public string? Referrer { get; init; }
}

/// <summary>What a login says of the customer.</summary>
public sealed class VisitingCustomer
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Fields, by name.</summary>
    [JsonConverter(typeof(FieldsConverter))]
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>What agents see of the visit.</summary>
    public Monitoring? Monitoring { get; init; }
}

/// <summary>What agents see of a visit.</summary>
public sealed class Monitoring
{
    /// <summary>The page.</summary>
    public VisitedPage? Page { get; init; }

    /// <summary>The customer's time zone.</summary>
    public string? Timezone { get; init; }
}
