using LiveChatPulumi.Export.Merging;

namespace LiveChatPulumi.Export.CSharp;

/// <summary>
/// What pieces of one program need in another: variables that are there where a piece names them. Where one lacks a name it gets one; what
/// cannot have one is a fault.
/// </summary>
/// <param name="program">The program with the pieces.</param>
/// <param name="before">The same without them.</param>
/// <param name="next">The program that they come from.</param>
internal sealed class CSharpCompletion(CSharpProgramText program, CSharpProgramText before, CSharpProgramText next)
{
    /// <summary>The program with names for what has to have one, and without fields that hold nothing any more.</summary>
    public CSharpProgramText Complete()
    {
        var edits = new List<TextEdit>();
        var scopes = new CSharpScopes(program);
        var missing = Known().Where(k => scopes.Uses(k.Key).Any() && !scopes.IsMade(k.Key)).ToDictionary();
        foreach (var resource in program.Resources.Where(r => r is { IsPlain: true, Variable: null }))
        {
            var key = CSharpProgramText.KeyOf(resource.Type, resource.Name!);
            if (missing.FirstOrDefault(m => m.Value == key).Key is { } variable)
                edits.Add(Named(resource, variable));
        }

        var assigned = program
            .Resources.Where(r => r is { IsLocal: false, Variable: not null })
            .Select(r => r.Variable!)
            .Concat(program.Settings.Where(s => !s.IsLocal).Select(s => s.Variable))
            .Concat(program.Fields.Count > 0 ? missing.Keys : []);
        foreach (var variable in assigned.Distinct().Where(v => program.Fields.All(f => f.Name != v)))
            AddField(edits, variable);
        foreach (
            var field in program.Fields.Where(f => !IsInUse(program, f) && before.Fields.Any(b => b.Name == f.Name && IsInUse(before, b)))
        )
            RemoveField(edits, field);
        return edits.Count == 0 ? program : (CSharpProgramText)program.With(TextEdit.Apply(program.Text, edits));
    }

    /// <summary>What is named where it is not, and was not so before, by the path of the resource that has to stay as it was.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var (scopes, former) = (new CSharpScopes(program), new CSharpScopes(before));
        var old = Known().SelectMany(k => former.Unseen(k.Key).Select(at => (k.Key, OwnerOf(before, at)?.Name))).ToHashSet();
        foreach (var (variable, key) in Known())
        {
            foreach (var at in scopes.Unseen(variable))
            {
                var owner = OwnerOf(program, at);
                if (old.Contains((variable, owner?.Name)))
                    continue;
                if (former.IsMade(variable) && !scopes.IsMade(variable))
                    faults.TryAdd("resources." + key, "is gone on the license, and what people wrote names it");
                else if (owner is { Name: { } name })
                    faults.TryAdd(
                        "resources." + CSharpProgramText.KeyOf(owner.Type, name),
                        $"names {key} on the license, which the program does not have at this place"
                    );
            }
        }

        return faults;
    }

    /// <summary>Variables, and what they hold.</summary>
    private Dictionary<string, string> Known()
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in new[] { next, program, before })
        {
            foreach (var resource in text.Resources.Where(r => r is { Name: not null, Variable: not null }))
                known.TryAdd(resource.Variable!, CSharpProgramText.KeyOf(resource.Type, resource.Name!));
            foreach (var setting in text.Settings)
                known.TryAdd(setting.Variable, "the setting " + setting.Key);
        }

        return known;
    }

    private TextEdit Named(CSharpResource resource, string variable)
    {
        var (start, end) = (program.Tokens[resource.Left].Start, program.Tokens[resource.New].Start);
        var escaped = Building.Identifiers.IsReserved(variable) ? "@" + variable : variable;
        return new TextEdit(start, end, program.Fields.Count > 0 ? $"{escaped} = " : $"var {escaped} = ");
    }

    private void AddField(List<TextEdit> edits, string variable)
    {
        if (program.Fields is not [.., var last] || next.Fields.FirstOrDefault(f => f.Name == variable) is not { } field)
            return;
        var (start, end) = (program.Tokens[last.First].Start, program.NextLine(program.Tokens[last.Last].End));
        var text = next.Text[next.Tokens[field.First].Start..next.Tokens[field.Last].End];
        edits.Add(new TextEdit(end, end, new string(' ', program.ColumnOf(start)) + text + program.LineEnd));
    }

    private void RemoveField(List<TextEdit> edits, CSharpField field)
    {
        var (start, end) = (program.Tokens[field.First].Start, program.Tokens[field.Last].End);
        var line = program.NextLine(end);
        if (program.IsFirstOnLine(start) && string.IsNullOrWhiteSpace(program.Text[end..line]))
            edits.Add(new TextEdit(program.LineStart(start), line, ""));
    }

    private static bool IsInUse(CSharpProgramText text, CSharpField field) =>
        text.Tokens.Index().Any(t => t.Item.IsWord(field.Name) && (t.Index < field.First || t.Index > field.Last));

    private static CSharpResource? OwnerOf(CSharpProgramText text, int at) =>
        text.Resources.FirstOrDefault(r => r.Left <= at && at <= r.Last);
}
