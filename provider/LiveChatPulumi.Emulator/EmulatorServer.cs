using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Emulator.Control;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;
using LiveChatPulumi.Emulator.Webhooks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Emulator;

/// <summary>
/// An emulated license on 127.0.0.1. It serves the Configuration API v3.6, the public reads of the Customer Chat API v3.2, and control
/// commands under <c>/_emulator/</c>.
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
        _control = new ControlEndpoint(_license, options, _clock, _faults, Log, credentials, _webhooks);
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
        await _webhooks.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    private async Task HandleAsync(IFeatureCollection features)
    {
        var exchange = new HttpExchange(features);
        var body = await exchange.ReadAsync().ConfigureAwait(false);
        if (exchange.Request.Path.StartsWith(ControlEndpoint.Path, StringComparison.Ordinal))
            await HandleControlAsync(exchange, exchange.Request.Path[ControlEndpoint.Path.Length..], body).ConfigureAwait(false);
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
        Log.Add(call.Method, _clock.GetUtcNow(), answer.Request, answer.Outcome, call.Region);
        if (Options.Latency > TimeSpan.Zero)
            await Task.Delay(Options.Latency).ConfigureAwait(false);
        if (fault?.Kind is FaultKind.Hold or FaultKind.Hang)
            await exchange.WaitAsync(fault.Hold).ConfigureAwait(false);
        if (fault?.Kind is FaultKind.Cut or FaultKind.DropAnswer or FaultKind.Hang)
            exchange.Abort();
        else
            await exchange.WriteAsync(answer.Status, answer.Text, _clock.GetUtcNow(), answer.RetryAfter).ConfigureAwait(false);
    }
}
