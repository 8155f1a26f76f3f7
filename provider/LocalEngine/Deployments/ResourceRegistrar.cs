using System.Collections.Concurrent;
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

    public ResourceRegistrar(DeploymentContext context, DependentReplacer dependents)
    {
        _context = context;
        _providers = new ProviderRegistrar(context);
        DefaultProviders = new DefaultProviders(context, _providers);
        _steps = new StepGenerator(context, _providers, dependents);
        _unselected = new UnselectedResources(context);
    }

    public DefaultProviders DefaultProviders { get; }

    /// <summary>True for a resource that the program registered in this run, and for a default provider that it used.</summary>
    public bool IsRegistered(string urn) => _registered.ContainsKey(urn) || DefaultProviders.Contains(urn);

    /// <summary>True for a resource that this run registered and that stays as it was, so that its outputs are all known.</summary>
    public bool IsUnchanged(string urn) =>
        _context.State.FindNew(urn) is { } now
        && _context.State.FindOld(urn)?.State is { } old
        && now.Modified == old.Modified
        && now.Inputs.Equals(old.Inputs);

    /// <summary>Registers a resource.</summary>
    /// <exception cref="EngineException">The program has registered the URN already.</exception>
    public async Task<ResourceState> RegisterAsync(RegisterResourceRequest request)
    {
        var urn = ReserveUrn(request.Parent, request.Type, request.Name);
        var old = FindOld(urn, request);
        var parent = request.Parent.Length > 0 ? _context.State.FindNew(request.Parent) : null;
        var goal = GoalState.Create(request, urn, old?.State, parent);
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
    /// <exception cref="EngineException">The program has registered the URN already, or the object does not exist.</exception>
    public async Task<ResourceState> ReadAsync(ReadResourceRequest request)
    {
        var goal = new ResourceState
        {
            Urn = ReserveUrn(request.Parent, request.Type, request.Name),
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
        var provider = await _context.ProviderAsync(goal.Provider).ConfigureAwait(false);
        return await new ReadStep(_context).RunAsync(provider, goal).ConfigureAwait(false);
    }

    private string ReserveUrn(string parent, string type, string name)
    {
        var parentUrn = parent.Length > 0 ? Urn.Parse(parent) : null;
        var urn = Urn.Create(_context.Target.Stack, _context.Target.Project, parentUrn, type, name).ToString();
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
