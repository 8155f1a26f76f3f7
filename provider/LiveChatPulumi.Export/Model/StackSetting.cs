using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Model;

/// <summary>What a stack setting holds.</summary>
internal enum SettingKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>A value that the stack's configuration gives the program.</summary>
/// <param name="Key">The key, without a namespace: the project's name is its namespace.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Description">What it is, for people.</param>
internal sealed record StackSetting(string Key, SettingKind Kind, string Description)
{
    /// <summary>True where the stack file has to hold it encrypted.</summary>
    public bool IsSecret { get; init; }

    /// <summary>What the license has, secrets in clear. Null where the license does not show it: somebody has to fill it in.</summary>
    public PropertyValue? Value { get; init; }

    /// <summary>True for a placeholder: the program does not run before somebody has filled it in.</summary>
    public bool IsToFillIn => Value is null;
}
