using System.Globalization;
using System.Text.RegularExpressions;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Writing;

/// <summary>Scalars of YAML that every reader takes for the same value.</summary>
internal static partial class YamlText
{
    /// <summary>A text without quotes where no reader of YAML, old or new, takes it for anything else.</summary>
    public static string Of(string text) => IsPlain(text) ? text : SafeText.Quoted(text);

    /// <summary>A text of a program, in which a dollar sign may begin a reference.</summary>
    public static string OfProgram(string text) =>
        Of(
            text.Contains("${", StringComparison.Ordinal) || text.Contains("$$", StringComparison.Ordinal)
                ? text.Replace("$", "$$", StringComparison.Ordinal)
                : text
        );

    /// <summary>A reference in a program.</summary>
    public static string Reference(string path) => "${" + path + "}";

    /// <summary>A text, a number or a boolean.</summary>
    public static string Scalar(PropertyValue value) =>
        value switch
        {
            PropertyString text => OfProgram(text.Value),
            PropertyNumber number => number.Value.ToString("R", CultureInfo.InvariantCulture),
            PropertyBool flag => flag.Value ? "true" : "false",
            _ => "null",
        };

    private static bool IsPlain(string text) => Plain().IsMatch(text) && !Words().IsMatch(text);

    /// <summary>Begins with a letter, and has nothing in it that ends a scalar anywhere.</summary>
    [GeneratedRegex("^[A-Za-z]([A-Za-z0-9_./@+-]| (?=[A-Za-z0-9_./@+-]))*$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    /// <summary>Words that some reader takes for a boolean, null or a number.</summary>
    [GeneratedRegex("^(true|false|null|yes|no|on|off|y|n|nan|inf)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
