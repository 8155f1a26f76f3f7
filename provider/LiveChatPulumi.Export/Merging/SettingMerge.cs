namespace LiveChatPulumi.Export.Merging;

/// <summary>Takes settings out of a program that nothing in it takes any more.</summary>
internal static class SettingMerge
{
    /// <summary>Removes what is unused of these settings.</summary>
    public static MergedText RemoveUnused(MergedText merged, ProgramText text, ProgramText next, IEnumerable<string> settings)
    {
        var unused = settings.Where(s => !text.Uses(s)).ToHashSet(StringComparer.Ordinal);
        if (text.Root["config"] is not { Kind: SourceKind.Map } config || unused.Count == 0)
            return merged;
        var entries = config.Entries.Where(e => unused.Contains(e.Key)).ToHashSet();
        var (collection, removed) =
            entries.Count < config.Entries.Length || config.IsOpen ? (config, entries) : (text.Root, [text.Root.Find("config")!]);
        var editor = new TextEditor(text, text);
        return entries.Count > 0 && editor.TryRemove(collection, removed)
            ? merged with
            {
                Text = text.With(TextEdit.Apply(text.Text, editor.Edits)).Completed(text, next).Text,
            }
            : merged;
    }
}
