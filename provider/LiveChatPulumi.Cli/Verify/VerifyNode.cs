using System.Globalization;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Requests;
using LocalEngine;
using LocalEngine.Projects;
using LocalEngine.Yaml;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>A mapping of the file, whose keys are known, with references put in.</summary>
internal sealed class VerifyNode
{
    private static readonly string[] Words = ["online", "offline", "online_for_queue"];

    private readonly YamlMappingNode _map;
    private readonly VerifyTable _table;
    private readonly string _file;
    private readonly VerifyNames _names;

    /// <param name="node">The node.</param>
    /// <param name="table">The keys that it may have.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="names">What references stand for.</param>
    /// <exception cref="EngineException">It is no mapping, or has a key that it may not have, or lacks one.</exception>
    public VerifyNode(YamlNode node, VerifyTable table, string what, string file, VerifyNames names)
    {
        (_table, _file, _names) = (table, file, names);
        _map = node as YamlMappingNode ?? throw At(node, $"{what} must be a mapping");
        table.Table.Check(_map, what, file, _ => { });
        if (table.Keys.FirstOrDefault(k => k.Required && _map.Get(k.Name) is null) is { } missing)
            throw At(_map, $"{what} must have '{missing.Name}': {missing.Text}");
    }

    /// <summary>File and line.</summary>
    public string Place => $"{_file}:{_map.Start.Line}";

    public bool IsEmpty => _map.Children.Count == 0;

    public bool Has(string key) => _map.Get(key) is not null;

    /// <summary>The object behind a key; null where there is none.</summary>
    public VerifyNode? Object(string key) =>
        _map.Get(key) is { } node ? new VerifyNode(node, _table.Key(key).Object!, $"'{key}'", _file, _names) : null;

    public string? Text(string key) =>
        _map.Get(key) is { } node ? Text(node) ?? throw At(node, $"'{key}' must be a text: {_table.Key(key).Text}") : null;

    /// <summary>One text or several.</summary>
    public IReadOnlyList<string>? Texts(string key) =>
        Items(key)?.Select(n => Text(n) ?? throw At(n, $"'{key}' must have texts: {_table.Key(key).Text}")).ToList();

    public IReadOnlyList<string>? Statuses(string key)
    {
        var nodes = Items(key);
        foreach (var node in nodes ?? [])
            if (Text(node) is not { } word || !Words.Contains(word, StringComparer.Ordinal))
                throw At(node, $"'{Shown(node)}' is no status; {Nearest.Hint(Shown(node), Words)}");
        return nodes?.Select(n => Text(n)!).ToList();
    }

    public int? Group(string key) => _map.Get(key) is { } node ? GroupOf(node, key) : null;

    public IReadOnlyList<int>? Groups(string key) => Items(key)?.Select(n => GroupOf(n, key)).ToList();

    public int? Number(string key, int most) =>
        _map.Get(key) is not { } node ? null
        : Value(node) is PropertyNumber n && n.Value % 1 == 0 && n.Value >= 1 && n.Value <= most ? (int)n.Value
        : throw At(node, $"'{key}' must be a number from 1 to {most}: {_table.Key(key).Text}");

    public bool? Flag(string key) =>
        _map.Get(key) is not { } node ? null
        : Value(node) is PropertyBool flag ? flag.Value
        : throw At(node, $"'{key}' must be true or false: {_table.Key(key).Text}");

    public FormType FormType(string key) =>
        Text(key) switch
        {
            null or "prechat" => CustomerApi.Requests.FormType.Prechat,
            "postchat" => CustomerApi.Requests.FormType.Postchat,
            var other => throw At(_map.Get(key)!, $"'{other}' is no form; {Nearest.Hint(other, ["prechat", "postchat"])}"),
        };

    /// <summary>Any value, as JSON.</summary>
    public JsonNode? Json(string key) => _map.Get(key) is { } node ? PropertyJson.Of(Value(node)) : null;

    public IReadOnlyDictionary<string, string>? TextMap(string key) =>
        _map.Get(key) is { } node
            ? Members(node, key).ToDictionary(m => m.Name, m => Text(m.Node) ?? throw At(m.Node, $"'{key}.{m.Name}' must be a text"))
            : null;

    /// <summary>Values by namespace and name.</summary>
    public IReadOnlyList<(string Namespace, string Name, JsonNode? Value)> ValueMaps(string key) =>
        _map.Get(key) is { } node
            ?
            [
                .. Members(node, key)
                    .SelectMany(n =>
                        Members(n.Node, $"{key}.{n.Name}").Select(v => (Filled(n.Key), Filled(v.Key), PropertyJson.Of(Value(v.Node))))
                    ),
            ]
            : [];

    public EngineException Error(string message) => At(_map, message);

    private IReadOnlyList<YamlNode>? Items(string key) =>
        _map.Get(key) switch
        {
            null => null,
            YamlSequenceNode { Children.Count: > 0 } list => [.. list],
            YamlSequenceNode list => throw At(list, $"'{key}' has no value"),
            var one => [one],
        };

    private IEnumerable<(string Name, YamlNode Key, YamlNode Node)> Members(YamlNode node, string what) =>
        node is YamlMappingNode map ? map.Select(m => (Shown(m.Key), m.Key, m.Value)) : throw At(node, $"'{what}' must be a mapping");

    private int GroupOf(YamlNode node, string key) =>
        Value(node) switch
        {
            PropertyNumber n when n.Value % 1 == 0 && n.Value is >= 0 and <= int.MaxValue => (int)n.Value,
            PropertyString s when int.TryParse(s.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
            _ => throw At(node, $"'{key}' must be the id of a group, such as ${{sales.groupId}}, and '{Shown(node)}' is none"),
        };

    /// <summary>A name with references put in.</summary>
    private string Filled(YamlNode key) => Text(key) ?? Shown(key);

    private string? Text(YamlNode node) =>
        Value(node) switch
        {
            PropertyString s => s.Value,
            // A number of a program may be an id; as text it is the same.
            PropertyNumber n => n.Value.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };

    private PropertyValue Value(YamlNode node)
    {
        try
        {
            return node switch
            {
                YamlScalarNode scalar => YamlValues.Scalar(scalar) is string text ? _names.Evaluate(text) : YamlValues.Plain(scalar),
                YamlSequenceNode list => PropertyValue.List(list.Select(Value)),
                YamlMappingNode map => PropertyObject.From(map.Select(m => KeyValuePair.Create(Shown(m.Key), Value(m.Value)))),
                _ => PropertyValue.Null,
            };
        }
        catch (FormatException e)
        {
            throw At(node, e.Message);
        }
    }

    private static string Shown(YamlNode node) => YamlErrors.Shown(node);

    private EngineException At(YamlNode node, string message) => new($"{_file}:{node.Start.Line}:{node.Start.Column}: {message}");
}
