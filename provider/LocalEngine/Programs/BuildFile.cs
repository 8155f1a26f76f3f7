using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace LocalEngine.Programs;

/// <summary>
/// A project file, or one that it imports, as far as a build can be foreseen from its text: values that stand there, no code, nothing
/// outside of the project's folder but other files of this kind.
/// </summary>
internal sealed partial class BuildFile
{
    /// <summary>Elements that run code, or bring in what cannot be foreseen.</summary>
    private static readonly HashSet<string> Code = new(StringComparer.OrdinalIgnoreCase) { "Target", "UsingTask", "Sdk" };

    /// <summary>Properties that put the output, or what a build keeps, elsewhere, or have it run in another way.</summary>
    private static readonly HashSet<string> Moves = new(StringComparer.OrdinalIgnoreCase)
    {
        "OutputPath",
        "BaseOutputPath",
        "OutDir",
        "ArtifactsPath",
        "UseArtifactsOutput",
        "IntermediateOutputPath",
        "BaseIntermediateOutputPath",
        "MSBuildProjectExtensionsPath",
        "RunCommand",
        "RunArguments",
        "RunWorkingDirectory",
        "StartAction",
        "StartProgram",
        "StartArguments",
        "StartWorkingDirectory",
    };

    private readonly string _folder;
    private readonly string _text;

    private BuildFile(string path, string text) => (_folder, _text) = (Path.GetDirectoryName(path)!, text);

    /// <summary>Files that it imports, besides those that MSBuild looks for by itself.</summary>
    public List<string> Imports { get; } = [];

    /// <summary>Projects that it references.</summary>
    public List<string> References { get; } = [];

    /// <summary>True for a property that puts the output of a build elsewhere, or has it run in another way.</summary>
    public static bool MovesOutput(string name) => Moves.Contains(name);

    /// <summary>Reads a file; null where it is in doubt what it does.</summary>
    public static BuildFile? Read(string path, bool isProject)
    {
        try
        {
            var file = new BuildFile(path, File.ReadAllText(path));
            return XDocument.Parse(file._text).Root is { } root && file.UnderstandsAll(root, isProject) ? file : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>True where the file may read a variable of the environment.</summary>
    public bool Names(string variable) => _text.Contains($"$({variable})", StringComparison.OrdinalIgnoreCase);

    private bool UnderstandsAll(XElement root, bool isProject) =>
        (root.Attribute("Sdk")?.Value is { } sdk ? isProject && OfDotnet().IsMatch(sdk) : !isProject)
        && root.Descendants().All(e => Understands(e, isProject));

    private bool Understands(XElement element, bool isProject)
    {
        var name = element.Name.LocalName;
        if (Code.Contains(name) || Moves.Contains(name))
            return false;
        if (!element.HasElements && !IsPlain(element.Value, name))
            return false;
        return name switch
        {
            "Import" => element.Attribute("Sdk") is null && AddImport(element) && IsPlainBut(element, "Project", name),
            // A reference is relative to the project, which an imported file does not know.
            "ProjectReference" => isProject && AddReferences(element) && IsPlainBut(element, "Include", name),
            _ => IsPlainBut(element, "", name),
        };
    }

    private bool AddImport(XElement element)
    {
        var value = element.Attribute("Project")?.Value ?? "*";
        if (OfFileAbove().IsMatch(value))
            return true;
        value = value.Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal);
        return Add(Imports, value);
    }

    private bool AddReferences(XElement element) =>
        (element.Attribute("Include")?.Value ?? "*")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(value => Add(References, value));

    private bool Add(List<string> list, string value)
    {
        if (value.AsSpan().ContainsAny('$', '*', '?') || value.AsSpan().ContainsAny('@', '%'))
            return false;
        list.Add(Path.GetFullPath(value.Replace('\\', Path.DirectorySeparatorChar), _folder));
        return true;
    }

    /// <summary>True where all attributes are understood, but for one that the caller has read.</summary>
    private static bool IsPlainBut(XElement element, string known, string name) =>
        element
            .Attributes()
            .Where(a => a.Name.LocalName != known)
            .All(a => a.Name.LocalName == "Condition" ? IsPlainCondition(a.Value) : IsPlain(a.Value, name));

    /// <summary>A condition compares properties. One that looks at files is no such thing.</summary>
    private static bool IsPlainCondition(string value) =>
        !value.Contains("$([", StringComparison.Ordinal) && !value.Contains("Exists", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True for a value that stands for itself: it leads nowhere else, takes nothing but what the same property was before, and no version
    /// floats.
    /// </summary>
    private static bool IsPlain(string value, string name)
    {
        var rest = value.Replace($"$({name})", "", StringComparison.OrdinalIgnoreCase);
        if (rest.Contains("$(", StringComparison.Ordinal) || LeadsElsewhere().IsMatch(rest))
            return false;
        var isVersioned = name is "PackageReference" or "PackageVersion" or "GlobalPackageReference" or "Version";
        return !(isVersioned && rest.Contains('*', StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^Microsoft\.NET\.Sdk(\.\w+)*$")]
    private static partial Regex OfDotnet();

    /// <summary>The way to import the next file of MSBuild's own above this one. All of them are read anyway.</summary>
    [GeneratedRegex(@"^\$\(\[MSBuild\]::GetPathOfFileAbove\('Directory\.(Build|Packages)\.(props|targets)', '[^']*'\)\)$")]
    private static partial Regex OfFileAbove();

    [GeneratedRegex(@"(^|;)\s*([/\\~]|[A-Za-z]:[/\\])|(^|[;/\\]\s*)\.\.([/\\]|$)")]
    private static partial Regex LeadsElsewhere();
}
