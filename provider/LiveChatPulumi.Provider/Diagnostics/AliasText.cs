namespace LiveChatPulumi.Provider.Diagnostics;

/// <summary>How a program says that a resource had another name: the line to paste, as Pulumi takes it.</summary>
internal static class AliasText
{
    private const string Old = "OLD-NAME";

    /// <summary>The sentence for a resource that may have had another name. Which one, only the program's author knows.</summary>
    public static string Of(string urn)
    {
        var end = urn.LastIndexOf("::", StringComparison.Ordinal);
        return "If the program had it under another name, give the resource an alias with that name for "
            + $"{Old}. YAML: options: {{ aliases: [\"{urn[..end]}::{Old}\"] }}; C#: Aliases = {{ new Alias {{ Name = \"{Old}\" }} }}.";
    }
}
