using Grpc.Core;
using LocalEngine.State;
using PluginProtocol.Messages;

namespace LocalEngine.Deployments.Steps;

/// <summary>A call of a provider that changes an object. The state holds it as pending until its outcome is known.</summary>
internal sealed class ProviderOperation
{
    private readonly DeploymentContext _context;
    private readonly string _urn;
    private readonly int _pending;

    private ProviderOperation(DeploymentContext context, string urn, int pending) => (_context, _urn, _pending) = (context, urn, pending);

    /// <summary>Records the operation as pending; the call comes next.</summary>
    /// <param name="context">The deployment.</param>
    /// <param name="type">Pulumi's name of the operation: creating, updating or deleting.</param>
    /// <param name="resource">The resource before the operation.</param>
    public static ProviderOperation Begin(DeploymentContext context, string type, ResourceState resource) =>
        new(context, resource.Urn, context.State.Begin(type, resource));

    /// <summary>Records the resource that the operation left behind.</summary>
    /// <param name="state">The resource.</param>
    /// <param name="old">Index of the old resource that it continues, or null.</param>
    /// <param name="replaced">Index of the old resource that it replaces, or null.</param>
    public ResourceState Commit(ResourceState state, int? old, int? replaced = null)
    {
        _context.State.Commit(state, old, replaced);
        _context.State.Finish(_pending);
        return state;
    }

    /// <summary>Records an object that exists but is not ready, and reports why.</summary>
    public StepFailedException CommitNotReady(ResourceState state, int? old, ErrorResourceInitFailed error, int? replaced = null)
    {
        Commit(state with { InitErrors = [.. error.Reasons] }, old, replaced);
        return _context.FailStep(_urn, error.Reasons);
    }

    /// <summary>Records that the operation deleted its object.</summary>
    public void CommitDeletion(int old)
    {
        _context.State.SetOld(old, null);
        _context.State.Finish(_pending);
    }

    /// <summary>Reports that the call failed.</summary>
    public StepFailedException Fail(RpcException e)
    {
        // A provider that died may have changed the object, so the operation stays pending.
        if (e.StatusCode != StatusCode.Unavailable)
            _context.State.Finish(_pending);
        return _context.FailStep(_urn, ProviderErrors.Explain(e).Message);
    }
}
