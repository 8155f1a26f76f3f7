using System.Collections.Concurrent;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;

namespace LocalEngine.Deployments;

/// <summary>
/// The default provider of a package outside of a run, for commands that only read: no state is kept, and nothing is a step.
/// </summary>
internal sealed class ProviderSession : IAsyncDisposable
{
    private readonly DeploymentContext _context;
    private readonly Observer _observer;
    private GrpcServer? _server;

    private ProviderSession(Target target, IProviderHost host, Action<LogSeverity, string> tell)
    {
        _observer = new Observer(tell);
        _context = new DeploymentContext(
            target,
            new DeploymentState(Snapshot.Empty, null),
            host,
            _observer,
            TimeProvider.System,
            preview: false,
            parallel: int.MaxValue,
            StepSelection.All()
        );
    }

    /// <summary>Opens a session. No plugin runs yet.</summary>
    /// <param name="target">The configuration.</param>
    /// <param name="host">Starts plugins.</param>
    /// <param name="tell">Takes what the plugin has to say.</param>
    public static async Task<ProviderSession> OpenAsync(Target target, IProviderHost host, Action<LogSeverity, string> tell)
    {
        var session = new ProviderSession(target, host, tell);
        var registrar = new ResourceRegistrar(
            session._context,
            new DependentReplacer(session._context, new ResourceDeleter(session._context))
        );
        session._server = await GrpcServer.StartAsync(new MonitorService(session._context, registrar).Bind()).ConfigureAwait(false);
        session._context.EngineAddress = session._server.Address;
        return session;
    }

    /// <summary>The schema of a package.</summary>
    /// <exception cref="EngineException">Its plugin shows none.</exception>
    public async Task<string> SchemaAsync(string package, CancellationToken cancellationToken) =>
        await _context.SchemaAsync(package, cancellationToken).ConfigureAwait(false)
        ?? throw new EngineException($"the plugin of {package} shows no schema");

    /// <summary>Configures the default provider of a type, as a program's first resource of it would.</summary>
    /// <param name="token">The type.</param>
    /// <param name="version">The version that the program's SDK names, or empty.</param>
    /// <param name="downloadUrl">The address that the program's SDK names, or empty.</param>
    /// <returns>The provider as a state holds it, and its plugin.</returns>
    /// <exception cref="EngineException">The configuration is refused.</exception>
    public async Task<(ResourceState Provider, ResourceProviderClient Client)> ConfigureAsync(
        string token,
        string version,
        string downloadUrl
    )
    {
        try
        {
            var providers = new DefaultProviders(_context, new ProviderRegistrar(_context));
            var reference = await providers.ReferenceAsync("", token, version, downloadUrl).ConfigureAwait(false);
            var instance = await _context.ProviderAsync(reference).ConfigureAwait(false);
            return (_context.State.FindProvider(reference)!, instance.Client);
        }
        catch (StepFailedException)
        {
            throw new EngineException(string.Join('\n', _observer.Failures));
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Plugins log a summary when they are closed, so they are closed while the server still runs.
        await _context.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Observer(Action<LogSeverity, string> tell) : IEngineObserver
    {
        public ConcurrentQueue<string> Failures { get; } = new();

        public void StepStarted(Step step) { }

        public void StepFinished(Step step, TimeSpan took, string? error) { }

        public void Diagnostic(LogSeverity severity, string urn, string message)
        {
            if (severity == LogSeverity.Error)
                Failures.Enqueue(message);
            else
                tell(severity, message);
        }

        public void ProgramOutput(string line) { }
    }
}
