using LocalEngine.Deployments;
using LocalEngine.Plugins;
using LocalEngine.Programs;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LocalEngine;

/// <summary>Runs one phase of a deployment: a program, a refresh or a destroy. Without a journal the phase is a preview.</summary>
internal sealed class Engine(Target target, IProviderHost host, IEngineObserver observer, TimeProvider time, int parallel)
{
    private DeploymentContext? _running;
    private volatile bool _isCanceled;

    /// <summary>True where a failed step stops only what depends on it. The run has failed all the same.</summary>
    public bool ContinuesOnError { get; init; }

    /// <summary>Previews or applies a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="snapshot">The state.</param>
    /// <param name="journal">Takes what changes; null for a preview.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <param name="selection">The resources that the run may change; null for all.</param>
    public async Task<(RunResult Result, Snapshot Snapshot)> RunProgramAsync(
        IProgram program,
        Snapshot snapshot,
        Journal? journal,
        CancellationToken cancellationToken,
        StepSelection? selection = null
    )
    {
        await using var context = NewContext(snapshot, journal, selection);
        var deleter = new ResourceDeleter(context);
        var registrar = new ResourceRegistrar(context, new DependentReplacer(context, deleter));
        return await ServeAsync(context, new MonitorService(context, registrar), RunAsync).ConfigureAwait(false);

        async Task RunAsync(string address)
        {
            var run = new ProgramRun(target, address, address, context.IsPreview, parallel, observer)
            {
                Schema = context.SchemaAsync,
                StateHasResources = snapshot.Resources.Any(r => r is { Custom: true, IsProvider: false, External: false }),
            };
            var isComplete = await RunProgramAsync(program, run, context, cancellationToken).ConfigureAwait(false);

            // A resource that the program did not register is only known to be unwanted when the program has come to its end.
            if (!context.HasFailed || (context.IsPreview && isComplete && !context.Stopping.IsCancellationRequested))
                await deleter.DeleteRemainingAsync(r => !r.Delete && registrar.IsRegistered(r.Urn)).ConfigureAwait(false);
            else if (ContinuesOnError && !context.Stopping.IsCancellationRequested)
                await DeleteReplacedAsync(deleter, registrar).ConfigureAwait(false);
        }
    }

    /// <summary>Updates the state to what the providers read. The program does not run.</summary>
    /// <param name="snapshot">The state.</param>
    /// <param name="journal">Takes what changes; null for a preview.</param>
    /// <param name="selection">The resources to read; null for all.</param>
    public async Task<(RunResult Result, Snapshot Snapshot)> RefreshAsync(
        Snapshot snapshot,
        Journal? journal,
        StepSelection? selection = null
    )
    {
        await using var context = NewContext(snapshot, journal, selection);
        return await ServeAsync(context, Monitor(context), _ => new Refresher(context).RefreshAsync()).ConfigureAwait(false);
    }

    /// <summary>Takes objects that exist into the state. The program does not run.</summary>
    /// <param name="imports">The objects.</param>
    /// <param name="snapshot">The state.</param>
    /// <param name="journal">Takes what changes; null for a preview.</param>
    /// <param name="schema">Gets the schema of the objects' package; null where nobody asks.</param>
    public async Task<(RunResult Result, Snapshot Snapshot)> ImportAsync(
        IReadOnlyList<ImportSpec> imports,
        Snapshot snapshot,
        Journal? journal,
        Action<string?>? schema = null
    )
    {
        await using var context = NewContext(snapshot, journal, null);
        var importer = new Importer(context, new DefaultProviders(context, new ProviderRegistrar(context)));
        return await ServeAsync(context, Monitor(context), ImportAsync).ConfigureAwait(false);

        async Task ImportAsync(string address)
        {
            if (schema is not null)
                schema(await context.SchemaAsync(imports[0].Type.Split(':')[0], CancellationToken.None).ConfigureAwait(false));
            await importer.ImportAsync(imports).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what the state holds, as a preview of a refresh does, and then whatever else of the providers is asked for.</summary>
    /// <param name="snapshot">The state.</param>
    /// <param name="look">Reads on, by the same plugins.</param>
    public async Task<(RunResult Result, Snapshot Snapshot)> InspectAsync(Snapshot snapshot, Func<LiveReads, Task> look)
    {
        await using var context = NewContext(snapshot, null, null);
        return await ServeAsync(context, Monitor(context), InspectAsync).ConfigureAwait(false);

        async Task InspectAsync(string address)
        {
            await new Refresher(context).RefreshAsync().ConfigureAwait(false);
            await look(new LiveReads(context)).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes resources. The program does not run.</summary>
    /// <param name="snapshot">The state.</param>
    /// <param name="journal">Takes what changes; null for a preview.</param>
    /// <param name="selection">The resources to delete; null for all.</param>
    public async Task<(RunResult Result, Snapshot Snapshot)> DestroyAsync(
        Snapshot snapshot,
        Journal? journal,
        StepSelection? selection = null
    )
    {
        await using var context = NewContext(snapshot, journal, selection);
        return await ServeAsync(context, Monitor(context), _ => new ResourceDeleter(context).DeleteRemainingAsync(_ => false))
            .ConfigureAwait(false);
    }

    /// <summary>Stops the running phase and those to come. Steps in flight are awaited, and the state keeps their results.</summary>
    public async Task CancelAsync()
    {
        _isCanceled = true;
        if (_running is not { } context)
            return;
        observer.Diagnostic(LogSeverity.Error, target.RootUrn, "update canceled");
        await context.CancelAsync().ConfigureAwait(false);
    }

    private DeploymentContext NewContext(Snapshot snapshot, Journal? journal, StepSelection? selection) =>
        new(
            target,
            new DeploymentState(snapshot, journal),
            host,
            observer,
            time,
            journal is null,
            parallel,
            selection ?? StepSelection.All()
        )
        {
            ContinuesOnError = ContinuesOnError,
        };

    /// <summary>After failures the run goes on with what it replaced: the old objects go, but for those that are still used.</summary>
    private static Task DeleteReplacedAsync(ResourceDeleter deleter, ResourceRegistrar registrar)
    {
        registrar.Unfinished.TellWhatStays(registrar.IsRegistered);
        var needed = registrar.Unfinished.Needed();
        return deleter.DeleteRemainingAsync(r => !r.Delete || needed.Contains(r.Urn));
    }

    private static MonitorService Monitor(DeploymentContext context) =>
        new(context, new ResourceRegistrar(context, new DependentReplacer(context, new ResourceDeleter(context))));

    /// <returns>True where the program has come to its end.</returns>
    private async Task<bool> RunProgramAsync(
        IProgram program,
        ProgramRun run,
        DeploymentContext context,
        CancellationToken cancellationToken
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.ProgramEnds);
        string? failure;
        try
        {
            failure = await program.RunAsync(run, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.IsPreview)
        {
            // Whoever stopped it, the state takes what the steps in flight made.
            context.FailWithoutMessage();
            throw;
        }

        if (failure is null || context.HasFailed)
            return failure is null;
        if (failure.Length > 0)
            context.Fail(target.RootUrn, failure);
        else
            context.FailWithoutMessage();
        return false;
    }

    /// <summary>Serves the monitor while a phase runs, and turns failures of the phase into its result.</summary>
    private async Task<(RunResult Result, Snapshot Snapshot)> ServeAsync(
        DeploymentContext context,
        MonitorService monitor,
        Func<string, Task> phase
    )
    {
        await using var server = await GrpcServer.StartAsync(monitor.Bind()).ConfigureAwait(false);
        context.EngineAddress = server.Address;
        _running = context;
        if (_isCanceled)
            await CancelAsync().ConfigureAwait(false);
        try
        {
            await phase(server.Address).ConfigureAwait(false);
            RefuseUnmatched(context);
        }
        catch (EngineException e)
        {
            context.Fail("", e.Message);
        }
        catch (StepFailedException)
        {
            // The step has reported its failure.
        }
        catch (OperationCanceledException) when (context.HasFailed)
        {
            // The run was stopped by a failure that was reported, or by the user.
        }
        finally
        {
            await context.EndStepsAsync().ConfigureAwait(false);
            _running = null;

            // Plugins log a summary when they are closed, so they are closed while the server still runs.
            await context.CloseProvidersAsync().ConfigureAwait(false);
        }

        var snapshot = context.State.ToSnapshot();
        return (new RunResult(!context.HasFailed, context.Counts, Outputs(snapshot, monitor), context.Steps), snapshot);
    }

    /// <summary>Reports targets that no resource of the run has for a URN: such a run may have done less than was meant.</summary>
    private static void RefuseUnmatched(DeploymentContext context)
    {
        if (context.HasFailed || context.Selection.MayNameNewResources)
            return;
        foreach (var name in context.Selection.Unmatched)
            context.Fail(
                "",
                $"Resource '{name}' could not be found in the stack. "
                    + "A name is a URN, as pulumi stack --show-urns prints it; quote it, because shells expand $ and *."
            );
    }

    /// <summary>The stack outputs: those of this run, or those that the state holds.</summary>
    private PropertyObject Outputs(Snapshot snapshot, MonitorService monitor) =>
        monitor.StackOutputs.Members.Count > 0
            ? monitor.StackOutputs
            : snapshot.Resources.FirstOrDefault(r => r.Urn == target.RootUrn)?.Outputs ?? PropertyObject.Empty;
}
