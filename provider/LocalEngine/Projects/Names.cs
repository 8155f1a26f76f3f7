namespace LocalEngine.Projects;

/// <summary>Pulumi's rules for the names of projects and stacks. They become names of files, so nothing else may be in them.</summary>
internal static class Names
{
    private const int MaxLength = 100;

    /// <summary>True for letters, digits, '-', '_' and '.', at most 100, and not only dots.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && name.Any(c => c != '.');

    /// <summary>The stack that a text names: <c>stack</c>, <c>organization/stack</c> or <c>organization/project/stack</c>.</summary>
    /// <exception cref="EngineException">A part is no name, or the project is another one.</exception>
    public static string Stack(string text, string project)
    {
        var (owner, stack) = Reference(text, project);
        return owner == project
            ? stack
            : throw new EngineException($"'{Shown(text)}' is a stack of the project {owner}, and this project is {project}.");
    }

    /// <summary>Project and stack that a text names; the project is the given one where the text has none.</summary>
    /// <exception cref="EngineException">A part is no name.</exception>
    public static (string Project, string Stack) Reference(string text, string project)
    {
        var parts = text.Split('/');
        return parts.Length <= 3 && parts.All(IsValid)
            ? (parts.Length < 3 ? project : parts[1], parts[^1])
            : throw new EngineException(
                $"'{Shown(text)}' is no name of a stack: it may have letters, digits, '-', '_' and '.', at most {MaxLength}, and the parts "
                    + "of organization/project/stack."
            );
    }

    private static string Shown(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "...";
}
