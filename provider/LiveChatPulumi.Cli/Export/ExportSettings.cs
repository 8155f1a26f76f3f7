using System.Collections.Immutable;
using LiveChatPulumi.Export.Merging;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Reading;

namespace LiveChatPulumi.Cli.Export;

/// <summary>The language of a written program.</summary>
internal enum ExportLanguage
{
    /// <summary>YAML.</summary>
    Yaml,

    /// <summary>C# with the typed SDK.</summary>
    CSharp,
}

/// <summary>What livechat export was asked for.</summary>
/// <param name="Folder">The full path of the folder.</param>
/// <param name="Project">The name of the project; null for one after the folder.</param>
/// <param name="Stack">The name of the stack.</param>
/// <param name="Language">The language of the program.</param>
/// <param name="Filter">What is exported.</param>
/// <param name="Owners">Applications whose objects are read.</param>
/// <param name="Sdk">The SDK of a program in C#: a project, or a folder with its package. Null for the published package.</param>
/// <param name="Proves">Whether the program is previewed.</param>
internal sealed record ExportSettings(
    string Folder,
    string? Project,
    string Stack,
    ExportLanguage Language,
    ExportFilter Filter,
    ImmutableArray<string> Owners,
    string? Sdk,
    bool Proves
)
{
    /// <summary>The last export of the folder; null for a folder that has none.</summary>
    public FormerExport? Former { get; init; }

    /// <summary>Whether the program is a component with parameters.</summary>
    public bool AsComponent { get; init; }

    /// <summary>What the next export has to know of this one.</summary>
    public FormerExport Exported(ExportedLicense license) =>
        new(ExportOptions.NameOf(Language), Stack, Filter.Include, Filter.Exclude, license);
}
