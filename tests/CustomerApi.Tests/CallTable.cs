using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi_CustomerApi_Tests;

/// <summary>A call of each method that both transports have, with the payload that it has to send.</summary>
internal static class CallTable
{
    private const string Chat = "PJ0MRSHTDG";
    private const string Thread = "K600PKZON8";
    private const string Space = "bb9e5b2f1ab480e4a715977b7b1b4279";

    private static readonly Dictionary<string, IReadOnlyList<string>> Names = new() { [Space] = ["score", "comment"] };
    private static readonly Dictionary<string, string> Fields = new() { ["company_size"] = "10-100" };

    public static IReadOnlyDictionary<string, (Func<CustomerCalls, Task<object?>> Send, string Payload)> All { get; } =
        new Dictionary<string, (Func<CustomerCalls, Task<object?>> Send, string Payload)>
        {
            ["get_chats_summary"] = (async c => await c.GetChatsSummaryAsync(0, 25), """{"offset":0,"limit":25}"""),
            ["get_chat_threads_summary"] = (
                async c => await c.GetChatThreadsSummaryAsync(Chat, 0, 100),
                """{"chat_id":"PJ0MRSHTDG","offset":0,"limit":100}"""
            ),
            ["get_chat_threads"] = (
                async c => await c.GetChatThreadsAsync(Chat, ["a0c22fdd-fb71-40b5-bfc6-a8a0bc3117f5"]),
                """{"chat_id":"PJ0MRSHTDG","thread_ids":["a0c22fdd-fb71-40b5-bfc6-a8a0bc3117f5"]}"""
            ),
            ["start_chat"] = (
                async c => await c.StartChatAsync(NewChat(null), true),
                "{\"chat\":" + ChatJson("") + ",\"continuous\":true}"
            ),
            ["activate_chat"] = (
                async c => await c.ActivateChatAsync(NewChat(Chat)),
                "{\"chat\":" + ChatJson("\"id\":\"PJ0MRSHTDG\",") + "}"
            ),
            ["close_thread"] = (c => Done(c.CloseThreadAsync(Chat)), """{"chat_id":"PJ0MRSHTDG"}"""),
            ["send_event"] = (
                async c => await c.SendEventAsync(Chat, Message, attachToLastThread: false, requireActiveThread: true),
                """
                {"chat_id":"PJ0MRSHTDG","attach_to_last_thread":false,"require_active_thread":true,
                 "event":{"type":"message","text":"hello world","recipients":"agents","custom_id":"31-0C-1C-07-DB-16",
                          "properties":{"source":{"type":"facebook"}}}}
                """
            ),
            ["send_rich_message_postback"] = (
                c => Done(c.SendRichMessagePostbackAsync(Chat, Thread, "E1", "action_yes", true)),
                """{"chat_id":"PJ0MRSHTDG","thread_id":"K600PKZON8","event_id":"E1","postback":{"id":"action_yes","toggled":true}}"""
            ),
            ["send_sneak_peek"] = (
                c => Done(c.SendSneakPeekAsync(Chat, "hello world")),
                """{"chat_id":"PJ0MRSHTDG","sneak_peek_text":"hello world"}"""
            ),
            ["update_chat_properties"] = (c => Done(c.UpdateChatPropertiesAsync(Chat, Values())), Props("", Set)),
            ["delete_chat_properties"] = (c => Done(c.DeleteChatPropertiesAsync(Chat, Names)), Props("", Deleted)),
            ["update_chat_thread_properties"] = (
                c => Done(c.UpdateChatThreadPropertiesAsync(Chat, Thread, Values())),
                Props("\"thread_id\":\"K600PKZON8\",", Set)
            ),
            ["delete_chat_thread_properties"] = (
                c => Done(c.DeleteChatThreadPropertiesAsync(Chat, Thread, Names)),
                Props("\"thread_id\":\"K600PKZON8\",", Deleted)
            ),
            ["update_event_properties"] = (
                c => Done(c.UpdateEventPropertiesAsync(Chat, Thread, "2_EW2WQSA8", Values())),
                Props("\"thread_id\":\"K600PKZON8\",\"event_id\":\"2_EW2WQSA8\",", Set)
            ),
            ["delete_event_properties"] = (
                c => Done(c.DeleteEventPropertiesAsync(Chat, Thread, "2_EW2WQSA8", Names)),
                Props("\"thread_id\":\"K600PKZON8\",\"event_id\":\"2_EW2WQSA8\",", Deleted)
            ),
            ["update_customer"] = (
                async c => await c.UpdateCustomerAsync(new CustomerUpdate { Name = "John Doe", Fields = Fields }),
                """{"name":"John Doe","fields":{"company_size":"10-100"}}"""
            ),
            ["set_customer_fields"] = (c => Done(c.SetCustomerFieldsAsync(Fields)), """{"fields":{"company_size":"10-100"}}"""),
            ["get_groups_status"] = (async c => await c.GetGroupsStatusAsync([1, 2, 3]), """{"groups":[1,2,3]}"""),
            ["check_goals"] = (
                c => Done(c.CheckGoalsAsync(0, "https://mypage.com", Fields)),
                """{"page_url":"https://mypage.com","customer_fields":{"company_size":"10-100"},"group_id":0}"""
            ),
            ["get_form"] = (async c => await c.GetFormAsync(0, FormType.Prechat), """{"group_id":0,"type":"prechat"}"""),
            ["get_predicted_agent"] = (async c => await c.GetPredictedAgentAsync(), "{}"),
            ["get_url_details"] = (
                async c => await c.GetUrlDetailsAsync("https://livechatinc.com"),
                """{"url":"https://livechatinc.com"}"""
            ),
            ["update_last_seen_timestamp"] = (
                async c => await c.UpdateLastSeenTimestampAsync(Chat, 123456789),
                """{"chat_id":"PJ0MRSHTDG","timestamp":123456789}"""
            ),
        };

    private const string Set = """{"bb9e5b2f1ab480e4a715977b7b1b4279":{"score":10,"comment":"Thank you!"}}""";
    private const string Deleted = """{"bb9e5b2f1ab480e4a715977b7b1b4279":["score","comment"]}""";

    private static MessageEvent Message =>
        new()
        {
            Text = "hello world",
            Recipients = "agents",
            CustomId = "31-0C-1C-07-DB-16",
            // As it was read: requests have the bare value.
            Properties = Source(wrapped: true),
        };

    private static Properties Source(bool wrapped) =>
        new() { ["source", "type"] = wrapped ? new JsonObject { ["value"] = "facebook" } : "facebook" };

    private static Properties Values() =>
        new()
        {
            [Space, "score"] = new JsonObject { ["value"] = 10 },
            [Space, "comment"] = "Thank you!",
        };

    private static NewChat NewChat(string? id) =>
        new()
        {
            Id = id,
            Access = new Access { GroupIds = [1] },
            Properties = Source(wrapped: false),
            Thread = new NewThread
            {
                Events = [new MessageEvent { Text = "hello there", CustomId = "31-0C-1C-07-DB-16" }],
                Properties = Source(wrapped: true),
            },
        };

    private static string ChatJson(string id) =>
        "{"
        + id
        + """
            "access":{"group_ids":[1]},"properties":{"source":{"type":"facebook"}},"thread":{"events":[{"type":"message",
            "custom_id":"31-0C-1C-07-DB-16","text":"hello there"}],"properties":{"source":{"type":"facebook"}}}}
            """;

    private static string Props(string ids, string properties) =>
        "{\"chat_id\":\"PJ0MRSHTDG\"," + ids + "\"properties\":" + properties + "}";

    private static async Task<object?> Done(Task task)
    {
        await task;
        return null;
    }
}
