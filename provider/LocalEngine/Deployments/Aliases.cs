using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>The earlier URNs under which the state may hold a resource.</summary>
internal static class Aliases
{
    public static IEnumerable<string> Of(RegisterResourceRequest request, string urn, Target target)
    {
        var own = Urn.Parse(urn);
        foreach (var alias in request.AliasURNs)
            yield return alias;
        foreach (var alias in request.Aliases)
        {
            if (alias.AliasCase == Alias.AliasOneofCase.Urn)
                yield return alias.Urn;
            else if (alias.Spec is { } spec)
                yield return FromSpec(spec, request, own, target).ToString();
        }
    }

    /// <summary>The URN that a spec describes; parts that it leaves out are those of the resource itself.</summary>
    private static Urn FromSpec(Alias.Types.Spec spec, RegisterResourceRequest request, Urn own, Target target)
    {
        var parent = spec.ParentCase switch
        {
            Alias.Types.Spec.ParentOneofCase.ParentUrn => Urn.Parse(spec.ParentUrn),
            Alias.Types.Spec.ParentOneofCase.NoParent => null,
            _ => request.Parent.Length > 0 ? Urn.Parse(request.Parent) : null,
        };
        return Urn.Create(
            Or(spec.Stack, target.Stack),
            Or(spec.Project, target.Project),
            parent,
            Or(spec.Type, own.Type),
            Or(spec.Name, own.Name)
        );
    }

    private static string Or(string value, string fallback) => value.Length > 0 ? value : fallback;
}
