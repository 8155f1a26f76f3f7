namespace LiveChatPulumi.Cli.Fleets;

/// <summary>One license of a fleet: a stack of a project, and where its credentials come from.</summary>
/// <param name="Name">The name in the file, in reports and in manifests.</param>
/// <param name="Folder">The project's folder.</param>
/// <param name="Stack">The stack.</param>
/// <param name="Environment">Variables of the license's run; each value is the name of a variable of this machine.</param>
/// <param name="Config">Secret values of the stack's configuration; each value is the name of a variable of this machine.</param>
/// <param name="Place">Where the license stands in the file, for messages.</param>
internal sealed record FleetLicense(
    string Name,
    string Folder,
    string Stack,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, string> Config,
    string Place
)
{
    /// <summary>The file of its checks; null for that of the project.</summary>
    public string? Checks { get; init; }
}

/// <summary>Licenses that are looked after together.</summary>
/// <param name="Path">The file.</param>
/// <param name="Licenses">The licenses, in the order of the file.</param>
/// <param name="AtOnce">How many are worked on at once; null where the file does not say it.</param>
internal sealed record Fleet(string Path, IReadOnlyList<FleetLicense> Licenses, int? AtOnce);
