using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Customer.Rtm;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>One call of a customer.</summary>
/// <param name="Hub">The customers' side.</param>
/// <param name="Customer">Who calls.</param>
/// <param name="Request">The payload of the request; its parameters are checked.</param>
/// <param name="State">The license as it is in effect.</param>
/// <param name="Connection">The connection of an RTM call.</param>
internal sealed record CustomerCall(
    CustomerHub Hub,
    CustomerRecord Customer,
    JsonObject Request,
    LicenseState State,
    RtmConnection? Connection
)
{
    public EmulatorOptions Options => Hub.Options;

    /// <summary>The chat that a parameter names: one of the customer's own.</summary>
    public ChatRecord Chat(JsonObject request, string parameter = "chat_id") =>
        Hub.Rooms.Of(Customer).FirstOrDefault(c => c.Id == Text(request, parameter)) ?? throw Missing("Chat");

    public ThreadRecord Thread(ChatRecord chat) => chat.Threads.Find(t => t.Id == Text(Request, "thread_id")) ?? throw Missing("Thread");

    public EventRecord Event(ThreadRecord thread) =>
        thread.Events.Find(e => !e.IsForAgents && e.Id == Text(Request, "event_id")) ?? throw Missing("Event");

    public bool Flag(string parameter) => Request[parameter]?.GetValue<bool>() == true;

    private ApiFailure Missing(string what) => new(Options["unknownChat"], $"{what} not found");

    private static string? Text(JsonObject request, string parameter) => request[parameter]?.GetValue<string>();
}

/// <summary>The documents that have a method: the later one of the Web API, the older one of both, and there for the Web API.</summary>
[Flags]
internal enum Served
{
    /// <summary>The document of the Web API's methods.</summary>
    Methods = 1,

    /// <summary>The older document, over the RTM API.</summary>
    OlderRtm = 2,

    /// <summary>The older document, over the Web API.</summary>
    OlderWeb = 4,
}

/// <summary>A method of the customers' API.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Served">The documents that have it.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Run">What it does; null is an answer without a payload.</param>
internal sealed record CustomerMethod(string Name, Served Served, Parameter[] Parameters, Func<CustomerCall, JsonObject?> Run)
{
    /// <summary>True where the Web API has it, by the document that a switch names.</summary>
    public bool IsOnWeb(EmulatorOptions options) => Served.HasFlag(options.Is("webMethods", "all") ? Served.Methods : Served.OlderWeb);

    /// <summary>True where the RTM API has it: the later document says so of all methods, the older one of its own.</summary>
    public bool IsOnRtm(EmulatorOptions options) => options.Is("rtmMethods", "all") || Served.HasFlag(Served.OlderRtm);
}
