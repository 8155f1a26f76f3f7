using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>The older URNs under which a resource may stand in the state.</summary>
internal static class Aliases
{
    public static IEnumerable<string> Of(RegisterResourceRequest request, string urn, Target target)
    {
        var self = Urn.Parse(urn);
        foreach (var alias in request.AliasURNs)
            yield return alias;
        foreach (var alias in request.Aliases)
        {
            if (alias.AliasCase == Alias.AliasOneofCase.Urn)
                yield return alias.Urn;
            else if (alias.Spec is { } spec)
            {
                var parent = spec.ParentCase switch
                {
                    Alias.Types.Spec.ParentOneofCase.ParentUrn => Urn.Parse(spec.ParentUrn),
                    Alias.Types.Spec.ParentOneofCase.NoParent => null,
                    _ => request.Parent.Length > 0 ? Urn.Parse(request.Parent) : null,
                };
                yield return Urn.Create(
                        Or(spec.Stack, target.Stack),
                        Or(spec.Project, target.Project),
                        parent,
                        Or(spec.Type, self.Type),
                        Or(spec.Name, self.Name)
                    )
                    .ToString();
            }
        }

        static string Or(string value, string otherwise) => value.Length > 0 ? value : otherwise;
    }
}
