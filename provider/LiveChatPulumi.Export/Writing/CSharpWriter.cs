using System.Collections.Immutable;
using System.Text;
using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.CSharp;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;

namespace LiveChatPulumi.Export.Writing;

/// <summary>
/// Writes a license as a program in C# with the typed SDK: one file while it is small, else one for each type of resource.
/// </summary>
/// <param name="schema">The plugin's schema.</param>
/// <param name="names">The variables of a program that people go on with; null for those after the names.</param>
internal sealed class CSharpWriter(ProviderSchema schema, CSharpNames? names = null) : IProgramWriter
{
    /// <summary>A program of so many objects is read in one go.</summary>
    internal const int MostInOneFile = 40;

    private const int Room = 120;

    private readonly CSharpValues _values = new(schema, names);

    /// <summary>What stands behind the arguments of each resource.</summary>
    public string Options { get; init; } = "";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Write(ExportedLicense license, ProgramProject project)
    {
        var files = ProjectFiles(project);
        var named = license.Objects.SelectMany(o => o.DependsOn).ToHashSet(StringComparer.Ordinal);
        var areas = Areas(license);
        if (license.Objects.Length <= MostInOneFile || areas is null)
            files["Program.cs"] = SingleFile(license, named);
        else
            WriteAreas(files, license, areas, named);
        return files;
    }

    /// <summary>The files of the project that are no code.</summary>
    public SortedDictionary<string, string> ProjectFiles(ProgramProject project) =>
        new(StringComparer.Ordinal)
        {
            ["Pulumi.yaml"] = $"name: {YamlText.Of(project.Name)}\nruntime: dotnet\ndescription: {YamlText.Of(project.Description)}\n",
            [$"{Identifiers.Pascal(Identifiers.Words(project.Name))}.csproj"] = ProjectFile(project),
        };

    /// <summary>
    /// The program as one text that pieces are taken from for another one: by the variables of that one, and with fields where that has
    /// some.
    /// </summary>
    public string Outline(ExportedLicense license)
    {
        var named = license.Objects.SelectMany(o => o.DependsOn).ToHashSet(StringComparer.Ordinal);
        if (names is not { HasFields: true })
            return SingleFile(license, named);
        var text = new StringBuilder("internal sealed partial class License\n{\n");
        foreach (var setting in license.Settings)
            text.Append($"    private readonly {SettingType(setting)} {Variable(setting)};\n");
        foreach (var o in license.Objects.Where(o => Left(o, named) == Variable(o)))
            text.Append($"    private {schema.Namespace}.{o.Type.Split(':')[^1]} {Variable(o)} = null!;\n");
        text.Append("\n    public License()\n    {\n");
        foreach (var line in Settings(license.Settings, Variable))
            text.Append("        ").Append(line).Append('\n');
        text.Append("    }\n\n    public void Declare()\n    {\n");
        AppendObjects(text, license, named, 8);
        return text.Append("    }\n}\n").ToString();
    }

    /// <inheritdoc/>
    public string Declaration(ExportedObject declared, bool isNamed) =>
        Declaration(declared, isNamed ? $"var {CSharpValues.Variable(declared.Name)}" : "_", 0);

    private string Declaration(ExportedObject declared, string left, int indent)
    {
        var type = $"{schema.Namespace}.{declared.Type.Split(':')[^1]}";
        var head = $"{left} = new {type}({SafeText.Quoted(declared.Name)}, new()";
        var arguments = _values.Arguments(head, schema.Resources[declared.Type].Inputs, declared.Inputs);
        var lines = arguments.Items.IsEmpty ? [new string(' ', indent) + head] : arguments.Lines(indent, Room).ToList();
        return string.Concat(lines[..^1].Append(lines[^1] + Options + ");").Select(l => l + "\n"));
    }

    private string SingleFile(ExportedLicense license, HashSet<string> named)
    {
        var text = new StringBuilder(Usings());
        text.Append("return await Deployment.RunAsync(() =>\n{\n");
        foreach (var line in Settings(license.Settings, s => names?.SettingLeft(s.Key) ?? $"var {CSharpValues.Variable(s.Key)}"))
            text.Append("    ").Append(line).Append('\n');
        AppendObjects(text, license, named, 4);
        return text.Append("});\n").ToString();
    }

    /// <summary>Writes the statements that make objects, with a heading for each type.</summary>
    public void AppendObjects(StringBuilder text, ExportedLicense license, HashSet<string> named, int indent)
    {
        string? area = null;
        foreach (var declared in license.Objects)
        {
            if (area != declared.Type)
                text.Append(area is null && license.Settings.IsEmpty ? "" : "\n")
                    .Append(' ', indent)
                    .Append("// ")
                    .Append(AreaName(declared.Type))
                    .Append('\n');
            area = declared.Type;
            text.Append(Declaration(declared, Left(declared, named), indent));
        }
    }

    private string Left(ExportedObject declared, HashSet<string> named) =>
        names?.Left(declared.Type, declared.Name, named.Contains(declared.Name))
        ?? (named.Contains(declared.Name) ? $"var {CSharpValues.Variable(declared.Name)}" : "_");

    private string Variable(ExportedObject o) => names?.Variable(o.Type, o.Name) ?? CSharpValues.Variable(o.Name);

    private string Variable(StackSetting s) => names?.Setting(s.Key) ?? CSharpValues.Variable(s.Key);

    /// <summary>
    /// Objects by type, in their order; null where types name each other in a circle, so that no order of files would do.
    /// </summary>
    public static ImmutableArray<(string Type, ImmutableArray<ExportedObject> Objects)>? Areas(ExportedLicense license)
    {
        var areas = license
            .Objects.GroupBy(o => o.Type, StringComparer.Ordinal)
            .Select(g => (g.Key, g.ToImmutableArray()))
            .ToImmutableArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, objects) in areas)
        {
            foreach (var declared in objects)
            {
                if (!declared.DependsOn.Where(d => license.Objects.Any(o => o.Name == d)).All(seen.Contains))
                    return null;
                seen.Add(declared.Name);
            }
        }

        return areas;
    }

    private void WriteAreas(
        SortedDictionary<string, string> files,
        ExportedLicense license,
        ImmutableArray<(string Type, ImmutableArray<ExportedObject> Objects)>? areas,
        HashSet<string> named
    )
    {
        files["Program.cs"] =
            Usings()
            + "return await Deployment.RunAsync(() => new License().Declare());\n\n"
            + "/// <summary>The license. Each part of it is in a file of its own.</summary>\n"
            + "internal sealed partial class License\n{\n"
            + string.Concat(license.Settings.Select(s => $"    private readonly {SettingType(s)} {CSharpValues.Variable(s.Key)};\n"))
            + (license.Settings.IsEmpty ? "" : "\n    public License()\n    {\n")
            + string.Concat(Settings(license.Settings, s => CSharpValues.Variable(s.Key)).Select(l => $"        {l}\n"))
            + (license.Settings.IsEmpty ? "" : "    }\n\n")
            + "    public void Declare()\n    {\n"
            + string.Concat(areas!.Value.Select(a => $"        Declare{a.Type.Split(':')[^1]}();\n"))
            + "    }\n}\n";
        foreach (var (type, objects) in areas.Value)
            files[$"License.{type.Split(':')[^1]}.cs"] = AreaFile(type, objects, named);
    }

    /// <summary>The file with the objects of one type.</summary>
    public string AreaFile(string type, ImmutableArray<ExportedObject> objects, HashSet<string> named)
    {
        var (name, text) = (type.Split(':')[^1], new StringBuilder(Usings()));
        text.Append("internal sealed partial class License\n{\n");
        var fields = objects.Where(o => named.Contains(o.Name)).ToList();
        foreach (var o in fields)
            text.Append($"    private {schema.Namespace}.{name} {CSharpValues.Variable(o.Name)} = null!;\n");
        text.Append(fields.Count > 0 ? "\n" : "").Append($"    private void Declare{name}()\n    {{\n");
        foreach (var o in objects)
            text.Append(Declaration(o, named.Contains(o.Name) ? CSharpValues.Variable(o.Name) : "_", 8));
        return text.Append("    }\n}\n").ToString();
    }

    /// <summary>The lines that a file with code begins with.</summary>
    public string Usings() => $"using Pulumi;\nusing {schema.Namespace} = {schema.RootNamespace}.{schema.Namespace};\n\n";

    private IEnumerable<string> Settings(ImmutableArray<StackSetting> settings, Func<StackSetting, string> left) =>
        settings.IsEmpty
            ? []
            : settings.Select(s => $"{left(s)} = {Config}.{Getter(s)}({SafeText.Quoted(s.Key)});").Prepend($"var {Config} = new Config();");

    private string Config => names?.Config ?? "config";

    /// <summary>The method of the configuration that gives a setting.</summary>
    public static string Getter(StackSetting setting) =>
        (setting.IsSecret ? "RequireSecret" : "Require")
        + setting.Kind switch
        {
            SettingKind.Boolean => "Boolean",
            SettingKind.Number => "Int32",
            _ => "",
        };

    /// <summary>The type of a setting.</summary>
    public static string SettingType(StackSetting setting)
    {
        var type = setting.Kind switch
        {
            SettingKind.Boolean => "bool",
            SettingKind.Number => "int",
            _ => "string",
        };
        return setting.IsSecret ? $"Output<{type}>" : type;
    }

    private static string AreaName(string type) => Identifiers.Kebab(type.Split(':')[^1]).Replace('-', ' ');

    private string ProjectFile(ProgramProject project) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net8.0</TargetFramework>
                <RollForward>Major</RollForward>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                {project.SdkReference
                ?? $"<PackageReference Include=\"{schema.RootNamespace}.{schema.Namespace}\" Version=\"{schema.Version}\" />"}
              </ItemGroup>
            </Project>

            """.ReplaceLineEndings(
            "\n"
        );
}
