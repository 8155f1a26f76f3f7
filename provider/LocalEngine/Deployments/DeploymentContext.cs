using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grpc.Core;
using LocalEngine.Plugins;
using LocalEngine.Programs;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>The parts that all steps of one phase of a run (a preview or an update) share.</summary>
internal sealed class DeploymentContext(
    Target target,
    DeploymentState state,
    IProviderHost host,
    IEngineObserver observer,
    TimeProvider time,
    bool preview,
    int parallel,
    StepSelection selection
) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Task<ProviderInstance>> _providers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<StepOp, int> _counts = new();
    private readonly ConcurrentQueue<Step> _steps = new();
    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _parallelSteps = new(parallel);
    private readonly SemaphoreSlim _registrations = new(preview ? ProgramRun.MostPreviewed : int.MaxValue);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _programEnds = new();
    private readonly TaskCompletionSource _stepsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, IProviderPlugin> _spares = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _replaced = new(StringComparer.Ordinal);

    private int _failed;

    // The phase itself counts as one, until it asks for no more steps.
    private int _stepsInFlight = 1;

    public Target Target { get; } = target;

    public DeploymentState State { get; } = state;

    public IEngineObserver Observer { get; } = observer;

    public bool IsPreview { get; } = preview;

    public int Parallel { get; } = parallel;

    /// <summary>True where a failed step stops only what depends on it.</summary>
    public bool ContinuesOnError { get; init; }

    /// <summary>
    /// True where a failed step does not keep the others from being made: a preview tells all that is wrong with a program in one round.
    /// </summary>
    public bool TellsAll => ContinuesOnError || IsPreview;

    /// <summary>The resources that this phase may change.</summary>
    public StepSelection Selection { get; } = selection;

    /// <summary>The address to which plugins and programs send log lines.</summary>
    public string EngineAddress { get; set; } = "";

    /// <summary>Fires when no further step may start, because a step failed or the user stopped the run.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Fires when the program is to be ended, because it would wait for ever for what this engine does not do.</summary>
    public CancellationToken ProgramEnds => _programEnds.Token;

    public bool HasFailed => Volatile.Read(ref _failed) != 0;

    public DateTimeOffset Now => time.GetUtcNow();

    public ImmutableSortedDictionary<StepOp, int> Counts => _counts.ToImmutableSortedDictionary();

    public ImmutableArray<Step> Steps => [.. _steps];

    /// <summary>Reports a failure. Steps in flight come to their end, and no further step starts.</summary>
    public void Fail(string urn, string message)
    {
        FailAlone(urn, message);
        _stop.Cancel();
    }

    /// <summary>Reports a failure as <see cref="Fail"/> does, but lets the other steps go on.</summary>
    public void FailAlone(string urn, string message)
    {
        MarkFailed();

        // Many registrations can fail for one reason at once, and the user needs to read it once.
        if (_reported.TryAdd(message, true))
            Observer.Diagnostic(LogSeverity.Error, urn, message);
    }

    /// <summary>Reports a failure and ends the program.</summary>
    public void EndProgram(string message)
    {
        Fail("", message);
        _programEnds.Cancel();
    }

    /// <summary>Reports why a step failed. No further step starts, unless the run is told to go on.</summary>
    /// <returns>The exception that ends the step.</returns>
    public StepFailedException FailStep(string urn, params IEnumerable<string> reasons)
    {
        MarkFailed();
        foreach (var reason in reasons)
        {
            if (TellsAll)
                FailAlone(urn, reason);
            else
                Fail(urn, reason);
        }

        return new StepFailedException();
    }

    /// <summary>Stops the run as <see cref="Fail"/> does, after a failure that was reported already.</summary>
    public void FailWithoutMessage()
    {
        MarkFailed();
        _stop.Cancel();
    }

    /// <summary>Makes the run count as failed, but lets it go on: a program or a plugin logged an error.</summary>
    public void MarkFailed() => Interlocked.Exchange(ref _failed, 1);

    /// <summary>Stops the run for the user. Providers are asked to end their operations, and steps in flight are awaited.</summary>
    public async Task CancelAsync()
    {
        MarkFailed();
        await _stop.CancelAsync().ConfigureAwait(false);
        if (State.IsUnsaved)
            return;
        foreach (var provider in _providers.Values.Where(p => p.IsCompletedSuccessfully))
            await (await provider.ConfigureAwait(false)).CancelAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Looks at a registration of the program when its turn comes: SDKs send all that a program has at once. No registration waits for
    /// another, because what one needs of another the program has from its answer.
    /// </summary>
    public async Task<T> RegisterAsync<T>(Func<Task<T>> action)
    {
        await _registrations.WaitAsync(Stopping).ConfigureAwait(false);
        try
        {
            return await action().ConfigureAwait(false);
        }
        finally
        {
            _registrations.Release();
        }
    }

    /// <summary>Runs a step when one of the parallel steps has ended; counts it, times it and shows it.</summary>
    public async Task<T> RunStepAsync<T>(Step step, Func<Task<T>> action)
    {
        Interlocked.Increment(ref _stepsInFlight);
        try
        {
            await _parallelSteps.WaitAsync(Stopping).ConfigureAwait(false);
            try
            {
                return await RunStepNowAsync(step, action).ConfigureAwait(false);
            }
            finally
            {
                _parallelSteps.Release();
            }
        }
        finally
        {
            EndStep();
        }
    }

    /// <summary>
    /// Lets no further step start, and waits for those in flight: a program may end, or be killed, while steps that it asked for run. What
    /// they change belongs into the state.
    /// </summary>
    public Task EndStepsAsync()
    {
        _stop.Cancel();
        EndStep();
        return _stepsEnded.Task;
    }

    private void EndStep()
    {
        if (Interlocked.Decrement(ref _stepsInFlight) == 0)
            _stepsEnded.TrySetResult();
    }

    private async Task<T> RunStepNowAsync<T>(Step step, Func<Task<T>> action)
    {
        var began = time.GetTimestamp();
        Observer.StepStarted(step);
        try
        {
            var result = await action().ConfigureAwait(false);
            _counts.AddOrUpdate(step.Op, 1, (_, n) => n + 1);
            _steps.Enqueue(step);
            Observer.StepFinished(Ended(step, result), time.GetElapsedTime(began), null);
            return result;
        }
        catch (Exception e)
        {
            Observer.StepFinished(step, time.GetElapsedTime(began), e.Message);
            throw;
        }
    }

    /// <summary>The step with the resource that it led to, which has an id and outputs by now.</summary>
    private static Step Ended<T>(Step step, T result) =>
        result switch
        {
            ResourceState now => step with { New = now },
            OldResource imported => step with { New = imported.State },
            _ => step,
        };

    /// <summary>What this phase makes anew and the state has not, with the inputs that the program gives it.</summary>
    public ConcurrentQueue<ResourceState> New { get; } = new();

    /// <summary>Notes that this phase replaces a resource.</summary>
    public void MarkReplaced(string urn) => _replaced[urn] = true;

    /// <summary>True for a resource that this phase replaces, so that its old object goes.</summary>
    public bool IsReplaced(string urn) => _replaced.ContainsKey(urn);

    /// <summary>Counts and shows a step for which there is nothing to do.</summary>
    public Task ShowStepAsync(Step step) => RunStepAsync(step, () => Task.FromResult(true));

    /// <summary>The configured provider of a reference. One that this run has not registered is started from the state.</summary>
    /// <exception cref="EngineException">The state does not hold the provider.</exception>
    public Task<ProviderInstance> ProviderAsync(string reference) =>
        _providers.GetOrAdd(
            reference,
            r => StartAsync(State.FindProvider(r) ?? throw new EngineException($"The provider {r} is not in the stack."))
        );

    /// <summary>Makes a provider that was registered just now available to the resources that name it.</summary>
    /// <param name="reference">URN and id: one that replaces another has an id of its own, and the other serves the deletes.</param>
    /// <param name="instance">The configured plugin.</param>
    public async Task SetProviderAsync(string reference, ProviderInstance instance)
    {
        var old = _providers.GetValueOrDefault(reference);
        _providers[reference] = Task.FromResult(instance);
        if (old is not null)
            await EndAsync(await old.ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Starts the plugin of a provider resource, without configuring it.</summary>
    public Task<IProviderPlugin> StartPluginAsync(string type, PropertyObject inputs)
    {
        var package = type[ResourceState.ProviderTypePrefix.Length..];
        var version = inputs.Text("version") ?? "";
        return version.Length == 0 && _spares.TryRemove(package, out var spare)
            ? Task.FromResult(spare)
            : host.StartAsync(package, version, EngineAddress, CancellationToken.None);
    }

    /// <summary>The schema of a package; null where its plugin shows none. The plugin then serves the package's first provider.</summary>
    public async Task<string?> SchemaAsync(string package, CancellationToken cancellationToken)
    {
        var plugin = await host.StartAsync(package, "", EngineAddress, cancellationToken).ConfigureAwait(false);
        if (!_spares.TryAdd(package, plugin))
            await plugin.DisposeAsync().ConfigureAwait(false);
        try
        {
            return (await plugin.Client.GetSchemaAsync(new GetSchemaRequest(), cancellationToken).ConfigureAwait(false)).Schema;
        }
        catch (RpcException)
        {
            return null;
        }
    }

    /// <summary>Ends the plugins that this deployment started.</summary>
    public async Task CloseProvidersAsync()
    {
        foreach (var urn in _providers.Keys)
        {
            if (_providers.TryRemove(urn, out var provider) && provider.IsCompletedSuccessfully)
                await EndAsync(await provider.ConfigureAwait(false)).ConfigureAwait(false);
        }

        foreach (var package in _spares.Keys)
        {
            if (_spares.TryRemove(package, out var spare))
                await spare.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseProvidersAsync().ConfigureAwait(false);
        _stop.Dispose();
        _programEnds.Dispose();
        _parallelSteps.Dispose();
        _registrations.Dispose();
    }

    private ValueTask EndAsync(ProviderInstance provider) => State.IsUnsaved ? provider.AbandonAsync() : provider.DisposeAsync();

    private async Task<ProviderInstance> StartAsync(ResourceState provider)
    {
        var plugin = await StartPluginAsync(provider.Type, provider.Inputs).ConfigureAwait(false);
        try
        {
            return await ProviderInstance
                .ConfigureAsync(plugin, provider.Urn, provider.Id, provider.Inputs, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            await plugin.DisposeAsync().ConfigureAwait(false);
            throw ProviderErrors.Explain(e);
        }
    }
}
