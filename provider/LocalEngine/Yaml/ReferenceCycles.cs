using System.Collections.Immutable;
using LocalEngine.Projects;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>Refuses variables and resources that refer to each other in a cycle, because each would wait for the others for ever.</summary>
internal sealed class ReferenceCycles(YamlMappingNode variables, YamlMappingNode resources)
{
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);

    /// <exception cref="EngineException">There is a cycle.</exception>
    public void Refuse()
    {
        foreach (var (key, _) in variables.Concat(resources))
            Visit(key.ToString(), []);
    }

    private void Visit(string name, ImmutableList<string> path)
    {
        if (path.Contains(name))
            throw new EngineException($"Pulumi.yaml: circular references: {string.Join(" -> ", path.Add(name))}");
        if (!_visited.Add(name) || (variables.Get(name) ?? resources.Get(name)) is not { } node)
            return;
        foreach (var reference in References(node))
            Visit(reference, path.Add(name));
    }

    private static IEnumerable<string> References(YamlNode node) =>
        node switch
        {
            YamlScalarNode { Value: { } text } when text.Contains("${", StringComparison.Ordinal) => Template
                .Parse(text)
                .Parts.Where(p => p.Reference is not null)
                .Select(p => (string)p.Reference!.Segments[0]),
            YamlSequenceNode list => list.SelectMany(References),
            YamlMappingNode map => map.Children.SelectMany(c => References(c.Value)),
            _ => [],
        };
}
