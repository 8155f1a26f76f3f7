using System.Collections.Immutable;
using LocalEngine.Deployments;
using LocalEngine.Plugins;
using LocalEngine.Programs;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LocalEngine;

/// <summary>Runs phases of deployments: with a program, or over what the state holds.</summary>
internal sealed class Engine(Target target, IProviderHost host, IEngineObserver observer, TimeProvider time, int parallel)
{
    private DeploymentContext? _running;

    /// <summary>Previews or applies a program.</summary>
    public async Task<(RunResult Result, Snapshot Snapshot)> RunProgramAsync(
        IProgram program,
        Snapshot snapshot,
        Journal? journal,
        CancellationToken cancellationToken
    )
    {
        var state = new DeploymentState(snapshot, journal);
        await using var context = new DeploymentContext(target, state, host, observer, time, journal is null, parallel);
        var deleter = new ResourceDeleter(context);
        var registrar = new ResourceRegistrar(context, new DependentReplacer(context, deleter));
        var monitor = new MonitorService(context, registrar);
        return await ServeAsync(
                context,
                monitor,
                async address =>
                {
                    var ended = program.RunAsync(
                        new ProgramRun(target, address, address, context.IsPreview, parallel, observer),
                        cancellationToken
                    );
                    var failure = await ended.ConfigureAwait(false);
                    if (failure is { Length: > 0 } && !context.HasFailed)
                        context.Fail(target.RootUrn, failure);
                    else if (failure is not null && !context.HasFailed)
                        context.FailQuietly();
                    if (!context.HasFailed)
                        await deleter
                            .DeleteRemainingAsync(r =>
                                !r.Delete && (registrar.WasRegistered(r.Urn) || registrar.Providers.IsDefault(r.Urn))
                            )
                            .ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>Brings the state up to date with what is; the program does not run.</summary>
    public async Task<(RunResult Result, Snapshot Snapshot)> RefreshAsync(Snapshot snapshot, Journal? journal)
    {
        await using var context = new DeploymentContext(
            target,
            new DeploymentState(snapshot, journal),
            host,
            observer,
            time,
            journal is null,
            parallel
        );
        return await ServeAsync(context, Silent(context), _ => new Refresher(context).RefreshAsync()).ConfigureAwait(false);
    }

    /// <summary>Deletes everything; the program does not run.</summary>
    public async Task<(RunResult Result, Snapshot Snapshot)> DestroyAsync(Snapshot snapshot, Journal? journal)
    {
        await using var context = new DeploymentContext(
            target,
            new DeploymentState(snapshot, journal),
            host,
            observer,
            time,
            journal is null,
            parallel
        );
        return await ServeAsync(context, Silent(context), _ => new ResourceDeleter(context).DeleteRemainingAsync(_ => false))
            .ConfigureAwait(false);
    }

    /// <summary>Asks the running phase to come to an end: steps in flight are awaited, their results kept.</summary>
    public async Task CancelAsync()
    {
        if (_running is not { } context)
            return;
        observer.Diagnostic(LogSeverity.Error, target.RootUrn, "update canceled");
        await context.CancelAsync().ConfigureAwait(false);
    }

    private static MonitorService Silent(DeploymentContext context) =>
        new(context, new ResourceRegistrar(context, new DependentReplacer(context, new ResourceDeleter(context))));

    private async Task<(RunResult Result, Snapshot Snapshot)> ServeAsync(
        DeploymentContext context,
        MonitorService monitor,
        Func<string, Task> act
    )
    {
        await using var server = await GrpcServer.StartAsync(monitor.Bind()).ConfigureAwait(false);
        context.EngineAddress = server.Address;
        _running = context;
        try
        {
            await act(server.Address).ConfigureAwait(false);
        }
        catch (EngineException e)
        {
            context.Fail("", e.Message);
        }
        catch (StepFailedException)
        {
            // Told already.
        }
        catch (OperationCanceledException) when (context.HasFailed)
        {
            // The run was stopped, and the reason was told.
        }
        finally
        {
            _running = null;

            // Plugins have last words, and need somebody to tell them to.
            await context.CloseProvidersAsync().ConfigureAwait(false);
        }

        var snapshot = context.State.ToSnapshot();
        return (new RunResult(!context.HasFailed, context.Counts, Outputs(snapshot, monitor), context.Steps), snapshot);
    }

    private PropertyObject Outputs(Snapshot snapshot, MonitorService monitor) =>
        monitor.StackOutputs.Members.Count > 0
            ? monitor.StackOutputs
            : snapshot.Resources.FirstOrDefault(r => r.Urn == target.RootUrn)?.Outputs ?? PropertyObject.Empty;
}
