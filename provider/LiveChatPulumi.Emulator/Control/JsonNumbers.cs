using System.Globalization;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.Control;

/// <summary>Reads numbers of commands. JSON that was parsed and JSON that was made in process hold them in different types.</summary>
internal static class JsonNumbers
{
    /// <exception cref="FormatException">The value is not a number.</exception>
    public static double Number(this JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);
}
