using LocalEngine;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Cli;

/// <summary>
/// Paints what people read, in Pulumi's colours. A text is painted after it has passed the filter, so that nothing in it can paint.
/// </summary>
/// <param name="isOn">True where the reader sees colours.</param>
internal sealed class Colors(bool isOn)
{
    private const string Bold = "1";
    private const string Red = "31";
    private const string Green = "32";
    private const string Yellow = "33";
    private const string Magenta = "35";
    private const string Cyan = "36";

    /// <summary>No colours.</summary>
    public static Colors None { get; } = new(false);

    /// <summary>True where the reader sees colours.</summary>
    public bool AreOn => isOn;

    /// <summary>The colours that the user wants: by --color, else by NO_COLOR (no-color.org), else where a terminal shows them.</summary>
    /// <param name="option">What --color says: always, never, or auto.</param>
    /// <param name="environment">The variables.</param>
    /// <param name="isTerminal">True where the output goes to a terminal.</param>
    public static Colors Wanted(string? option, IReadOnlyDictionary<string, string> environment, bool isTerminal) =>
        option switch
        {
            "always" => new(true),
            "never" => None,
            _ => new(
                isTerminal
                    && environment.GetValueOrDefault("NO_COLOR") is null or ""
                    && environment.GetValueOrDefault("TERM") is not ("dumb" or "")
            ),
        };

    /// <summary>A text in the colour of a step.</summary>
    public string Of(StepOp op, string text) =>
        op switch
        {
            StepOp.Create => Paint(Green, text),
            StepOp.Update => Paint(Yellow, text),
            StepOp.Delete or StepOp.DeleteReplaced => Paint(Red, text),
            StepOp.Replace or StepOp.CreateReplacement => Paint(Magenta, text),
            StepOp.Import or StepOp.Read => Paint(Cyan, text),
            _ => text,
        };

    /// <summary>A change of a property, by its sign.</summary>
    public string OfChange(string text) =>
        text.TrimStart() switch
        {
            ['+', ..] => Paint(Green, text),
            ['-', ..] => Paint(Red, text),
            _ => Paint(Yellow, text),
        };

    /// <summary>A line of a provider or of the engine.</summary>
    public string Of(LogSeverity severity, string text) =>
        severity switch
        {
            LogSeverity.Error => Paint(Red, text),
            LogSeverity.Warning => Paint(Yellow, text),
            _ => text,
        };

    /// <summary>A heading.</summary>
    public string Heading(string text) => text.Length == 0 ? text : Paint(Bold, text);

    private string Paint(string color, string text) => isOn ? $"\u001b[{color}m{text}\u001b[0m" : text;
}
