using System.Net.Sockets;
using System.Runtime.InteropServices;
using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Configuration;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Rpc;
using LiveChatPulumi.Provider.Schema;
using PluginProtocol.Rpc;

// The engine's address is the last argument that is no flag; flags of newer engines are tolerated.
if (args is ["schema"])
{
    Console.Out.Write(SchemaWriter.Write(indented: true) + "\n");
    return 0;
}

if (args is ["docs", var folder])
{
    foreach (var (path, text) in DocsWriter.Pages())
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
        File.WriteAllText(Path.Combine(folder, path), text);
    }

    return 0;
}

using var export = ProviderTelemetry.Export(Environment.GetEnvironmentVariable);
var engine = args.LastOrDefault(a => !a.StartsWith('-') && a.Contains(':'));
using var log = new EngineLog(engine);
var service = new ProviderService(
    log,
    (config, log) => config.Open(log, TimeProvider.System, Environment.GetEnvironmentVariable),
    Environment.GetEnvironmentVariable
);
await using var server = await GrpcServer.StartAsync(service.Bind());

// The port line is a contract: nothing else may ever be written to stdout.
await Console.Out.WriteAsync($"{server.Port}\n");
await Console.Out.FlushAsync();

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
if (engine is not null)
    _ = WatchEngineAsync(engine);
await stop.Task;
await service.LeaveAsync();
await log.EndAsync();
return 0;

// Ctrl-C in a terminal reaches every process in front. The engine says Cancel before it means it; until then, work goes on.
void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    if (!service.IsRunning)
        stop.TrySetResult();
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}

// The engine has the connections: its Cancel is the end of its work, and its own end closes them. Signals may be ignored, and standard
// input is closed from the start under some hosts. An engine that is gone has no use for what is under way, though its connection counts
// as open until that has ended: the next run looks it up.
async Task WatchEngineAsync(string address)
{
    do await server.LastConnectionClosedAsync(TimeSpan.FromSeconds(1));
    while ((server.OpenConnections > 0 || service.IsWorking || !service.WasCancelled) && await IsListeningAsync(address));
    stop.TrySetResult();
}

static async Task<bool> IsListeningAsync(string address)
{
    var colon = address.LastIndexOf(':');
    using var client = new TcpClient();
    try
    {
        await client.ConnectAsync(address[..colon], int.Parse(address[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        return true;
    }
    catch (SocketException)
    {
        return false;
    }
}
