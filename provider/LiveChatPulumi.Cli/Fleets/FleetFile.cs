using System.Globalization;
using System.Text.RegularExpressions;
using LocalEngine;
using LocalEngine.Projects;
using YamlDotNet.RepresentationModel;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>The file of a fleet, <c>licenses.yaml</c>. It names variables and holds no secret.</summary>
internal sealed partial class FleetFile
{
    /// <summary>The name of the file where none is given.</summary>
    public const string DefaultName = "licenses.yaml";

    /// <summary>More at once would be more processes than a machine has use for.</summary>
    public const int MostAtOnce = 64;

    private static readonly KeyTable Top = new(
        "key of this file",
        new KnownKey("licenses", KeyUse.Works, "the licenses"),
        new KnownKey("atOnce", KeyUse.Works, "how many are worked on at once")
    );

    private static readonly KeyTable License = new(
        "key of a license",
        new KnownKey("name", KeyUse.Works, "what reports call it"),
        new KnownKey("project", KeyUse.Works, "the project's folder"),
        new KnownKey("stack", KeyUse.Works, "the stack"),
        new KnownKey("env", KeyUse.Works, "variables of its run"),
        new KnownKey("config", KeyUse.Works, "secret values of its configuration"),
        new KnownKey("checks", KeyUse.Works, "the file of checks of verify")
    );

    private readonly string _path;
    private readonly string _file;

    private FleetFile(string path) => (_path, _file) = (path, Path.GetFileName(path));

    /// <summary>Reads a file.</summary>
    /// <exception cref="EngineException">It cannot be read, or is not well formed; the message has the position.</exception>
    public static Fleet Load(string path) =>
        File.Exists(path)
            ? new FleetFile(Path.GetFullPath(path)).Read()
            : throw new EngineException($"There is no file {path}: name the file of the licenses with --file.");

    private Fleet Read()
    {
        var root = YamlFile.Load(_path);
        Top.Check(root, "the file", _file, _ => { });
        if (root.Get("licenses") is not YamlSequenceNode { Children.Count: > 0 } list)
            throw At(root.Get("licenses") ?? root, "licenses must be a list of licenses, each with a name and a stack");
        var licenses = list.Select(Read).ToList();
        RefuseTwins(licenses, l => l.Name, l => $"the name '{l.Name}'");
        RefuseTwins(licenses, l => $"{l.Folder}\n{l.Stack}", l => $"the stack '{l.Stack}' of {l.Folder}");
        return new Fleet(_path, licenses, AtOnce(root.Get("atOnce")));
    }

    private FleetLicense Read(YamlNode node)
    {
        if (node is not YamlMappingNode license)
            throw At(node, "a license must be a mapping");
        License.Check(license, "a license", _file, _ => { });
        var name = Text(license, "name") ?? throw At(license, "a license must have a name");
        if (!Label().IsMatch(name))
            throw At(
                license.Get("name")!,
                "a name may have small letters, digits and '-', begins and ends with a letter or digit, and has at most 50: "
                    + "manifests are named by it"
            );
        var stack = Text(license, "stack") ?? throw At(license, $"'{name}' has no stack");
        if (!Names.IsValid(stack))
            throw At(license.Get("stack")!, "a stack's name may have letters, digits, '-', '_' and '.', at most 100");
        return new FleetLicense(
            name,
            Path.GetFullPath(Text(license, "project") ?? ".", Path.GetDirectoryName(_path)!),
            stack,
            References(license, "env", key => VariableName().IsMatch(key), "a variable"),
            References(license, "config", key => ConfigKey().IsMatch(key), "a key such as livechat:accessToken"),
            $"{_file}:{license.Start.Line}"
        )
        {
            Checks = Text(license, "checks") is { } checks ? Path.GetFullPath(checks, Path.GetDirectoryName(_path)!) : null,
        };
    }

    private string? Text(YamlMappingNode license, string key) =>
        license.Get(key) switch
        {
            null => null,
            YamlScalarNode { Value: { Length: > 0 } text } => text,
            var other => throw At(other, $"{key} must be a text"),
        };

    /// <summary>Reads names of variables. What stands in their place may be a secret, so no message repeats it.</summary>
    private SortedDictionary<string, string> References(YamlMappingNode license, string section, Func<string, bool> isKey, string what)
    {
        var references = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (license.Get(section) is not (null or YamlMappingNode) and { } other)
            throw At(other, $"{section} must be a mapping of names");
        foreach (var (key, value) in license.Get(section) as YamlMappingNode ?? [])
        {
            if (key is not YamlScalarNode { Value: { } name } || !isKey(name))
                throw At(key, $"a key of {section} must be {what}");
            if (value is not YamlScalarNode { Value: { } variable } || !VariableName().IsMatch(variable))
                throw At(
                    value,
                    $"{section}.{name} must be the name of a variable of this machine, such as BRAND_A_TOKEN, which holds the value: "
                        + "this file holds no secrets"
                );
            references[name] = variable;
        }

        return references;
    }

    private int? AtOnce(YamlNode? node)
    {
        if (node is null)
            return null;
        var text = (node as YamlScalarNode)?.Value;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostAtOnce
            ? number
            : throw At(node, $"atOnce must be a number from 1 to {MostAtOnce}");
    }

    private static void RefuseTwins(List<FleetLicense> licenses, Func<FleetLicense, string> key, Func<FleetLicense, string> words)
    {
        if (licenses.GroupBy(key).FirstOrDefault(g => g.Count() > 1)?.ToList() is { } twins)
            throw new EngineException($"{twins[1].Place}: {words(twins[1])} is there already, at {twins[0].Place}");
    }

    private EngineException At(YamlNode node, string message) => new($"{_file}:{node.Start.Line}:{node.Start.Column}: {message}");

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex("^[A-Z_][A-Z0-9_]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.-]*(:[A-Za-z][A-Za-z0-9_.-]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigKey();
}
