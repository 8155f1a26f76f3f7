using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>
/// The preview of a tainted object, or of one of <c>--target-replace</c>: the engine asks for it as for a new one. Whether the old one is
/// deleted first no provider hears. So what an earlier run saw as this resource's stands in the way of no preview; its create is refused
/// where it is still there.
/// </summary>
internal static class Tainted
{
    /// <summary>True for an object that an earlier run saw as this resource's; the user is told what the apply needs.</summary>
    public static async Task<bool> IsPreviewedAsync(
        ResourceSpec spec,
        ResourceContext context,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (!context.Run.Journal.WasHeldBy(context.Urn, spec.Token, id))
            return false;
        var text =
            $"The license has the {spec.Noun} '{id}', which was this resource's in an earlier run. Where it is replaced, set "
            + $"deleteBeforeReplace: the create is refused while it is there. Where the state has lost it, import it: "
            + $"pulumi import {spec.Token} {context.Name} '{id}'.";
        await context.Run.Log.WriteAsync(LogSeverity.Warning, context.Urn, text, cancellationToken);
        return true;
    }
}
