using System.Text;
using LiveChatPulumi.Export.Model;
using PluginProtocol.Messages.Codegen;
using PluginProtocol.Values;

namespace LiveChatPulumi.Converter;

/// <summary>What people should know of a conversion: what is missing, and what is left for them to do.</summary>
internal static class ConversionNotes
{
    /// <summary>What is not among the objects.</summary>
    public static IEnumerable<Diagnostic> OfState(ExportedLicense license) => license.Gaps.Select(Describe);

    /// <summary>What is not in the program, which settings it needs, and which texts Pulumi will change.</summary>
    public static IEnumerable<Diagnostic> OfProgram(ExportedLicense license) =>
        license
            .Gaps.Select(Describe)
            .Concat(license.Settings.Where(s => s.IsSecret || s.IsToFillIn).Select(Describe))
            .Concat(license.Objects.SelectMany(Composed));

    private static Diagnostic Describe(Gap gap) =>
        Warning(gap.Id is null ? $"{gap.Type} is missing" : $"{gap.Type} {gap.Id} is missing", gap.Reason);

    private static Diagnostic Describe(StackSetting setting) =>
        Warning(
            $"the program needs the setting {setting.Key}",
            $"{setting.Description} Set it with: pulumi config set {(setting.IsSecret ? "--secret " : "")}{setting.Key}"
        );

    /// <summary>Pulumi's converters write accents and letters as one character, and a program would then change such texts.</summary>
    private static IEnumerable<Diagnostic> Composed(ExportedObject resource) =>
        resource.Inputs.Nodes.OfType<ProgramValue.Literal>().Any(l => l.Value is PropertyString s && MayBeComposed(s.Value))
            ?
            [
                Warning(
                    $"{resource.Type} {resource.Name} has letters with accents apart",
                    "Pulumi writes them as one character. They look the same; an apply of the program changes them in the license."
                ),
            ]
            : [];

    /// <summary>Normalization needs data that a small executable does not have. These are the letters that it is about.</summary>
    private static bool MayBeComposed(string text)
    {
        var before = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= 0x300 and <= 0x345 && Rune.IsLetter(before))
                return true;
            if (rune.Value is (>= 0x1160 and <= 0x11FF) or 0x2126 or 0x212A or 0x212B)
                return true;
            before = rune;
        }

        return false;
    }

    private static Diagnostic Warning(string summary, string detail) =>
        new()
        {
            Severity = DiagnosticSeverity.DiagWarning,
            Summary = summary,
            Detail = detail,
        };
}
