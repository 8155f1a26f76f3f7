using LiveChatPulumi.Export.Model;

namespace LiveChatPulumi.Export.Writing;

/// <summary>Writes a license as a program of one language. The same license gives the same text.</summary>
internal interface IProgramWriter
{
    /// <summary>The files of the program by their path in the project's folder, stack files not among them.</summary>
    /// <param name="license">What to write.</param>
    /// <param name="project">The project.</param>
    IReadOnlyDictionary<string, string> Write(ExportedLicense license, ProgramProject project);

    /// <summary>The code that declares one object, as it stands in a program.</summary>
    /// <param name="declared">The object.</param>
    /// <param name="isNamed">True where other objects of the program name it.</param>
    string Declaration(ExportedObject declared, bool isNamed);
}

/// <summary>The project that a program is written into.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is, for people.</param>
internal sealed record ProgramProject(string Name, string Description)
{
    /// <summary>The lines of a .csproj that bring the SDK; null for the published package.</summary>
    public string? SdkReference { get; init; }
}
