using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grpc.Core;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Where a deployment goes: names and configuration.</summary>
internal sealed record Target(
    string Project,
    string Stack,
    string Organization,
    ImmutableSortedDictionary<string, string> Config,
    ImmutableHashSet<string> SecretKeys
)
{
    public string RootUrn => new Urn(Stack, Project, Urn.StackType, $"{Project}-{Stack}").ToString();
}

/// <summary>One phase (a preview or an update) of a run: what all its parts share.</summary>
internal sealed class DeploymentContext(
    Target target,
    DeploymentState state,
    IProviderHost host,
    IEngineObserver observer,
    TimeProvider time,
    bool preview,
    int parallel
) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Task<ProviderInstance>> _providers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<StepOp, int> _counts = new();
    private readonly ConcurrentQueue<Step> _steps = new();
    private readonly ConcurrentDictionary<(string Urn, string Message), bool> _told = new();
    private readonly SemaphoreSlim _slots = new(parallel);
    private readonly CancellationTokenSource _stop = new();
    private int _failed;

    public Target Target { get; } = target;

    public DeploymentState State { get; } = state;

    public IEngineObserver Observer { get; } = observer;

    public bool IsPreview { get; } = preview;

    public int Parallel { get; } = parallel;

    /// <summary>Where plugins and programs send log lines.</summary>
    public string EngineAddress { get; set; } = "";

    /// <summary>Fires when no further step may start: a failure, or the user.</summary>
    public CancellationToken Stopping => _stop.Token;

    public bool HasFailed => Volatile.Read(ref _failed) != 0;

    public DateTimeOffset Now => time.GetUtcNow();

    public ImmutableSortedDictionary<StepOp, int> Counts => _counts.ToImmutableSortedDictionary();

    public ImmutableArray<Step> Steps => [.. _steps];

    /// <summary>A failure: what runs comes to its end, nothing new starts.</summary>
    public void Fail(string urn, string message)
    {
        Interlocked.Exchange(ref _failed, 1);

        // Many registrations may run into the same wall at once; the user is told of it once.
        if (_told.TryAdd((urn, message), true))
            Observer.Diagnostic(LogSeverity.Error, urn, message);
        _stop.Cancel();
    }

    /// <summary>The run counts as failed, but goes on: an error that a program or plugin logged.</summary>
    public void MarkFailed() => Interlocked.Exchange(ref _failed, 1);

    /// <summary>A failure that was shown already.</summary>
    public void FailQuietly()
    {
        Interlocked.Exchange(ref _failed, 1);
        _stop.Cancel();
    }

    /// <summary>The user wants to stop: providers are asked to come to an end, steps in flight are awaited.</summary>
    public async Task CancelAsync()
    {
        Interlocked.Exchange(ref _failed, 1);
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var provider in _providers.Values.Where(p => p.IsCompletedSuccessfully))
            await (await provider.ConfigureAwait(false)).CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Runs a step: counted, timed, shown, in one of the parallel slots.</summary>
    public async Task<T> RunAsync<T>(Step step, Func<Task<T>> act)
    {
        await _slots.WaitAsync(Stopping).ConfigureAwait(false);
        var began = time.GetTimestamp();
        Observer.StepStarted(step);
        try
        {
            var result = await act().ConfigureAwait(false);
            _counts.AddOrUpdate(step.Op, 1, (_, n) => n + 1);
            _steps.Enqueue(step);
            Observer.StepFinished(step, time.GetElapsedTime(began), null);
            return result;
        }
        catch (Exception e)
        {
            Observer.StepFinished(step, time.GetElapsedTime(began), e.Message);
            throw;
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>The configured provider of a reference; started from the state when this run has not registered it.</summary>
    public Task<ProviderInstance> ProviderAsync(string reference) =>
        _providers.GetOrAdd(
            ResourceState.ProviderUrn(reference),
            urn =>
            {
                var provider =
                    State.FindNew(urn)
                    ?? State.FindOld(urn)?.State
                    ?? throw new EngineException($"The provider {urn} is not in the stack.");
                return StartAsync(provider);
            }
        );

    /// <summary>Puts a provider that was just registered at the disposal of others.</summary>
    public async Task SetProviderAsync(string urn, ProviderInstance instance)
    {
        var old = _providers.GetValueOrDefault(urn);
        _providers[urn] = Task.FromResult(instance);
        if (old is not null)
            await (await old.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Starts the plugin of a provider resource, not configured yet.</summary>
    public Task<IProviderPlugin> StartPluginAsync(string type, PropertyObject inputs)
    {
        var package = type["pulumi:providers:".Length..];
        return host.StartAsync(package, inputs.Text("version") ?? "", EngineAddress, CancellationToken.None);
    }

    /// <summary>Ends the plugins that this deployment started.</summary>
    public async Task CloseProvidersAsync()
    {
        foreach (var urn in _providers.Keys)
        {
            if (_providers.TryRemove(urn, out var provider) && provider.IsCompletedSuccessfully)
                await (await provider.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseProvidersAsync().ConfigureAwait(false);
        _stop.Dispose();
        _slots.Dispose();
    }

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
            throw ProviderFailure.Explain(e);
        }
    }
}

/// <summary>What a provider's status means for the user.</summary>
internal static class ProviderFailure
{
    public static EngineException Explain(RpcException e)
    {
        if (e.Detail<ConfigureErrorMissingKeys>() is { } missing)
        {
            var keys = string.Join(
                "\n",
                missing.MissingKeys.Select(k =>
                    $"  {k.Name}: {k.Description}\n    livechat config set {k.Name} <value>  (--secret for a secret)"
                )
            );
            return new EngineException($"{e.Status.Detail}\n{keys}", e);
        }

        return e.StatusCode == StatusCode.Unavailable
            ? new EngineException(
                $"The plugin died or was ended: {e.Status.Detail}. Its operation may have taken effect; run up again, and it is looked up before anything is created.",
                e
            )
            : new EngineException(e.Status.Detail, e);
    }
}
