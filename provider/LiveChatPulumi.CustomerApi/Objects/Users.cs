using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Json;

namespace LiveChatPulumi.CustomerApi.Objects;

/// <summary>A user of a chat: a customer, an agent, or a kind that is not known here.</summary>
[JsonConverter(typeof(UserConverter))]
public abstract class User : CustomerObject
{
    internal const string CustomerType = "customer";
    internal const string AgentType = "agent";

    private protected User(string? type) => Type = type;

    /// <summary>The id: of agents, mostly the e-mail address.</summary>
    public string? Id { get; init; }

    /// <summary><c>customer</c>, <c>agent</c>, or what the server says.</summary>
    [JsonInclude]
    public string? Type { get; internal init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The address of the picture.</summary>
    public string? Avatar { get; init; }

    /// <summary>True while the user is part of the chat.</summary>
    public bool? Present { get; init; }

    /// <summary>When the user last saw the chat, in seconds since 1970.</summary>
    public long? LastSeenTimestamp { get; init; }
}

/// <summary>A customer.</summary>
public sealed class Customer : User
{
    /// <summary>Makes a customer.</summary>
    public Customer()
        : base(CustomerType) { }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Fields, by name.</summary>
    [JsonConverter(typeof(FieldsConverter))]
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
}

/// <summary>An agent, or a bot.</summary>
public sealed class Agent : User
{
    /// <summary>Makes an agent.</summary>
    public Agent()
        : base(AgentType) { }

    /// <summary>The job title.</summary>
    public string? JobTitle { get; init; }

    /// <summary>True for a bot; null where the server does not say.</summary>
    public bool? IsBot { get; init; }
}

/// <summary>A user of a kind that is not known here.</summary>
public sealed class OtherUser : User
{
    /// <summary>Makes one.</summary>
    public OtherUser()
        : base(null) { }
}
