using System.Collections.Frozen;
using LiveChatPulumi.CustomerApi.Rtm;
using LiveChatPulumi.CustomerApi.Web;

namespace LiveChatPulumi.CustomerApi;

/// <summary>
/// The table of methods that the clients and the documentation read: 24 of the Web API, those of real-time messaging, and two public
/// reads. The Web document names a twin in real-time messaging for all of its methods but <c>send_file</c>.
/// </summary>
public static class CustomerActions
{
    private const Transports Both = Transports.Web | Transports.Rtm;

    /// <summary>Logs a customer in.</summary>
    public static readonly CustomerAction Login = new("login", Transports.Rtm, nameof(CustomerRtm.ConnectAsync), true);

    /// <summary>Keeps a connection.</summary>
    public static readonly CustomerAction Ping = new("ping", Transports.Rtm, nameof(CustomerRtm.PingAsync), false);

    /// <summary>Reads the customer's chats.</summary>
    public static readonly CustomerAction GetChatsSummary = Read("get_chats_summary", nameof(CustomerCalls.GetChatsSummaryAsync));

    /// <summary>Reads what threads a chat has.</summary>
    public static readonly CustomerAction GetChatThreadsSummary = Read(
        "get_chat_threads_summary",
        nameof(CustomerCalls.GetChatThreadsSummaryAsync)
    );

    /// <summary>Reads threads with their events.</summary>
    public static readonly CustomerAction GetChatThreads = Read("get_chat_threads", nameof(CustomerCalls.GetChatThreadsAsync));

    /// <summary>Starts a chat.</summary>
    public static readonly CustomerAction StartChat = Write(
        "start_chat",
        nameof(CustomerCalls.StartChatAsync),
        PushKinds.IncomingChatThread
    );

    /// <summary>Takes up a chat again.</summary>
    public static readonly CustomerAction ActivateChat = Write(
        "activate_chat",
        nameof(CustomerCalls.ActivateChatAsync),
        PushKinds.IncomingChatThread
    );

    /// <summary>Closes a thread.</summary>
    public static readonly CustomerAction CloseThread = Write(
        "close_thread",
        nameof(CustomerCalls.CloseThreadAsync),
        PushKinds.ThreadClosed
    );

    /// <summary>Sends an event.</summary>
    public static readonly CustomerAction SendEvent = Write(
        "send_event",
        nameof(CustomerCalls.SendEventAsync),
        PushKinds.IncomingEvent,
        PushKinds.IncomingChatThread
    );

    /// <summary>Sends a file.</summary>
    public static readonly CustomerAction SendFile = Write(
        "send_file",
        nameof(CustomerWebApi.SendFileAsync),
        PushKinds.IncomingEvent,
        PushKinds.IncomingChatThread
    ) with
    {
        Transports = Transports.Web,
    };

    /// <summary>Presses a button of a rich message.</summary>
    public static readonly CustomerAction SendRichMessagePostback = Write(
        "send_rich_message_postback",
        nameof(CustomerCalls.SendRichMessagePostbackAsync),
        PushKinds.IncomingRichMessagePostback
    );

    /// <summary>Shows agents what is being typed.</summary>
    public static readonly CustomerAction SendSneakPeek = Write("send_sneak_peek", nameof(CustomerCalls.SendSneakPeekAsync));

    /// <summary>Sets properties of a chat.</summary>
    public static readonly CustomerAction UpdateChatProperties = Write(
        "update_chat_properties",
        nameof(CustomerCalls.UpdateChatPropertiesAsync),
        PushKinds.ChatPropertiesUpdated
    );

    /// <summary>Deletes properties of a chat.</summary>
    public static readonly CustomerAction DeleteChatProperties = Write(
        "delete_chat_properties",
        nameof(CustomerCalls.DeleteChatPropertiesAsync)
    );

    /// <summary>Sets properties of a thread.</summary>
    public static readonly CustomerAction UpdateChatThreadProperties = Write(
        "update_chat_thread_properties",
        nameof(CustomerCalls.UpdateChatThreadPropertiesAsync),
        PushKinds.ChatThreadPropertiesUpdated
    );

    /// <summary>Deletes properties of a thread.</summary>
    public static readonly CustomerAction DeleteChatThreadProperties = Write(
        "delete_chat_thread_properties",
        nameof(CustomerCalls.DeleteChatThreadPropertiesAsync)
    );

    /// <summary>Sets properties of an event.</summary>
    public static readonly CustomerAction UpdateEventProperties = Write(
        "update_event_properties",
        nameof(CustomerCalls.UpdateEventPropertiesAsync)
    );

    /// <summary>Deletes properties of an event.</summary>
    public static readonly CustomerAction DeleteEventProperties = Write(
        "delete_event_properties",
        nameof(CustomerCalls.DeleteEventPropertiesAsync)
    );

    /// <summary>Changes what is known of the customer.</summary>
    public static readonly CustomerAction UpdateCustomer = Write(
        "update_customer",
        nameof(CustomerCalls.UpdateCustomerAsync),
        PushKinds.CustomerUpdated
    );

    /// <summary>Sets fields of the customer.</summary>
    public static readonly CustomerAction SetCustomerFields = Write(
        "set_customer_fields",
        nameof(CustomerCalls.SetCustomerFieldsAsync),
        PushKinds.CustomerUpdated
    );

    /// <summary>Tells that the customer sees another page.</summary>
    public static readonly CustomerAction UpdateCustomerPage = Write(
        "update_customer_page",
        nameof(CustomerRtm.UpdateCustomerPageAsync),
        PushKinds.CustomerPageUpdated
    ) with
    {
        Transports = Transports.Rtm,
    };

    /// <summary>Reads whether groups answer.</summary>
    public static readonly CustomerAction GetGroupsStatus = Read("get_groups_status", nameof(CustomerCalls.GetGroupsStatusAsync));

    /// <summary>Checks goals for a customer who is offline.</summary>
    public static readonly CustomerAction CheckGoals = Write("check_goals", nameof(CustomerCalls.CheckGoalsAsync));

    /// <summary>Reads a group's form.</summary>
    public static readonly CustomerAction GetForm = Read("get_form", nameof(CustomerCalls.GetFormAsync));

    /// <summary>Reads who would take a chat.</summary>
    public static readonly CustomerAction GetPredictedAgent = Read("get_predicted_agent", nameof(CustomerCalls.GetPredictedAgentAsync));

    /// <summary>Reads what a page says of itself.</summary>
    public static readonly CustomerAction GetUrlDetails = Read("get_url_details", nameof(CustomerCalls.GetUrlDetailsAsync));

    /// <summary>Tells that the customer has seen a chat.</summary>
    public static readonly CustomerAction UpdateLastSeenTimestamp = Write(
        "update_last_seen_timestamp",
        nameof(CustomerCalls.UpdateLastSeenTimestampAsync),
        PushKinds.LastSeenTimestampUpdated
    );

    /// <summary>Reads properties of the license that customers may read.</summary>
    public static readonly CustomerAction GetLicenseProperties = new(
        "get_license_properties",
        Transports.Public,
        nameof(CustomerWebApi.GetLicensePropertiesAsync),
        false
    );

    /// <summary>Reads properties of a group that customers may read.</summary>
    public static readonly CustomerAction GetGroupProperties = new(
        "get_group_properties",
        Transports.Public,
        nameof(CustomerWebApi.GetGroupPropertiesAsync),
        false
    );

    /// <summary>All methods, by name.</summary>
    public static FrozenDictionary<string, CustomerAction> All { get; } =
        new[]
        {
            Login,
            Ping,
            GetChatsSummary,
            GetChatThreadsSummary,
            GetChatThreads,
            StartChat,
            ActivateChat,
            CloseThread,
            SendEvent,
            SendFile,
            SendRichMessagePostback,
            SendSneakPeek,
            UpdateChatProperties,
            DeleteChatProperties,
            UpdateChatThreadProperties,
            DeleteChatThreadProperties,
            UpdateEventProperties,
            DeleteEventProperties,
            UpdateCustomer,
            SetCustomerFields,
            UpdateCustomerPage,
            GetGroupsStatus,
            CheckGoals,
            GetForm,
            GetPredictedAgent,
            GetUrlDetails,
            UpdateLastSeenTimestamp,
            GetLicenseProperties,
            GetGroupProperties,
        }.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    private static CustomerAction Read(string name, string client) => new(name, Both, client, false);

    private static CustomerAction Write(string name, string client, params string[] pushes) =>
        new(name, Both, client, true) { Pushes = pushes };
}
