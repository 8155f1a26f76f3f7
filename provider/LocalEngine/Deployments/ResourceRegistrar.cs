using System.Collections.Concurrent;
using Grpc.Core;
using LocalEngine.Deployments.Steps;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Takes the resources that a program registers or reads, and runs a step for each.</summary>
internal sealed class ResourceRegistrar
{
    private readonly DeploymentContext _context;
    private readonly ConcurrentDictionary<string, bool> _registered = new(StringComparer.Ordinal);
    private readonly ProviderRegistrar _providers;
    private readonly StepGenerator _steps;
    private readonly UnselectedResources _unselected;
    private readonly UnfinishedResources _unfinished;

    public ResourceRegistrar(DeploymentContext context, DependentReplacer dependents)
    {
        _context = context;
        _providers = new ProviderRegistrar(context);
        DefaultProviders = new DefaultProviders(context, _providers);
        _steps = new StepGenerator(context, _providers, dependents);
        _unselected = new UnselectedResources(context);
        _unfinished = new UnfinishedResources(context);
    }

    public DefaultProviders DefaultProviders { get; }

    /// <summary>The resources that this run could not make what the program says.</summary>
    public UnfinishedResources Unfinished => _unfinished;

    /// <summary>True for a resource that the program registered in this run, and for a default provider that it used.</summary>
    public bool IsRegistered(string urn) => _registered.ContainsKey(urn) || DefaultProviders.Contains(urn);

    /// <summary>True for a resource that this run registered and that stays as it was, so that its outputs are all known.</summary>
    public bool IsUnchanged(string urn) =>
        _context.State.FindNew(urn) is { } now
        && _context.State.FindOld(urn)?.State is { } old
        && now.Modified == old.Modified
        && now.Inputs.Equals(old.Inputs);

    /// <summary>The URN of a resource of this run.</summary>
    public string UrnOf(string parent, string type, string name) =>
        Urn.Create(_context.Target.Stack, _context.Target.Project, parent.Length > 0 ? Urn.Parse(parent) : null, type, name).ToString();

    /// <summary>Registers a resource.</summary>
    /// <exception cref="EngineException">The program has registered the URN already.</exception>
    /// <exception cref="StepFailedException">Its step failed, or was skipped.</exception>
    public Task<ResourceState> RegisterAsync(RegisterResourceRequest request)
    {
        var urn = ReserveUrn(request.Parent, request.Type, request.Name);
        var old = FindOld(urn, request);
        return NotingFailuresAsync(urn, old, () => RegisterAsync(request, urn, old));
    }

    private async Task<ResourceState> NotingFailuresAsync(string urn, OldResource? old, Func<Task<ResourceState>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (StepFailedException)
        {
            _unfinished.Add(urn, old);
            throw;
        }
        catch (RpcException e) when (_context.TellsAll)
        {
            _unfinished.Add(urn, old);
            throw _context.FailStep(urn, ProviderErrors.Explain(e).Message);
        }
    }

    private async Task<ResourceState> RegisterAsync(RegisterResourceRequest request, string urn, OldResource? old)
    {
        var parent = request.Parent.Length > 0 ? _context.State.FindNew(request.Parent) : null;
        var goal = GoalState.Create(request, urn, old?.State, parent);
        _unfinished.SkipDependent(goal with { Provider = request.Provider });
        if (goal.IsProvider)
            return await _providers.RegisterAsync(goal, old).ConfigureAwait(false);
        if (!goal.Custom)
            return await new SameStep(_context).RunComponentAsync(goal, old).ConfigureAwait(false);
        if (!_context.Selection.Includes(goal))
            return await _unselected.LeaveAsync(goal, old).ConfigureAwait(false);
        _unselected.RefuseDependent(goal);
        var provider = await DefaultProviders
            .ReferenceAsync(request.Provider, request.Type, request.Version, request.PluginDownloadURL)
            .ConfigureAwait(false);
        return await _steps.RunAsync(goal with { Provider = provider }, old, request).ConfigureAwait(false);
    }

    /// <summary>Reads an existing object for the program. The engine never changes or deletes it.</summary>
    /// <exception cref="EngineException">The program has registered the URN already.</exception>
    /// <exception cref="StepFailedException">The object does not exist, or cannot be read.</exception>
    public Task<ResourceState> ReadAsync(ReadResourceRequest request)
    {
        var urn = ReserveUrn(request.Parent, request.Type, request.Name);
        return NotingFailuresAsync(urn, _context.State.FindOld(urn), () => ReadAsync(request, urn));
    }

    private async Task<ResourceState> ReadAsync(ReadResourceRequest request, string urn)
    {
        var goal = new ResourceState
        {
            Urn = urn,
            Type = request.Type,
            Custom = true,
            External = true,
            Id = request.Id,
            Inputs = StructCodec.Read(request.Properties),
            Parent = request.Parent,
            Provider = await DefaultProviders
                .ReferenceAsync(request.Provider, request.Type, request.Version, request.PluginDownloadURL)
                .ConfigureAwait(false),
            Dependencies = [.. request.Dependencies],
            AdditionalSecretOutputs = [.. request.AdditionalSecretOutputs],
        };
        _unfinished.SkipDependent(goal);
        var provider = await _context.ProviderAsync(goal.Provider).ConfigureAwait(false);
        return await new ReadStep(_context).RunAsync(provider, goal).ConfigureAwait(false);
    }

    private string ReserveUrn(string parent, string type, string name)
    {
        var urn = UrnOf(parent, type, name);
        return _registered.TryAdd(urn, true)
            ? urn
            : throw new EngineException($"Duplicate resource URN '{urn}'; try giving it a unique name");
    }

    /// <summary>The old resource of a URN, or of an alias that no other registration of this run has as its own URN.</summary>
    private OldResource? FindOld(string urn, RegisterResourceRequest request)
    {
        if (_context.State.FindOld(urn) is { } own)
            return own;
        foreach (var alias in Aliases.Of(request, urn, _context.Target))
        {
            if (_context.State.FindOld(alias) is { } other && !_registered.ContainsKey(alias))
                return other with { State = other.State with { Urn = urn } };
        }

        return null;
    }
}
