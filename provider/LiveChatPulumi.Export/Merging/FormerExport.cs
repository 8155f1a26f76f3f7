using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;

namespace LiveChatPulumi.Export.Merging;

/// <summary>What the last export of a folder wrote: what the license has changed since is seen by it.</summary>
/// <param name="Language">The language of the program, by the name of the option.</param>
/// <param name="Stack">The stack that the license belongs to.</param>
/// <param name="Include">What was asked for, as patterns.</param>
/// <param name="Exclude">What was left out, as patterns.</param>
/// <param name="License">The license as it was, with the names that the export gave.</param>
internal sealed record FormerExport(
    string Language,
    string Stack,
    ImmutableArray<string> Include,
    ImmutableArray<string> Exclude,
    ExportedLicense License
)
{
    /// <summary>The file in the project's folder.</summary>
    public const string FileName = "livechat.export.json";

    /// <summary>How the program called objects when the export ended, by the names that the export gave. Only those that differ.</summary>
    public ImmutableSortedDictionary<string, string> Names { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
