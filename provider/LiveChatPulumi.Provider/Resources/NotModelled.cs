using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>
/// What LiveChat shows inside values that a program can declare, and this provider does not know: an import would drop it without a
/// word, and the next write of the value would lose it.
/// </summary>
internal sealed class NotModelled : IRunState<NotModelled>
{
    private readonly ConcurrentDictionary<(string Type, string Id), ImmutableArray<string>> _members = new();

    public static NotModelled Create(ProviderRun run) => new();

    /// <summary>Takes note of what an object of the license has besides.</summary>
    public void Record(ResourceSpec spec, string id, JsonObject json)
    {
        var members = spec.Inputs.SelectMany(p => Unknown(p.Type, Get(json, p), p.ApiName)).ToImmutableArray();
        if (!members.IsEmpty)
            _members[(spec.Token, id)] = members;
    }

    /// <summary>The members of an object, by the API's names.</summary>
    public ImmutableArray<string> Of(ResourceSpec spec, string id) => _members.GetValueOrDefault((spec.Token, id), []);

    private static JsonNode? Get(JsonObject json, PropertySpec property) =>
        property.Aliases.Prepend(property.ApiName).Select(n => json[n]).FirstOrDefault(n => n is not null);

    private static IEnumerable<string> Unknown(PropertyType type, JsonNode? node, string at) =>
        (type, node) switch
        {
            (ListType list, JsonArray a) => a.SelectMany((item, i) => Unknown(list.Item, item, $"{at}[{i}]")),
            (ObjectType obj, JsonObject o) => o.SelectMany(m =>
                obj.Properties.FirstOrDefault(p => p.ApiName == m.Key || p.Aliases.Contains(m.Key)) is { } p
                    ? Unknown(p.Type, m.Value, $"{at}.{m.Key}")
                    : [$"{at}.{m.Key}"]
            ),
            _ => [],
        };
}
