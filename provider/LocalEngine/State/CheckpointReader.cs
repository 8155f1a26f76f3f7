using System.Text.Json;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>Reads a deployment, and refuses one that Pulumi would call corrupt.</summary>
internal sealed class CheckpointReader(ResourceReader resources)
{
    /// <summary>The deployment in an export or in a file of the file backend.</summary>
    /// <exception cref="EngineException">The version is neither 3 nor 4, a feature is not known, or there is no deployment.</exception>
    public static JsonElement Deployment(JsonElement root)
    {
        var version = root.TryGetProperty("version", out var v) ? v.GetInt32() : 0;
        if (version is not (3 or CheckpointManifest.FeaturesVersion))
            throw new EngineException($"The state has version {version}; this engine reads versions 3 and 4. Use the Pulumi CLI for it.");
        if (root.Texts("features").FirstOrDefault(f => f != CheckpointManifest.Taint) is { } unknown)
            throw new EngineException(
                $"The state needs the feature '{unknown}', which this engine does not have. Use the Pulumi CLI for it."
            );
        if (root.TryGetProperty("deployment", out var deployment))
            return deployment;
        if (root.TryGetProperty("checkpoint", out var checkpoint))
            return checkpoint.TryGetProperty("latest", out var latest) ? latest : JsonDocument.Parse("{}").RootElement;
        throw new EngineException("The state holds no deployment.");
    }

    /// <summary>The salt of the passphrase that encrypted a deployment's secrets, or null.</summary>
    /// <exception cref="EngineException">They are encrypted in another way.</exception>
    public static string? Salt(JsonElement deployment) =>
        deployment.TryGetProperty("secrets_providers", out var provider)
        && IsPassphrase(provider)
        && provider.TryGetProperty("state", out var state)
        && state.TryGetProperty("salt", out var salt)
            ? salt.GetString()
            : null;

    private static bool IsPassphrase(JsonElement provider) =>
        provider.ValueKind == JsonValueKind.Object
        && (
            provider.Text("type") is "passphrase" or ""
                ? true
                : throw new EngineException(
                    $"The state's secrets provider is '{provider.Text("type")}'; this engine opens secrets under a passphrase only. "
                        + "Change it: pulumi stack change-secrets-provider passphrase"
                )
        );

    /// <exception cref="EngineException">The manifest, a reference or a URN is not as it must be.</exception>
    public Snapshot Read(JsonElement deployment)
    {
        CheckManifest(deployment);
        var snapshot = new Snapshot(
            [.. deployment.Elements("resources").Select(resources.Read)],
            [.. deployment.Elements("pending_operations").Select(ReadPending)],
            Salt(deployment)
        );
        Verify(snapshot);
        return snapshot;
    }

    private PendingOperation ReadPending(JsonElement json) =>
        new(json.GetProperty("type").GetString()!, resources.Read(json.GetProperty("resource")));

    private static void CheckManifest(JsonElement deployment)
    {
        if (
            deployment.TryGetProperty("manifest", out var manifest)
            && manifest.TryGetProperty("magic", out var magic)
            && magic.GetString() != CheckpointManifest.Magic(manifest.Text("version"))
        )
            throw new EngineException("The state is corrupt: the magic of its manifest does not fit the version.");
    }

    /// <summary>Checks, as Pulumi does, that a resource comes after everything it refers to, and that each URN occurs once.</summary>
    private static void Verify(Snapshot snapshot)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var live = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in snapshot.Resources)
        {
            Urn.Parse(resource.Urn);
            if (resource.AllDependencies.FirstOrDefault(d => !seen.Contains(d)) is { } missing)
                throw new EngineException($"The state is corrupt: {resource.Urn} refers to {missing}, which does not come before it.");
            if (!resource.Delete && !live.Add(resource.Urn))
                throw new EngineException($"The state is corrupt: {resource.Urn} occurs twice.");
            seen.Add(resource.Urn);
        }
    }
}
