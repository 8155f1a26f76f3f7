using System.Globalization;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.Control;

/// <summary>Numbers of commands, whether they were parsed from text or made in process as an int.</summary>
internal static class JsonNumbers
{
    /// <exception cref="FormatException">The value is no number.</exception>
    public static double Number(this JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);
}
