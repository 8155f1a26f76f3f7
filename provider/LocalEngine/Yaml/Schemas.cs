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
internal sealed record SchemaItem(ImmutableHashSet<string> Inputs, ImmutableHashSet<string>? Outputs);

/// <summary>The schema of one package, reduced to names.</summary>
internal sealed class PackageSchema
{
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
            schema._resources[token] = new SchemaItem(Names(resource, "inputProperties"), Names(resource, "properties"));
        foreach (var (token, function) in Members(document.RootElement, "functions"))
        {
            var outputs =
                function.TryGetProperty("outputs", out var o) && o.TryGetProperty("properties", out _) ? Names(o, "properties") : null;
            var inputs = function.TryGetProperty("inputs", out var i) ? Names(i, "properties") : [];
            schema._functions[token] = new SchemaItem(inputs, outputs);
        }

        if (document.RootElement.TryGetProperty("provider", out var provider))
            schema.Provider = new SchemaItem(Names(provider, "inputProperties"), Names(provider, "properties"));
        return schema;
    }

    private static ImmutableHashSet<string> Names(JsonElement item, string member) => [.. Members(item, member).Select(m => m.Name)];

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement item, string member) =>
        item.TryGetProperty(member, out var members) ? members.EnumerateObject().Select(m => (m.Name, m.Value)) : [];
}
