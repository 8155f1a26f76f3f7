using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

namespace LocalEngine.Yaml;

/// <summary>The names that a package's schema gives to resources, functions and their members. Null stands for "not known".</summary>
/// <param name="read">Reads the schema of a package from its plugin; null where the plugin has none.</param>
internal sealed class Schemas(Func<string, CancellationToken, Task<string?>> read)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<PackageSchema?>>> _packages = new(StringComparer.Ordinal);

    public Task<PackageSchema?> OfAsync(string package, CancellationToken cancellationToken) =>
        _packages
            .GetOrAdd(
                package,
                p => new Lazy<Task<PackageSchema?>>(async () => PackageSchema.Parse(await read(p, cancellationToken).ConfigureAwait(false)))
            )
            .Value;
}

/// <summary>What a resource takes and has, or a function takes and returns.</summary>
internal sealed record SchemaItem(ImmutableHashSet<string> Inputs, ImmutableHashSet<string>? Outputs)
{
    /// <summary>The inputs that are secret whatever the program says.</summary>
    public ImmutableHashSet<string> SecretInputs { get; init; } = [];

    /// <summary>The outputs that are secret whatever the provider says, in the order of their names.</summary>
    public ImmutableSortedSet<string> SecretOutputs { get; init; } = [];
}

/// <summary>The schema of one package, reduced to names.</summary>
internal sealed class PackageSchema
{
    private const string ProviderType = State.ResourceState.ProviderTypePrefix;
    private readonly Dictionary<string, SchemaItem> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaItem> _functions = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, SchemaItem> Resources => _resources;

    public IReadOnlyDictionary<string, SchemaItem> Functions => _functions;

    public SchemaItem? Provider { get; private set; }

    public static PackageSchema? Parse(string? json)
    {
        if (json is not { Length: > 0 })
            return null;
        using var document = JsonDocument.Parse(json);
        var schema = new PackageSchema();
        foreach (var (token, resource) in Members(document.RootElement, "resources"))
            schema._resources[token] = Resource(resource);
        foreach (var (token, function) in Members(document.RootElement, "functions"))
        {
            var outputs =
                function.TryGetProperty("outputs", out var o) && o.TryGetProperty("properties", out _) ? Names(o, "properties") : null;
            var inputs = function.TryGetProperty("inputs", out var i) ? Names(i, "properties") : [];
            schema._functions[token] = new SchemaItem(inputs, outputs);
        }

        if (document.RootElement.TryGetProperty("provider", out var provider))
            schema.Provider = Resource(provider);
        return schema;
    }

    /// <summary>The item of a resource type; null for one that the schema does not have.</summary>
    public SchemaItem? OfType(string type) =>
        type.StartsWith(ProviderType, StringComparison.Ordinal) ? Provider : _resources.GetValueOrDefault(type);

    private static SchemaItem Resource(JsonElement resource) =>
        new(Names(resource, "inputProperties"), Names(resource, "properties"))
        {
            SecretInputs = [.. Secrets(resource, "inputProperties")],
            SecretOutputs = [.. Secrets(resource, "properties")],
        };

    private static IEnumerable<string> Secrets(JsonElement item, string member) =>
        Members(item, member)
            .Where(m => m.Value.TryGetProperty("secret", out var secret) && secret.ValueKind == JsonValueKind.True)
            .Select(m => m.Name);

    private static ImmutableHashSet<string> Names(JsonElement item, string member) => [.. Members(item, member).Select(m => m.Name)];

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement item, string member) =>
        item.TryGetProperty(member, out var members) ? members.EnumerateObject().Select(m => (m.Name, m.Value)) : [];
}
