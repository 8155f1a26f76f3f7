using LocalEngine.Projects;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>
/// The order in which variables and resources are begun: what one refers to comes before it. So the depth of the evaluation does not
/// grow with the length of a chain of references. A cycle, in which each would wait for the others for ever, is refused.
/// </summary>
internal sealed class EvaluationOrder
{
    private readonly YamlMappingNode _variables;
    private readonly YamlMappingNode _resources;
    private readonly Dictionary<string, bool> _finished = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    private EvaluationOrder(YamlMappingNode variables, YamlMappingNode resources) => (_variables, _resources) = (variables, resources);

    /// <summary>The names of all variables and resources, in order.</summary>
    /// <exception cref="EngineException">There is a cycle.</exception>
    public static IReadOnlyList<string> Of(YamlMappingNode variables, YamlMappingNode resources)
    {
        var order = new EvaluationOrder(variables, resources);
        foreach (var (key, _) in variables.Concat(resources))
            order.Visit(key.ToString());
        return order._order;
    }

    private void Visit(string start)
    {
        var path = new Stack<(string Name, IEnumerator<string> Further)>();
        Enter(start);
        while (path.TryPeek(out var top))
        {
            if (top.Further.MoveNext())
            {
                Enter(top.Further.Current);
                continue;
            }

            path.Pop();
            _finished[top.Name] = true;
            _order.Add(top.Name);
        }

        void Enter(string name)
        {
            if ((_variables.Get(name) ?? _resources.Get(name)) is not { } node)
                return;
            if (_finished.TryAdd(name, false))
                path.Push((name, References(node).GetEnumerator()));
            else if (!_finished[name])
                throw YamlErrors.At(node, $"circular references: {Cycle(path.Select(p => p.Name), name)}");
        }
    }

    /// <summary>The names from the one that occurs twice on; a long cycle is shown by its ends.</summary>
    private static string Cycle(IEnumerable<string> innermostFirst, string name)
    {
        List<string> names = [name, .. innermostFirst.TakeWhile(n => n != name).Reverse(), name];
        if (names.Count > 12)
            names = [.. names[..6], "...", .. names[^5..]];
        return string.Join(" -> ", names);
    }

    private static IEnumerable<string> References(YamlNode node) =>
        node switch
        {
            YamlScalarNode { Value: { } text } when text.Contains("${", StringComparison.Ordinal) => Template
                .Parse(text)
                .References.Select(r => r.Root),
            YamlSequenceNode list => list.SelectMany(References),
            YamlMappingNode map => map.Children.SelectMany(c => References(c.Value)),
            _ => [],
        };
}
