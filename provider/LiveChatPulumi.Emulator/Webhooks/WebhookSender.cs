using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Webhooks;

/// <summary>
/// Sends the webhooks that a license registered, over HTTP and to this machine only, beside the calls that cause them. First attempts at
/// one address keep the order of what happened; what is repeated does not hold up what comes after.
/// </summary>
internal sealed class WebhookSender : IAsyncDisposable
{
    /// <summary>Deliveries that the control command shows.</summary>
    private const int Remembered = 1000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Three more attempts within a minute, or ten within six hours: the guides of different ages differ.</summary>
    private static readonly TimeSpan[] InAMinute = [.. new[] { 5, 15, 35 }.Select(s => TimeSpan.FromSeconds(s))];
    private static readonly TimeSpan[] InSixHours =
    [
        .. new[] { 1, 2, 5, 10, 20, 30, 45, 60, 75, 100 }.Select(m => TimeSpan.FromMinutes(m)),
    ];

    private readonly License _license;
    private readonly EmulatorOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _open = [];
    private readonly Queue<Delivery> _deliveries = new();
    private HttpClient? _http;

    /// <param name="license">Whose webhooks are sent.</param>
    /// <param name="options">The switches.</param>
    /// <param name="time">The real clock, by which receivers are waited for.</param>
    public WebhookSender(License license, EmulatorOptions options, TimeProvider time) =>
        (_license, _options, _time) = (license, options, time);

    /// <summary>Tells of what a call changed in the configuration.</summary>
    public void Tell(LicenseState before, LicenseState after, string method, Caller caller)
    {
        // What is registered takes effect as late as the rest of the configuration; most licenses have nothing to tell anybody.
        var registered = Registered();
        if (registered.Count == 0)
            return;
        foreach (var happening in new LicenseChanges(before, after, _options, method).All())
        {
            foreach (var webhook in registered.Where(w => w.Action == happening.Action && WebhookFilters.Let(w, caller)))
                Send(webhook, Body(webhook, happening, after, caller));
        }
    }

    /// <summary>What was sent, the oldest first: no secrets, no payloads.</summary>
    public JsonObject ToJson()
    {
        lock (_gate)
            return new JsonObject { ["waiting"] = _open.Count, ["deliveries"] = new JsonArray([.. _deliveries.Select(d => d.ToJson())]) };
    }

    /// <summary>Ends all that is under way: who hears no more of a license is not told of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        while (Open() is { Length: > 0 } open)
        {
            await Task.WhenAll(open).ConfigureAwait(false);

            // They leave the set a moment after they have ended.
            await Task.Yield();
        }

        _http?.Dispose();
        _end.Dispose();
    }

    /// <summary>The webhooks of clients whose webhooks are on. Those of type bot depend on bots that take part in chats.</summary>
    private List<WebhookRecord> Registered()
    {
        var state = _license.AsOf(_options.ReadLag);
        return [.. state.Webhooks.Values.Where(w => w.Type == "license" && !state.DisabledWebhooks.Contains(w.OwnerClientId))];
    }

    private JsonObject Body(WebhookRecord webhook, Happening happening, LicenseState state, Caller caller)
    {
        var requester = new JsonObject { ["user_id"] = caller.AgentId };
        if (state.Agents.TryGetValue(caller.AgentId, out var agent))
            requester["account_id"] = agent.AccountId;
        if (caller.ClientId is { } client)
            requester["client_id"] = client;
        return new JsonObject
        {
            ["webhook_id"] = webhook.Id,
            ["secret_key"] = webhook.SecretKey,
            ["action"] = happening.Action == "auto_accesses_updated" ? _options["rulesWebhook"] : happening.Action,
            ["organization_id"] = state.OrganizationId ?? "",
            ["payload"] = happening.Payload.DeepClone(),
            ["requester"] = requester,
            ["additional_data"] = new JsonObject(),
        };
    }

    private void Send(WebhookRecord webhook, JsonObject body)
    {
        var delivery = new Delivery(webhook.Id, webhook.Action, webhook.Url);
        lock (_gate)
        {
            _deliveries.Enqueue(delivery);
            if (_deliveries.Count > Remembered)
                _deliveries.Dequeue();
            if (_end.IsCancellationRequested)
                return;
            if (!Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || !url.IsLoopback)
            {
                delivery.Outcome = "not of this machine";
                return;
            }

            var first = FirstAsync(_last.GetValueOrDefault(webhook.Url) ?? Task.CompletedTask, delivery, url, body.ToJsonString());
            _last[webhook.Url] = first;
            Hold(first);
        }
    }

    private Task[] Open()
    {
        lock (_gate)
            return [.. _open];
    }

    /// <summary>Remembers a task until it ends.</summary>
    private void Hold(Task task)
    {
        _open.Add(task);
        _ = task.ContinueWith(
            t =>
            {
                lock (_gate)
                    _open.Remove(t);
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
    }

    private async Task FirstAsync(Task former, Delivery delivery, Uri url, string body)
    {
        // Off the request's path, also for its first steps.
        await Task.Yield();
        await former.ConfigureAwait(false);
        if (await TryAsync(delivery, url, body).ConfigureAwait(false) || _end.IsCancellationRequested)
            return;
        lock (_gate)
            Hold(RepeatAsync(delivery, url, body));
    }

    private async Task RepeatAsync(Delivery delivery, Uri url, string body)
    {
        await Task.Yield();
        foreach (var wait in Waits())
        {
            try
            {
                await Task.Delay(wait, _time, _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (await TryAsync(delivery, url, body).ConfigureAwait(false))
                return;
        }
    }

    private TimeSpan[] Waits() =>
        _options["webhookRetries"] switch
        {
            "3" => InAMinute,
            "10" => InSixHours,
            _ => [],
        };

    /// <summary>One attempt: 2xx in time is a success.</summary>
    private async Task<bool> TryAsync(Delivery delivery, Uri url, string body)
    {
        using var late = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _end.Token);
        var outcome = "no answer";
        var isTaken = false;
        try
        {
            using var content = new StringContent(body, Encoding.UTF8);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await Client().PostAsync(url, content, either.Token).ConfigureAwait(false);
            outcome = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            isTaken = response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // Nobody listens, or not in time.
        }

        lock (_gate)
        {
            delivery.Outcome = outcome;
            delivery.Attempts++;
        }

        return isTaken;
    }

    /// <summary>Receivers are asked as they were registered: no proxy, and nowhere else where they lead on.</summary>
    private HttpClient Client()
    {
        lock (_gate)
            return _http ??= new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
            {
                Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            };
    }

    private sealed class Delivery(string webhook, string action, string url)
    {
        public string Outcome { get; set; } = "waiting";

        public int Attempts { get; set; }

        public JsonNode ToJson() =>
            new JsonObject
            {
                ["webhook_id"] = webhook,
                ["action"] = action,
                ["url"] = url,
                ["attempts"] = Attempts,
                ["outcome"] = Outcome,
            };
    }
}
