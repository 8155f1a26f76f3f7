using System.Collections.Immutable;
using System.Text.Json;
using ListedProgram;
using Pulumi;

// A program in C# that declares what program.json lists, so that a test can change it and need not compile it. It names no version of the
// plugin, as a program in YAML does not: one state can go from one to the other.
return await Deployment.RunAsync(() =>
{
    if (Environment.GetEnvironmentVariable("REGISTERED_EVENTS") is not null)
    {
        RegisteredEvents.Declare();
        return;
    }

    using var file = JsonDocument.Parse(File.ReadAllText("program.json"));
    var providers = file.RootElement.GetProperty("providers").EnumerateArray().Select(p => p.GetString()!);
    var listed = new Listed(providers.ToDictionary(p => p, p => new ProviderResource("livechat", p, ResourceArgs.Empty, null)));
    foreach (var resource in file.RootElement.GetProperty("resources").EnumerateArray())
        listed.Declare(resource);
});

/// <summary>What was declared so far. A text of the form <c>${name.groupId}</c> stands for a group's number.</summary>
internal sealed class Listed(IReadOnlyDictionary<string, ProviderResource> providers)
{
    private readonly Dictionary<string, Group> _groups = [];

    public void Declare(JsonElement resource)
    {
        var (type, name) = (resource.GetProperty("type").GetString()!, resource.GetProperty("name").GetString()!);
        var inputs = new DictionaryResourceArgs((ImmutableDictionary<string, object?>)Value(resource.GetProperty("inputs"))!);
        var options = new CustomResourceOptions
        {
            Provider = resource.GetProperty("provider").GetString() is { Length: > 0 } provider ? providers[provider] : null,
            Aliases = [.. resource.GetProperty("aliases").EnumerateArray().Select(a => (Input<Alias>)new Alias { Urn = a.GetString()! })],
        };
        if (type == Group.Token)
            _groups[name] = new Group(name, inputs, options);
        else
            _ = new CustomResource(type, name, inputs, options);
    }

    private object? Value(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().ToImmutableDictionary(m => m.Name, m => Value(m.Value)),
            JsonValueKind.Array => json.EnumerateArray().Select(Value).ToImmutableArray(),
            JsonValueKind.Number => json.GetInt32(),
            JsonValueKind.String when json.GetString() is ['$', '{', ..] text => _groups[text[2..text.IndexOf('.')]].GroupId,
            JsonValueKind.String => json.GetString(),
            _ => json.GetBoolean(),
        };
}

internal sealed class Group(string name, DictionaryResourceArgs inputs, CustomResourceOptions options)
    : CustomResource(Token, name, inputs, options)
{
    public const string Token = "livechat:index:Group";

    [Output("groupId")]
    public Output<int> GroupId { get; private set; } = null!;
}
