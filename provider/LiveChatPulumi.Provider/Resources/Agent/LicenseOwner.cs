using System.Security.Cryptography;
using System.Text;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Agent;

/// <summary>
/// Tells one license from another by its owner, the one thing that every license shows to every token that may list agents. The list is
/// asked for once a run, and shared with whoever needs it.
/// </summary>
internal sealed class LicenseOwner(ProviderRun run) : IRunState<LicenseOwner>
{
    private volatile string? _sign;

    public static LicenseOwner Create(ProviderRun run) => new(run);

    /// <summary>A digest of the owner's account; null where the token does not see it.</summary>
    public async Task<string?> SignAsync(AgentResource agents, CancellationToken cancellationToken)
    {
        if (_sign is { } known)
            return known.Length > 0 ? known : null;
        try
        {
            var list = await run.Collections.RecallAsync(agents, PropertyObject.Empty, cancellationToken);
            var owner = list.Objects.Values.FirstOrDefault(a => a.Live.Text("role") == "owner");
            _sign = owner is null ? "" : Digest(owner.Live.Text("accountId") ?? owner.Id.ToLowerInvariant());
        }
        catch (ApiException e)
        {
            // A token that may not list agents may not do so later either; anything else is asked again.
            if (e.Type is ErrorTypes.Authorization)
                _sign = "";
        }

        return _sign is { Length: > 0 } sign ? sign : null;
    }

    private static string Digest(string owner) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)))[..16];
}
