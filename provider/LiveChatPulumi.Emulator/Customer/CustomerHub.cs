using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Customer.Rtm;
using LiveChatPulumi.Emulator.State;
using LiveChatPulumi.Emulator.Webhooks;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>
/// The customers' side of the license: customers, chats and connections. One lock makes every act whole, so that all connections hear of
/// what happened in one order.
/// </summary>
internal sealed class CustomerHub
{
    private readonly Lock _gate = new();
    private readonly List<(CustomerRecord To, string Action, JsonObject Payload)> _pushes = [];
    private long _made;

    public CustomerHub(License license, EmulatorOptions options, EmulatorClock clock, WebhookSender webhooks)
    {
        (License, Options, Clock, Webhooks) = (license, options, clock, webhooks);
        Staff = new Staff(options, clock);
        View = new CustomerView(this);
        Rooms = new ChatRooms(this);
        webhooks.HasBot = client => Staff.HasBot(Visible, client);
    }

    public EmulatorOptions Options { get; }

    public EmulatorClock Clock { get; }

    public WebhookSender Webhooks { get; }

    public Staff Staff { get; }

    public CustomerAccounts Accounts { get; } = new();

    public CustomerView View { get; }

    public ChatRooms Rooms { get; }

    /// <summary>Forms by group and type, as they were seeded.</summary>
    public Dictionary<(int Group, string Type), JsonObject> Forms { get; } = [];

    /// <summary>What is known of addresses, as it was seeded.</summary>
    public Dictionary<string, JsonObject> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that customers sent, by their path.</summary>
    public Dictionary<string, (byte[] Bytes, string Type)> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The open connections.</summary>
    public List<RtmConnection> Connections { get; } = [];

    public int MaxConnections { get; set; } = 30;

    /// <summary>True for a license that nobody pays for.</summary>
    public bool IsExpired { get; set; }

    /// <summary>The license as it is in effect: configuration takes its time to reach customers.</summary>
    public LicenseState Visible => License.AsOf(Options.LagOfCustomers);

    /// <summary>Counts what was changed in the configuration so far, as far as it is in effect.</summary>
    public int Version => License.VersionAsOf(Options.LagOfCustomers);

    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    private License License { get; }

    /// <summary>A number that was not used before.</summary>
    public long Next() => ++_made;

    /// <summary>An id of a chat or a thread: a short code, or by a switch a UUID.</summary>
    public string NewId(string letter) =>
        Options.Is("chatIds", "uuid")
            ? new Guid((int)Next(), 0x22fd, 0x4000, 0xbf, 0xc6, 0xa8, 0xa0, 0xbc, 0x31, 0x17, 0xf5).ToString()
            : $"{letter}{Next():X9}";

    /// <summary>Will tell a customer's connections of something, when the act that is under way ends.</summary>
    public void Push(CustomerRecord to, string action, JsonObject payload) => _pushes.Add((to, action, payload));

    /// <summary>Does something as a whole; then chats that wait are routed, and connections are told.</summary>
    /// <param name="act">What is done. It throws to refuse.</param>
    /// <param name="requester">The connection that asked for it.</param>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="respond">Makes the response, which goes before the pushes, or by a switch after them.</param>
    public void Act(Action act, RtmConnection? requester = null, string? requestId = null, Func<JsonObject>? respond = null)
    {
        lock (_gate)
        {
            Action? answer = null;
            try
            {
                act();
                answer = respond is null ? null : () => requester!.Send(respond());
            }
            finally
            {
                Rooms.Route();
                var isFirst = answer is not null && Options.Is("pushOrder", "response");
                if (isFirst)
                    answer!();
                Deliver(requester, requestId);
                if (!isFirst)
                    answer?.Invoke();
            }
        }
    }

    /// <summary>Looks whether chats that wait can be given to somebody: the configuration may have changed.</summary>
    public void Wake()
    {
        if (Rooms.Any)
            Act(() => { });
    }

    /// <summary>Reads or does something as a whole.</summary>
    public T Ask<T>(Func<T> ask)
    {
        T result = default!;
        Act(() => result = ask());
        return result;
    }

    private void Deliver(RtmConnection? requester, string? requestId)
    {
        foreach (var (to, action, payload) in _pushes)
        {
            foreach (var connection in Connections.Where(c => c.Customer == to))
            {
                var push = new JsonObject
                {
                    ["action"] = action,
                    ["type"] = "push",
                    ["payload"] = payload.DeepClone(),
                };
                if (connection == requester && requestId is not null)
                    push["request_id"] = requestId;
                connection.Send(push);
            }
        }

        _pushes.Clear();
    }
}
