using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi.CustomerApi;

public abstract partial class CustomerCalls
{
    /// <summary>Sets properties of a chat; others stay.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="properties">What to set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task UpdateChatPropertiesAsync(string chatId, Properties properties, CancellationToken cancellationToken = default) =>
        SetAsync(CustomerActions.UpdateChatProperties, [chatId], properties, cancellationToken);

    /// <summary>Deletes properties of a chat.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="names">The names, by namespace.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DeleteChatPropertiesAsync(
        string chatId,
        IReadOnlyDictionary<string, IReadOnlyList<string>> names,
        CancellationToken cancellationToken = default
    ) => DeleteAsync(CustomerActions.DeleteChatProperties, [chatId], names, cancellationToken);

    /// <summary>Sets properties of a thread; others stay.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="threadId">The thread.</param>
    /// <param name="properties">What to set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task UpdateChatThreadPropertiesAsync(
        string chatId,
        string threadId,
        Properties properties,
        CancellationToken cancellationToken = default
    ) => SetAsync(CustomerActions.UpdateChatThreadProperties, [chatId, threadId], properties, cancellationToken);

    /// <summary>Deletes properties of a thread.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="threadId">The thread.</param>
    /// <param name="names">The names, by namespace.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DeleteChatThreadPropertiesAsync(
        string chatId,
        string threadId,
        IReadOnlyDictionary<string, IReadOnlyList<string>> names,
        CancellationToken cancellationToken = default
    ) => DeleteAsync(CustomerActions.DeleteChatThreadProperties, [chatId, threadId], names, cancellationToken);

    /// <summary>Sets properties of an event; others stay.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="threadId">The thread.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="properties">What to set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task UpdateEventPropertiesAsync(
        string chatId,
        string threadId,
        string eventId,
        Properties properties,
        CancellationToken cancellationToken = default
    ) => SetAsync(CustomerActions.UpdateEventProperties, [chatId, threadId, eventId], properties, cancellationToken);

    /// <summary>Deletes properties of an event.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="threadId">The thread.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="names">
    /// The names, by namespace. They are sent as those of chats and threads are; the one sample that nests them deeper is taken for a slip.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DeleteEventPropertiesAsync(
        string chatId,
        string threadId,
        string eventId,
        IReadOnlyDictionary<string, IReadOnlyList<string>> names,
        CancellationToken cancellationToken = default
    ) => DeleteAsync(CustomerActions.DeleteEventProperties, [chatId, threadId, eventId], names, cancellationToken);

    private Task SetAsync(CustomerAction action, string[] ids, Properties properties, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(properties);
        Require(action, properties.Namespaces.Any(), "there is no property to set");
        return ChangeAsync(action, ids, properties.ForRequest(), cancellationToken);
    }

    private Task DeleteAsync(
        CustomerAction action,
        string[] ids,
        IReadOnlyDictionary<string, IReadOnlyList<string>> names,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(names);
        Require(action, names.Count > 0, "there is no property to delete");
        var json = new JsonObject(
            names.Select(n => KeyValuePair.Create(n.Key, (JsonNode?)new JsonArray([.. n.Value.Select(v => (JsonNode?)v)])))
        );
        return ChangeAsync(action, ids, json, cancellationToken);
    }

    /// <param name="action">The method.</param>
    /// <param name="ids">The chat; the thread; the event.</param>
    /// <param name="properties">Values or names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private Task ChangeAsync(CustomerAction action, string[] ids, JsonObject properties, CancellationToken cancellationToken)
    {
        string[] names = ["chat_id", "thread_id", "event_id"];
        for (var i = 0; i < ids.Length; i++)
            RequireId(action, ids[i], names[i]);
        var payload = new PropertiesPayload(ids[0], ids.ElementAtOrDefault(1), ids.ElementAtOrDefault(2), properties);
        return TellAsync(action, payload, cancellationToken);
    }
}
