using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Emulator.Control;
using LiveChatPulumi.Emulator.Customer;
using LiveChatPulumi.Emulator.Customer.Rtm;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;
using LiveChatPulumi.Emulator.Webhooks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Emulator;

/// <summary>
/// An emulated license on 127.0.0.1. It serves the Configuration API v3.6, the public reads of the Customer Chat API v3.2, the Customer API
/// v3.0 (Web and RTM), and control commands under <c>/_emulator/</c>.
/// </summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    /// <summary>The access token that it takes, where a seed names no others.</summary>
    public const string DefaultToken = "dal:emulator-token";

    /// <summary>The client id that the access token belongs to.</summary>
    public const string DefaultClientId = "emulator-client";

    /// <summary>The account of the personal access token that it takes, where a seed names no others.</summary>
    public const string DefaultAccount = "emulator";

    /// <summary>That personal access token.</summary>
    public const string DefaultPersonalToken = "emulator-pat";

    private readonly EmulatorClock _clock;
    private readonly License _license;
    private readonly FaultPlan _faults = new();
    private readonly ControlEndpoint _control;
    private readonly ApiEndpoint _api;
    private readonly ControlGate _gate;
    private readonly WebhookSender _webhooks;
    private readonly CustomerHub _hub;
    private readonly CustomerWeb _web;
    private readonly RtmEndpoint _rtm;
    private LoopbackServer? _server;

    private EmulatorServer(EmulatorOptions options, TimeProvider time, string? controlToken)
    {
        Options = options;
        _gate = new ControlGate(controlToken);
        _clock = new EmulatorClock(time);
        _license = new License(_clock);
        _license.Reset(Seed.Read([]));
        var credentials = new Credentials();
        _webhooks = new WebhookSender(_license, options, time);
        _hub = new CustomerHub(_license, options, _clock, _webhooks);
        var customers = new CustomerApi(_hub);
        _web = new CustomerWeb(_hub, customers, () => Url);
        _rtm = new RtmEndpoint(_hub, customers, _faults, Log, time);
        _control = new ControlEndpoint(_license, options, _clock, _faults, Log, credentials, _webhooks, new CustomerControl(_hub, _rtm));
        _api = new ApiEndpoint(_license, options, _clock, credentials, _webhooks);
    }

    /// <summary>The behaviour of the license. It may be changed while the emulator runs.</summary>
    public EmulatorOptions Options { get; }

    /// <summary>The calls so far.</summary>
    public CallLog Log { get; } = new();

    /// <summary>The base address, for the provider's <c>apiUrl</c>.</summary>
    public Uri Url => new($"http://{_server!.Address}");

    /// <summary>The methods of the Configuration API that the emulator has, batch methods included.</summary>
    public static IReadOnlyCollection<string> MethodNames => ApiEndpoint.MethodNames;

    /// <summary>The methods of the customers' Web API.</summary>
    public static IReadOnlyCollection<string> CustomerWebMethods => [.. CustomerApi.WebMethods];

    /// <summary>The methods of the customers' RTM API, by the document that has both.</summary>
    public static IReadOnlyCollection<string> CustomerRtmMethods => [.. CustomerApi.RtmMethods];

    /// <summary>Starts an emulator.</summary>
    /// <param name="options">The behaviour; null takes the likelier value of every open question.</param>
    /// <param name="port">The port, or 0 for any free one.</param>
    /// <param name="time">The real clock.</param>
    /// <param name="controlToken">What a command over HTTP has to carry; null takes commands in process only.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<EmulatorServer> StartAsync(
        EmulatorOptions? options = null,
        int port = 0,
        TimeProvider? time = null,
        string? controlToken = null,
        CancellationToken cancellationToken = default
    )
    {
        var emulator = new EmulatorServer(options ?? new EmulatorOptions(), time ?? TimeProvider.System, controlToken);
        emulator._server = await LoopbackServer
            .StartAsync(HttpProtocols.Http1, emulator.HandleAsync, port, cancellationToken)
            .ConfigureAwait(false);
        return emulator;
    }

    /// <summary>Runs a control command in process, as a POST to <c>/_emulator/command</c> does.</summary>
    /// <exception cref="FormatException">There is no such command, or its body is wrong.</exception>
    public JsonNode Control(string command, JsonObject? body = null) =>
        _control.Answer(command, body ?? []) ?? throw new FormatException($"There is no command '{command}'.");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _rtm.CutAll();
        await _webhooks.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    private async Task HandleAsync(IFeatureCollection features)
    {
        var exchange = new HttpExchange(features);
        var path = exchange.Request.Path;
        if (RtmEndpoint.IsPath(path))
            await _rtm.ServeAsync(features).ConfigureAwait(false);
        else if (CustomerWeb.MethodOf(path) is { } method)
            await HandleCustomerAsync(exchange, method).ConfigureAwait(false);
        else if (_web.File(path) is { } file)
            await exchange.WriteBytesAsync(200, file.Bytes, file.Type).ConfigureAwait(false);
        else
            await HandleTextAsync(exchange, path).ConfigureAwait(false);
    }

    private async Task HandleTextAsync(HttpExchange exchange, string path)
    {
        var body = await exchange.ReadAsync().ConfigureAwait(false);
        if (path.StartsWith(ControlEndpoint.Path, StringComparison.Ordinal))
            await HandleControlAsync(exchange, path[ControlEndpoint.Path.Length..], body).ConfigureAwait(false);
        else
            await HandleApiAsync(exchange, ApiCall.Read(exchange.Request, body)).ConfigureAwait(false);
    }

    private async Task HandleControlAsync(HttpExchange exchange, string command, string body)
    {
        if (_gate.Refusal(exchange.Request, _server!.Port) is { } refused)
        {
            await exchange.WriteAsync(refused.Status, new JsonObject { ["error"] = refused.Reason }.ToJsonString()).ConfigureAwait(false);
            return;
        }

        var (status, answer) = (200, (JsonNode?)null);
        try
        {
            answer = Control(command, body.Length == 0 ? [] : (JsonObject)JsonNode.Parse(body)!);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or InvalidCastException)
        {
            (status, answer) = (400, new JsonObject { ["error"] = e.Message });
        }

        await exchange.WriteAsync(status, answer.ToJsonString()).ConfigureAwait(false);
    }

    private async Task HandleApiAsync(HttpExchange exchange, ApiCall call)
    {
        var fault = _faults.Next(call.Method);
        var answer = fault?.Kind is FaultKind.Cut or FaultKind.Hang ? ApiAnswer.Cut : _api.Answer(call, fault);
        _hub.Wake();
        Log.Add(call.Method, _clock.GetUtcNow(), answer.Request, answer.Outcome, call.Region);
        await AnswerAsync(exchange, fault, answer.Status, answer.Text, answer.RetryAfter).ConfigureAwait(false);
    }

    private async Task HandleCustomerAsync(HttpExchange exchange, string method)
    {
        var body = await exchange.ReadBytesAsync().ConfigureAwait(false);
        var fault = _faults.Next(method);
        var answer = fault?.Kind is FaultKind.Cut or FaultKind.Hang
            ? new CustomerWeb.Answer(200, "", "cut", null)
            : await _web.AnswerAsync(exchange.Request, body, fault).ConfigureAwait(false);
        Log.Add(method, _clock.GetUtcNow(), answer.Request, answer.Outcome, null);
        await AnswerAsync(exchange, fault, answer.Status, answer.Text, null).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpExchange exchange, Fault? fault, int status, string text, TimeSpan? retryAfter)
    {
        if (Options.Latency > TimeSpan.Zero)
            await Task.Delay(Options.Latency).ConfigureAwait(false);
        if (fault?.Kind is FaultKind.Hold or FaultKind.Hang)
            await exchange.WaitAsync(fault.Hold).ConfigureAwait(false);
        if (fault?.Kind is FaultKind.Cut or FaultKind.DropAnswer or FaultKind.Hang)
            exchange.Abort();
        else
            await exchange.WriteAsync(status, text, _clock.GetUtcNow(), retryAfter).ConfigureAwait(false);
    }
}
