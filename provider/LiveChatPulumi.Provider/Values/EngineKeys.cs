using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>Keys that engines and this provider put beside the inputs of a program.</summary>
internal static class EngineKeys
{
    /// <summary>The values without such keys, and without nulls, which mean the same as nothing.</summary>
    public static PropertyObject Cleaned(this PropertyObject values) =>
        PropertyObject.From(values.Members.Where(m => !m.Key.StartsWith("__", StringComparison.Ordinal) && m.Value is not PropertyNull));
}
