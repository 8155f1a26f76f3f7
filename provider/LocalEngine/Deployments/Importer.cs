using Grpc.Core;
using LocalEngine.Deployments.Steps;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Takes objects that exist into the state, as <c>pulumi import</c> does: it reads each one, and checks what it read.</summary>
internal sealed class Importer(DeploymentContext context, DefaultProviders providers)
{
    /// <exception cref="EngineException">Two objects would be one resource, or a parent is not there.</exception>
    public async Task ImportAsync(IReadOnlyList<ImportSpec> imports)
    {
        var waiting = imports.Select(i => (Urn: UrnOf(i), Spec: i)).ToList();
        Refuse(waiting);
        foreach (var (_, old) in context.State.Remaining.Where(r => r.State is { Delete: false, IsProvider: false }))
            await context.ShowStepAsync(Step.To(StepOp.Same, old, old, [])).ConfigureAwait(false);
        if (context.State.FindOld(context.Target.RootUrn) is null)
            await new SameStep(context).RunComponentAsync(Stack(), null).ConfigureAwait(false);

        // What is in the state under this id already is imported.
        waiting.RemoveAll(w => context.State.FindOld(w.Urn)?.State is { } old && IdOf(old) == w.Spec.Id);
        while (waiting.Count > 0 && !context.HasFailed)
        {
            var ready = waiting.Where(w => waiting.All(o => o.Urn != w.Spec.Parent)).ToList();
            if (ready.Count == 0)
                throw new EngineException("The parents of the resources to import form a cycle.");
            waiting.RemoveAll(ready.Contains);
            await Task.WhenAll(ready.Select(w => TryImportAsync(w.Urn, w.Spec))).ConfigureAwait(false);
        }
    }

    private static string IdOf(ResourceState state) => state.ImportId.Length > 0 ? state.ImportId : state.Id;

    private string UrnOf(ImportSpec spec) =>
        Urn.Create(
                context.Target.Stack,
                context.Target.Project,
                spec.Parent.Length > 0 && spec.Parent != context.Target.RootUrn ? Urn.Parse(spec.Parent) : null,
                spec.Type,
                spec.Name
            )
            .ToString();

    private void Refuse(List<(string Urn, ImportSpec Spec)> imports)
    {
        if (imports.GroupBy(i => i.Urn, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new EngineException($"duplicate import '{twice.First().Spec.Name}' of type '{twice.First().Spec.Type}'");
        foreach (var parent in imports.Select(i => i.Spec.Parent).Where(p => p.Length > 0 && p != context.Target.RootUrn))
        {
            if (context.State.FindOld(parent) is null && imports.All(i => i.Urn != parent))
                throw new EngineException($"The parent {parent} is not in the stack.");
        }
    }

    private ResourceState Stack() => new() { Urn = context.Target.RootUrn, Type = Urn.StackType };

    private async Task TryImportAsync(string urn, ImportSpec spec)
    {
        try
        {
            if (context.State.FindOld(urn) is not null)
                throw context.FailStep(urn, $"resource '{urn}' already exists");
            var goal = new ResourceState
            {
                Urn = urn,
                Type = spec.Type,
                Custom = true,
                Id = spec.Id,
                Parent = spec.Parent.Length > 0 ? spec.Parent : context.Target.RootUrn,
                Protect = spec.Protect,
                Provider = await ProviderAsync(spec).ConfigureAwait(false),
            };
            var provider = await context.ProviderAsync(goal.Provider).ConfigureAwait(false);
            await context
                .RunStepAsync(Step.To(StepOp.Import, goal, null, []), () => ImportAsync(provider, goal, spec))
                .ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            context.FailStep(urn, ProviderErrors.Explain(e).Message);
        }
        catch (StepFailedException)
        {
            // It is reported; nothing of it is in the state.
        }
        catch (OperationCanceledException)
        {
            // The run is stopping.
        }
    }

    /// <summary>The provider as the state has it; one that is not there yet is configured and added.</summary>
    private Task<string> ProviderAsync(ImportSpec spec)
    {
        if (spec.Provider.Length == 0)
            return providers.FindOld(spec.Type, spec.Version, spec.PluginDownloadUrl) is { } reference
                ? Task.FromResult(reference)
                : providers.ReferenceAsync("", spec.Type, spec.Version, spec.PluginDownloadUrl);
        return context.State.FindOld(spec.Provider)?.State is { IsProvider: true } provider
            ? Task.FromResult($"{provider.Urn}::{provider.Id}")
            : throw new EngineException($"The provider {spec.Provider} is not in the stack.");
    }

    private async Task<ResourceState> ImportAsync(ProviderInstance provider, ResourceState goal, ImportSpec spec)
    {
        var read = await ImportStep.ReadAsync(context, provider, goal.Urn, spec.Id).ConfigureAwait(false);
        var inputs = StructCodec.Read(read.Inputs);
        if (!spec.Properties.IsEmpty)
            inputs = PropertyObject.From(inputs.Members.Where(m => spec.Properties.Contains(m.Key)));
        var found = goal with { Inputs = inputs };
        var response = await provider
            .CheckAsync(goal.Urn, found, inputs, StepGenerator.RandomSeed(goal.Urn), CancellationToken.None)
            .ConfigureAwait(false);
        foreach (var failure in response.Failures)
            context.Observer.Diagnostic(LogSeverity.Warning, goal.Urn, StepGenerator.Explain(failure, found));
        var now = context.Now;
        var state = found with
        {
            Id = read.Id.Length > 0 ? read.Id : spec.Id,
            Inputs = response.Failures.Count == 0 ? StructCodec.Read(response.Inputs) : inputs,
            Outputs = SecretOutputs.Read(read.Properties, found),
            Created = now,
            Modified = now,
        };
        context.State.Commit(state, null);
        return state;
    }
}
