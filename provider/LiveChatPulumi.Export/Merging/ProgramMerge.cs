using System.Collections.Immutable;
using System.Globalization;

namespace LiveChatPulumi.Export.Merging;

/// <summary>
/// Brings into a program what the license changed since the last export. Where people changed the same piece, theirs stays and is a
/// conflict; what only they changed, and everything that the license did not change, is not looked at.
/// </summary>
internal sealed class ProgramMerge
{
    private readonly ProgramText _mine;
    private readonly ProgramText _next;
    private readonly TextEditor _editor;
    private readonly List<Conflict> _conflicts = [];
    private readonly IReadOnlyDictionary<string, string> _kept;

    private ProgramMerge(ProgramText mine, ProgramText next, IReadOnlyDictionary<string, string> kept)
    {
        (_mine, _next, _kept) = (mine, next, kept);
        _editor = new TextEditor(mine, next);
    }

    /// <summary>Merges.</summary>
    /// <param name="old">The program of the last export.</param>
    /// <param name="next">The program of this export.</param>
    /// <param name="mine">The program as people have it.</param>
    /// <exception cref="MergeException">The text cannot be changed without touching more.</exception>
    public static MergedText Merge(ProgramText old, ProgramText next, ProgramText mine)
    {
        var kept = ImmutableDictionary<string, string>.Empty;
        while (true)
        {
            var merged = Once(old, next, mine, kept);
            if (merged.Text == mine.Text)
                return merged;

            // What cannot stand as it is needed stays away, and is told.
            var faults = mine.With(merged.Text).Faults(mine, next).Where(f => !kept.ContainsKey(f.Key)).ToList();
            if (faults.Count == 0)
                return Checked(old, next, mine, merged, kept);
            kept = kept.AddRange(faults);
        }
    }

    /// <summary>What was written has to say what was meant: then there is nothing to do a second time.</summary>
    private static MergedText Checked(
        ProgramText old,
        ProgramText next,
        ProgramText mine,
        MergedText merged,
        IReadOnlyDictionary<string, string> kept
    )
    {
        var again = Once(old, next, mine.With(merged.Text), kept);
        if (again.Text != merged.Text || !again.Conflicts.Select(c => c.Path).SequenceEqual(merged.Conflicts.Select(c => c.Path)))
            throw new MergeException($"{mine.File} cannot be changed without touching what else is in it.");
        return merged with { Conflicts = again.Conflicts };
    }

    private static MergedText Once(ProgramText old, ProgramText next, ProgramText mine, IReadOnlyDictionary<string, string> kept)
    {
        var merge = new ProgramMerge(mine, next, kept);
        merge.MergeMap("", old.Root, next.Root, mine.Root, () => { });
        var text = TextEdit.Apply(mine.Text, merge._editor.Edits);
        return new MergedText(text == mine.Text ? text : mine.With(text).Completed(mine, next).Text, [.. merge._conflicts]);
    }

    private void MergeValue(string path, SourceEntry? old, SourceEntry next, SourceEntry mine)
    {
        var (b, n, m) = (old?.Value, next.Value, mine.Value);
        if (n.SameAs(b) || m.SameAs(n))
            return;
        if (n.Kind == SourceKind.Map && m is { Kind: SourceKind.Map, Entries: not [] } && b is null or { Kind: SourceKind.Map })
            MergeMap(path, b, n, m, () => ReplaceWhole(path, old, next, mine, "is another value here and on the license"));
        else if (n is { Kind: SourceKind.List, Entries: not [] } && m is { Kind: SourceKind.List, Entries: not [] } && b?.Kind == n.Kind)
            MergeList(path, old!, next, mine);
        else
            ReplaceWhole(path, old, next, mine, "is another value here and on the license");
    }

    private void ReplaceWhole(string path, SourceEntry? old, SourceEntry next, SourceEntry mine, string otherwise)
    {
        if (!mine.Value.SameAs(old?.Value))
            Tell(path, mine.Start, otherwise);
        else if (!_editor.TryReplace(mine, next))
            Tell(path, mine.Start, "cannot take what the license changed without losing a comment or its layout");
    }

    private void MergeMap(string path, SourceNode? old, SourceNode next, SourceNode mine, Action replaceWhole)
    {
        var removed = new HashSet<SourceEntry>();
        foreach (var gone in (old?.Entries ?? []).Where(e => next[e.Key] is null))
        {
            if (mine.Find(gone.Key) is not { } own)
                continue;
            if (_kept.TryGetValue(Join(path, gone.Key), out var reason))
                Tell(Join(path, gone.Key), own.Start, reason);
            else if (IsUnchanged(Join(path, gone.Key), gone, own))
                removed.Add(own);
        }

        if (removed.Count == mine.Entries.Length && !mine.IsOpen)
        {
            replaceWhole();
            return;
        }

        Remove(path, mine, removed);
        var neighbours = new Neighbours(
            _next,
            next,
            e => mine.Find(e.Key) is { IsAnchor: true } there && !removed.Contains(there) ? there : null
        );
        foreach (var entry in next.Entries)
        {
            var (place, before) = (Join(path, entry.Key), old?.Find(entry.Key));
            if (_kept.TryGetValue(place, out var reason))
                TellKept(place, before, entry, mine, reason);
            else if (mine.Find(entry.Key) is { } own)
                MergeValue(place, before, entry, own);
            else if (before is null)
                Insert(place, mine, neighbours, entry);
            else if (path.Length > 0 && path != ResourcesPath && !entry.Value.SameAs(before.Value))
                Tell(place, mine.Start, "is not here any more, and the license changed it");
        }
    }

    private void TellKept(string path, SourceEntry? before, SourceEntry entry, SourceNode mine, string reason)
    {
        var own = mine.Find(entry.Key);
        if (!entry.Value.SameAs(before?.Value) && own?.Value.SameAs(entry.Value) != true)
            Tell(path, own?.Start ?? mine.Start, reason);
    }

    /// <summary>An object that people took out of the program is none of its concern any more.</summary>
    private const string ResourcesPath = "resources";

    private void MergeList(string path, SourceEntry old, SourceEntry next, SourceEntry mine)
    {
        if (ListKeys.Of(old.Value, next.Value, mine.Value) is not { } keys)
        {
            ReplaceWhole(path, old, next, mine, "is another list here and on the license");
            return;
        }

        var (b, n, m) = (keys.Keyed(old.Value), keys.Keyed(next.Value), keys.Keyed(mine.Value));
        var common = n.Keys.Where(k => b.ContainsKey(k) && m.ContainsKey(k)).ToHashSet(StringComparer.Ordinal);
        var order = n.Keys.Where(common.Contains).ToList();
        var removed = b.Where(o => !n.ContainsKey(o.Key) && m.TryGetValue(o.Key, out var own) && own.Value.SameAs(o.Value.Value))
            .Select(o => m[o.Key])
            .ToHashSet();
        if (!order.SequenceEqual(b.Keys.Where(common.Contains)) && !order.SequenceEqual(m.Keys.Where(common.Contains)))
            ReplaceWhole(path, old, next, mine, "has another order here and on the license");
        else if (removed.Count == m.Count)
            ReplaceWhole(path, old, next, mine, "is another list here and on the license");
        else
            MergeItems(path, (b, n, m), next.Value, mine.Value, removed);
    }

    private void MergeItems(
        string path,
        (OrderedEntries Old, OrderedEntries Next, OrderedEntries Mine) keyed,
        SourceNode next,
        SourceNode mine,
        HashSet<SourceEntry> removed
    )
    {
        var (b, n, m) = keyed;
        foreach (var (key, entry) in b.Where(o => !n.ContainsKey(o.Key) && m.ContainsKey(o.Key)))
            IsUnchanged(Join(path, key), entry, m[key]);
        Remove(path, mine, removed);
        var keyOf = n.ToDictionary(e => e.Value, e => e.Key);
        var neighbours = new Neighbours(
            _next,
            next,
            e => m.TryGetValue(keyOf[e], out var there) && !removed.Contains(there) ? there : null
        );
        foreach (var (key, entry) in n)
        {
            if (m.TryGetValue(key, out var own))
                MergeValue(Join(path, key), b.GetValueOrDefault(key), entry, own);
            else if (!b.TryGetValue(key, out var before))
                Insert(Join(path, key), mine, neighbours, entry);
            else if (!entry.Value.SameAs(before.Value))
                Tell(Join(path, key), mine.Start, "is not here any more, and the license changed it");
        }
    }

    private bool IsUnchanged(string path, SourceEntry gone, SourceEntry mine)
    {
        if (mine.Value.SameAs(gone.Value))
            return true;
        Tell(path, mine.Start, "is gone on the license, and was changed here");
        return false;
    }

    private void Remove(string path, SourceNode mine, HashSet<SourceEntry> entries)
    {
        if (entries.Count == 0)
            return;
        if ((entries.Count < mine.Entries.Length || mine.IsOpen) && _editor.TryRemove(mine, entries))
            return;
        foreach (var entry in entries)
            Tell(Join(path, entry.Key), entry.Start, "is gone on the license, and cannot be taken out here without a comment");
    }

    private void Insert(string path, SourceNode mine, Neighbours neighbours, SourceEntry entry)
    {
        var place = neighbours.PlaceOf(entry);
        if (!_mine.CanTake(path) || place.Entry is null || !_editor.TryInsert(mine, place, entry))
            Tell(path, mine.Start, "is new on the license, and has no place in what is here");
    }

    private void Tell(string path, int place, string reason) =>
        _conflicts.Add(new Conflict(path, _mine.PlaceOf(place).File, _mine.PlaceOf(place).Line, reason));

    private static string Join(string path, string key) =>
        path.Length == 0 ? key : string.Create(CultureInfo.InvariantCulture, $"{path}.{key}");
}

/// <summary>A program with what the license changed.</summary>
/// <param name="Text">The text.</param>
/// <param name="Conflicts">Where people's text stayed although the license changed.</param>
internal sealed record MergedText(string Text, ImmutableArray<Conflict> Conflicts);

/// <summary>A text that cannot be merged.</summary>
internal sealed class MergeException(string message) : Exception(message);
