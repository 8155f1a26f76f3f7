using System.Runtime.InteropServices;
using LiveChatPulumi.Converter;
using LocalEngine.Programs;
using PluginProtocol.Rpc;

// Pulumi gives this plugin no arguments that it needs. What is converted is the license that LIVECHAT_ variables name.
var source = new PluginSource(ChildProcess.OwnVariables(), AppContext.BaseDirectory);
var service = new ConverterService(PluginSource.Version, source.Filter, source.ReadAsync);

await using var server = await GrpcServer.StartAsync(service.Bind());

// The port line is a contract: nothing else may ever be written to stdout.
await Console.Out.WriteAsync($"{server.Port}\n");
await Console.Out.FlushAsync();

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
_ = WatchCallerAsync();
await stop.Task;
await source.DisposeAsync();
return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}

// A converter has no Cancel. The caller ends it by a signal, or by its own end, which closes its connections.
async Task WatchCallerAsync()
{
    do await server.LastConnectionClosedAsync(TimeSpan.FromSeconds(2));
    while (server.OpenConnections > 0 || service.IsRunning || !service.WasCalled);
    stop.TrySetResult();
}
