using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>
/// Marks the inputs that a read for an import gives. Between that read and the check and diff that follow it, what
/// reads do not tell (a webhook's key, a bot's picture) is taken to be as the program says, and what the program does
/// not say is left to LiveChat, as in a refresh: otherwise hardly any object could be imported without a change. The check of
/// a program takes the mark off, so it never stays in a state to which a program was applied. Where engines import without a
/// program, they check what was read: the mark stays until there is one.
/// </summary>
internal static class ImportMark
{
    private const string Key = "__imported";

    public static bool IsMarked(PropertyObject inputs) => inputs[Key] is not null;

    /// <summary>
    /// Old inputs as a check takes them: those of an import without what the program does not say, because that is left to LiveChat and
    /// does not go back to a default.
    /// </summary>
    public static PropertyObject Said(PropertyObject olds, PropertyObject news) =>
        IsMarked(olds) ? PropertyObject.From(olds.Cleaned().Members.Where(m => news[m.Key] is not null)) : olds.Cleaned();

    public static PropertyObject Mark(PropertyObject inputs) => inputs.With(Key, PropertyValue.Of(true));
}
