using System.Text;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;

namespace LiveChatPulumi.Export.Writing;

/// <summary>
/// Writes a license as a component in C#: a class that takes what differs between stacks as arguments, and a program that makes one with
/// the values of its stack.
/// </summary>
/// <param name="schema">The plugin's schema.</param>
internal sealed class CSharpComponentWriter(ProviderSchema schema) : IProgramWriter
{
    /// <summary>The logical name of the component.</summary>
    public const string Name = "license";

    private readonly CSharpWriter _writer = new(schema) { Options = ", new() { Parent = this }" };

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Write(ExportedLicense license, ProgramProject project)
    {
        var files = _writer.ProjectFiles(project);
        files["Program.cs"] = Program(license);
        files["LicenseArgs.cs"] = Arguments(license);
        var named = license.Objects.SelectMany(o => o.DependsOn).ToHashSet(StringComparer.Ordinal);
        var areas = license.Objects.Length > CSharpWriter.MostInOneFile ? CSharpWriter.Areas(license) : null;
        var text = new StringBuilder(_writer.Usings());
        text.Append("/// <summary>The license: what differs between its stacks are its arguments.</summary>\n");
        text.Append("internal sealed partial class License : ComponentResource\n{\n");
        foreach (var setting in areas is null ? [] : license.Settings)
            text.Append($"    private readonly {CSharpWriter.SettingType(setting)} {CSharpValues.Variable(setting.Key)};\n");
        text.Append(areas is null || license.Settings.IsEmpty ? "" : "\n");
        text.Append("    public License(string name, LicenseArgs args, ComponentResourceOptions? options = null)\n");
        text.Append($"        : base({SafeText.Quoted(license.Component!)}, name, options)\n    {{\n");
        foreach (var setting in license.Settings)
            text.Append($"        {(areas is null ? "var " : "")}{CSharpValues.Variable(setting.Key)} = args.{Member(setting)};\n");
        if (areas is null)
            _writer.AppendObjects(text, license, named, 8);
        foreach (var (type, objects) in areas ?? [])
        {
            text.Append($"        Declare{type.Split(':')[^1]}();\n");
            files[$"License.{type.Split(':')[^1]}.cs"] = _writer.AreaFile(type, objects, named);
        }

        files["License.cs"] = text.Append("        RegisterOutputs();\n    }\n}\n").ToString();
        return files;
    }

    /// <inheritdoc/>
    public string Declaration(ExportedObject declared, bool isNamed) => _writer.Declaration(declared, isNamed);

    private string Program(ExportedLicense license)
    {
        var text = new StringBuilder(_writer.Usings().Split('\n')[0] + "\n\n");
        text.Append("return await Deployment.RunAsync(() =>\n{\n");
        text.Append(license.Settings.IsEmpty ? "" : "    var config = new Config();\n");
        text.Append($"    _ = new License({SafeText.Quoted(Name)}, new LicenseArgs\n    {{\n");
        foreach (var setting in license.Settings)
            text.Append($"        {Member(setting)} = config.{CSharpWriter.Getter(setting)}({SafeText.Quoted(setting.Key)}),\n");
        return text.Append("    });\n});\n").ToString();
    }

    private string Arguments(ExportedLicense license)
    {
        var text = new StringBuilder(_writer.Usings().Split('\n')[0] + "\n\n");
        text.Append("/// <summary>What differs between the stacks of the license.</summary>\n");
        text.Append("internal sealed record LicenseArgs\n{\n");
        foreach (var setting in license.Settings)
        {
            foreach (var line in setting.Description.Split('\n'))
                text.Append($"    // {string.Concat(line.Where(SafeText.IsVisible))}\n");
            text.Append($"    public required {CSharpWriter.SettingType(setting)} {Member(setting)} {{ get; init; }}\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n}\n";
    }

    private static string Member(StackSetting setting) => Building.Identifiers.Pascal(setting.Key);
}
