using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>
/// The providers of resources that name none. Each is configured by the stack's configuration and registered when it is
/// first used.
/// </summary>
internal sealed partial class DefaultProviders(DeploymentContext context, ProviderRegistrar registrar)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _references = new(StringComparer.Ordinal);

    /// <summary>True for the URN of a default provider that this run registered.</summary>
    public bool Contains(string urn) =>
        _references.Values.Any(r =>
            r is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && ResourceState.ProviderUrn(r.Value.Result) == urn
        );

    /// <summary>The reference (<c>URN::id</c>) of the provider that serves a resource or function.</summary>
    /// <param name="declared">The reference that the program gives, or empty for the default provider.</param>
    /// <param name="token">The token of the resource type or function.</param>
    /// <param name="version">The version of the package, or empty.</param>
    /// <param name="downloadUrl">The URL of the plugin, or empty.</param>
    public Task<string> ReferenceAsync(string declared, string token, string version, string downloadUrl)
    {
        if (declared.Length > 0)
            return Task.FromResult(declared);
        var (package, name) = (token.Split(':')[0], Name(version, downloadUrl));
        return _references
            .GetOrAdd(package + "|" + name, _ => new Lazy<Task<string>>(() => RegisterAsync(package, name, version, downloadUrl)))
            .Value;
    }

    /// <summary>The reference of the default provider that the state has; null for none.</summary>
    public string? FindOld(string token, string version, string downloadUrl) =>
        context.State.FindOld(UrnOf(token.Split(':')[0], Name(version, downloadUrl)))?.State is { } old ? $"{old.Urn}::{old.Id}" : null;

    private string UrnOf(string package, string name) =>
        new Urn(context.Target.Stack, context.Target.Project, ResourceState.ProviderTypePrefix + package, name).ToString();

    private async Task<string> RegisterAsync(string package, string name, string version, string downloadUrl)
    {
        var (type, urn) = (ResourceState.ProviderTypePrefix + package, UrnOf(package, name));
        var inputs = Configuration(package);
        if (version.Length > 0)
            inputs = inputs.With("version", PropertyValue.Of(version));
        if (downloadUrl.Length > 0)
            inputs = inputs.With(ResourceState.InternalInput, PropertyObject.Of(("pluginDownloadURL", PropertyValue.Of(downloadUrl))));
        var goal = new ResourceState
        {
            Urn = urn,
            Type = type,
            Custom = true,
            Inputs = inputs,
        };
        var state = await registrar.RegisterAsync(goal, context.State.FindOld(urn)).ConfigureAwait(false);
        return $"{urn}::{state.Id}";
    }

    /// <summary>The stack configuration of a package's namespace. That of the engine is about the run, not about its provider.</summary>
    private PropertyObject Configuration(string package)
    {
        if (package == BuiltinPlugins.Package)
            return PropertyObject.Empty;
        var prefix = package + ":";
        return PropertyObject.From(
            context
                .Target.Config.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(c => KeyValuePair.Create(c.Key[prefix.Length..], Value(c.Key, c.Value)))
        );
    }

    private PropertyValue Value(string key, string text) =>
        context.Target.SecretKeys.Contains(key) ? PropertyValue.Secret(PropertyValue.Of(text)) : PropertyValue.Of(text);

    private static string Name(string version, string downloadUrl)
    {
        var name = "default";
        if (version.Length > 0)
            name += "_" + NotAllowedInNames().Replace(version, "_");
        if (downloadUrl.Length > 0)
            name += "_" + NotAllowedInUrls().Replace(downloadUrl, "_");
        return name;
    }

    [GeneratedRegex("[^A-Za-z0-9_]")]
    private static partial Regex NotAllowedInNames();

    [GeneratedRegex("[^A-Za-z0-9_/.]")]
    private static partial Regex NotAllowedInUrls();
}
