using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>Declares the claims of resources as the engine shows them.</summary>
internal static class ProgramClaims
{
    /// <summary>Declares a resource's claims; gives the reason why another resource's claim stands against them, or null.</summary>
    public static string? Declare(
        ManagedResource resource,
        ResourceContext context,
        string id,
        PropertyObject state,
        PropertyObject inputs
    ) =>
        context.Run.Claims.Declare(
            context.Urn,
            resource.ClaimKind,
            resource.Claims(context.Urn, id, state, (PropertyObject)inputs.Plain())
        );
}
