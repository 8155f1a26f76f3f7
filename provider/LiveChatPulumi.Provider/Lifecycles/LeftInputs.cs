using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>The old inputs of a resource, as far as the license still has what they wrote at other objects.</summary>
internal static class LeftInputs
{
    /// <summary>
    /// Old inputs without what went with objects that were deleted and made again. Where nothing tells whether it was written before or
    /// after, the license is asked.
    /// </summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">The resource in this run.</param>
    /// <param name="id">Its id.</param>
    /// <param name="state">Its outputs as the state has them.</param>
    /// <param name="olds">Its old inputs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Api.ApiException">The license could not be asked.</exception>
    public static async Task<PropertyObject> OfAsync(
        ObjectResource resource,
        ResourceContext context,
        string id,
        PropertyObject state,
        PropertyObject olds,
        CancellationToken cancellationToken
    )
    {
        var (remade, written) = (context.Run.Get<Remade>(), StateMark.TimeOf(state));
        var isUnknown = false;
        var left = resource.Left(olds, IsGone);
        if (!isUnknown)
            return left;
        var live = await resource.ReadAsync(context.Run, id, left, 0, cancellationToken);
        return live is null ? left : LiveState.RefreshedInputs(resource.Spec, left, live);

        bool IsGone(ResourceSpec spec, string key)
        {
            var remains = remade.Of(spec, key, written);
            isUnknown |= remains == Remains.Unknown;
            return remains == Remains.Gone;
        }
    }
}
