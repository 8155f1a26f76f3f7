using System.Text;
using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using LiveChatPulumi.Export.Writing;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Imports;

/// <summary>Code that declares what was imported, in the language of the project.</summary>
/// <param name="Text">The code.</param>
/// <param name="Settings">What it takes from the stack's configuration.</param>
internal sealed record ImportedCode(string Text, IReadOnlyList<StackSetting> Settings)
{
    /// <summary>The runtimes that code is written for.</summary>
    public static IReadOnlyList<string> Runtimes { get; } = ["yaml", "dotnet"];

    /// <summary>Writes the code.</summary>
    /// <param name="schemaText">The schema of the objects' package.</param>
    /// <param name="runtime">The runtime of the project.</param>
    /// <param name="snapshot">The state, with what was imported.</param>
    /// <param name="imported">The URNs of what was imported.</param>
    /// <param name="config">The stack's configuration, by the program's names.</param>
    public static ImportedCode Of(
        string schemaText,
        string runtime,
        Snapshot snapshot,
        IReadOnlySet<string> imported,
        IEnumerable<KeyValuePair<string, string>> config
    )
    {
        var schema = ProviderSchema.Parse(schemaText);
        var builder = new ProgramBuilder(schema);
        foreach (var (key, value) in config)
            builder.Keep(key, key, value);
        var resources = snapshot
            .Resources.Where(r => r is { Custom: true, IsProvider: false, Delete: false } && schema.Resources.ContainsKey(r.Type))
            .ToList();
        var license = builder.Build(resources.Select(r => Read(r, imported)));
        var options = resources.Where(r => imported.Contains(r.Urn)).ToDictionary(r => (r.Type, r.Name));
        IProgramWriter writer = runtime == "yaml" ? new YamlWriter(schema) : new CSharpWriter(schema);
        var text = runtime == "yaml" ? Yaml(writer, license, options) : CSharp(writer, license, options);
        return new ImportedCode(text, license.Settings);
    }

    private static ReadObject Read(ResourceState r, IReadOnlySet<string> imported) =>
        new(r.Type, r.Id, r.Inputs.Text("name") ?? r.Name, r.Inputs, r.Outputs) { Name = r.Name, IsDeclared = !imported.Contains(r.Urn) };

    private static string Yaml(
        IProgramWriter writer,
        ExportedLicense license,
        Dictionary<(string Type, string Name), ResourceState> resources
    )
    {
        const string none = "\nresources: {}";
        var whole = writer.Write(license with { Objects = [] }, new ProgramProject("p", "p"))[YamlWriter.ProgramFile];
        var start = whole.IndexOf("\nconfig:", StringComparison.Ordinal);
        var text = new StringBuilder(start < 0 ? "" : whole[(start + 1)..whole.IndexOf(none, start, StringComparison.Ordinal)] + "\n");
        text.Append("resources:\n");
        foreach (var declared in license.Objects)
        {
            text.Append(writer.Declaration(declared, isNamed: true));
            var options = Options(resources[(declared.Type, declared.Name)]).ToList();
            if (options.Count > 0)
                text.Append("    options:\n");
            foreach (var (name, value) in options)
                text.Append("      ").Append(name).Append(": ").Append(value is null ? "true" : YamlText.Reference(value)).Append('\n');
        }

        return text.ToString();
    }

    private static string CSharp(
        IProgramWriter writer,
        ExportedLicense license,
        Dictionary<(string Type, string Name), ResourceState> resources
    )
    {
        const string end = ");\n";
        var text = new StringBuilder();
        var empty = writer.Write(license with { Objects = [] }, new ProgramProject("p", "p"))["Program.cs"];
        foreach (var line in empty.Split('\n').Where(l => l.StartsWith("    var ", StringComparison.Ordinal)))
            text.Append(line.Trim()).Append('\n');
        var named = license.Objects.SelectMany(o => o.DependsOn).ToHashSet(StringComparer.Ordinal);
        foreach (var declared in license.Objects)
        {
            var code = writer.Declaration(declared, named.Contains(declared.Name));
            var options = Options(resources[(declared.Type, declared.Name)])
                .Select(o =>
                    $"{char.ToUpperInvariant(o.Name[0])}{o.Name[1..]} = {(o.Value is null ? "true" : CSharpValues.Variable(o.Value))}"
                )
                .ToList();
            text.Append(options.Count == 0 ? code : $"{code[..^end.Length]}, new() {{ {string.Join(", ", options)} }}{end}");
        }

        return text.ToString();
    }

    /// <summary>The options without which the next run would change what was imported; those without a value are true.</summary>
    private static IEnumerable<(string Name, string? Value)> Options(ResourceState resource)
    {
        if (resource.Protect)
            yield return ("protect", null);
        if (resource.Parent.Length > 0 && Urn.Parse(resource.Parent).Type != Urn.StackType)
            yield return ("parent", Urn.Parse(resource.Parent).Name);
        if (Urn.Parse(ResourceState.ProviderUrn(resource.Provider)).Name is var provider && !IsDefault(provider))
            yield return ("provider", provider);
    }

    private static bool IsDefault(string provider) => provider == "default" || provider.StartsWith("default_", StringComparison.Ordinal);
}
