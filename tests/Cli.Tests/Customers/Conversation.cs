using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Rtm;
using LiveChatPulumi.CustomerApi.Web;
using LiveChatPulumi.Emulator;

namespace Cli_Tests.Customers;

/// <summary>One customer of a conversation, over real connections, who remembers all that was pushed.</summary>
internal sealed class Conversation : IAsyncDisposable
{
    private readonly ConcurrentQueue<Signal> _came = new();
    private Task _reading = Task.CompletedTask;

    private Conversation(EmulatorServer emulator, string token, string page)
    {
        var options = new CustomerApiOptions { LicenseId = 100, Url = emulator.Url };
        var tokens = new FixedCustomerToken(new CustomerToken(token));
        var visit = new Visit { Page = new VisitedPage { Url = page } };
        var soon = new RtmOptions { ReconnectDelay = TimeSpan.FromMilliseconds(5), LongestReconnectDelay = TimeSpan.FromMilliseconds(20) };
        Rtm = new CustomerRtm(options, tokens, visit, soon);
        Web = new CustomerWebApi(options, tokens);
    }

    public CustomerRtm Rtm { get; }

    public CustomerWebApi Web { get; }

    public LoginAnswer Login { get; private set; } = null!;

    public string Id => Login.CustomerId!;

    /// <summary>The group of the page.</summary>
    public int? Group => Login.Configuration?.CustomerData?.GroupId;

    public string ChatId { get; set; } = "";

    public static async Task<Conversation> BeginAsync(EmulatorServer emulator, string token, string page)
    {
        var conversation = new Conversation(emulator, token, page);
        conversation.Login = await conversation.Rtm.ConnectAsync();
        conversation._reading = conversation.ReadAsync();
        return conversation;
    }

    /// <summary>The pushes of a kind, in their order.</summary>
    public IReadOnlyList<T> Came<T>()
        where T : Signal => [.. _came.OfType<T>()];

    /// <summary>All events that were pushed, with their threads, in their order: those that a thread began with as well.</summary>
    public IReadOnlyList<(string Thread, Event Event)> Events =>
        [
            .. _came.SelectMany(s =>
                s switch
                {
                    IncomingEvent e => [(e.ThreadId, e.Event)],
                    IncomingChatThread { Chat.Thread: { } thread } => thread.EventsInOrder.Select(e => (thread.Id!, e)),
                    _ => Enumerable.Empty<(string, Event)>(),
                }
            ),
        ];

    /// <summary>The events of the customer's chats, as the license has them.</summary>
    public IReadOnlyList<(string Thread, string Event)> Kept(EmulatorServer emulator) =>
        [
            .. emulator
                .Control("chats")
                .AsArray()
                .Where(c => (string?)c!["customer_id"] == Id)
                .SelectMany(c => c!["threads"]!.AsArray())
                .SelectMany(t => t!["events"]!.AsArray().Select(e => ((string)t["id"]!, (string)e!["id"]!))),
        ];

    public async ValueTask DisposeAsync()
    {
        await Rtm.DisposeAsync();
        await _reading;
        Web.Dispose();
    }

    private async Task ReadAsync()
    {
        await foreach (var signal in Rtm.SignalsAsync())
            _came.Enqueue(signal);
    }
}
