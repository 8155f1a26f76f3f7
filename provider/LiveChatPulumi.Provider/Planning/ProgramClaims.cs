using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>Declares the claims of resources as the engine shows them.</summary>
internal static class ProgramClaims
{
    /// <summary>
    /// Declares which objects a resource of the program names, where the program names objects; gives a failure where another
    /// resource of the program names the same.
    /// </summary>
    public static IEnumerable<InputFailure> DeclareKeys(ManagedResource resource, ResourceContext context, PropertyObject inputs)
    {
        var spec = resource.Spec;
        var key = spec.Inputs.Where(p => p.Class == PropertyClass.Replace || spec.Key.Contains(p.Name)).ToList();
        if (
            resource is not ObjectResource { Spec.Identity: Identity.NaturalKey or Identity.Setting } single
            || key.Any(p => inputs[p.Name]?.ContainsUnknown == true)
        )
            return [];
        var plain = (PropertyObject)inputs.Plain();
        var id = single.CreateKey(plain);
        var claims = single.Held(id, PropertyObject.Empty, plain).Select(h => (Held: h, Claim: Claim(h))).ToList();
        if (context.Run.Claims.Declare(context.Urn, KeyClaim.ClaimKind, claims.Select(c => c.Claim)) is not { } reason)
            return [];
        var twice = claims.First(c => context.Run.Claims.Find(KeyClaim.ClaimKind, c.Claim.Key).Any(other => other.Urn != context.Urn));
        return [new InputFailure(single.PathOf(twice.Held, id, plain), reason, IsSecret: false)];

        KeyClaim Claim(HeldObject held) =>
            new(context.Urn, spec.IgnoresCaseOfNames ? held with { Key = held.Key.ToUpperInvariant() } : held, Subject(spec, id));
    }

    private static string Subject(ResourceSpec spec, string id) => spec.Identity == Identity.Setting ? spec.Noun : $"{spec.Noun} '{id}'";

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
