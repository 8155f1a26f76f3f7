using System.Collections.Immutable;
using System.Text;
using LiveChatPulumi.Export.Merging;

namespace LiveChatPulumi.Export.CSharp;

/// <summary>
/// Gives types that are new in a program of several files a file of their own, as a first export does. Where people's program has another
/// form, what is new stays where it stands among its neighbours.
/// </summary>
/// <param name="before">The program before new objects came in.</param>
/// <param name="next">The program that they come from.</param>
internal sealed class CSharpAreas(CSharpProgramText before, CSharpProgramText next)
{
    private const string Method = "Declare";

    /// <summary>The program with the files.</summary>
    public CSharpProgramText Arrange(CSharpProgramText program)
    {
        var types = next.Resources.Select(r => r.Type).Distinct().ToList();
        foreach (var type in types.Where(t => before.Resources.All(r => r.Type != t)))
        {
            if (Arranged(program, type, types) is { } arranged && arranged.Faults(before, next).Count <= program.Faults(before, next).Count)
                program = arranged;
        }

        return program;
    }

    /// <summary>The program with a file for this type; null where it has none for others.</summary>
    private CSharpProgramText? Arranged(CSharpProgramText program, string type, List<string> types)
    {
        var name = NameOf(type);
        var moved = program.Resources.Where(r => r.Type == type).ToList();
        if (moved.Count == 0 || moved.Any(r => !r.IsPlain) || program.Tokens.Any(t => t.IsWord(Method + name)))
            return null;
        var calls = Calls(program);
        var earlier = types.TakeWhile(t => t != type).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var (call, isBefore) =
            calls.LastOrDefault(c => earlier.Contains(c.Name)) is { Name: not null } last ? (last, false)
            : calls is [var first, ..] ? (first, true)
            : default;
        if (call.Name is null || FileOf(program, call.Name) is not { } sibling)
            return null;
        var path = sibling.Path[..^(call.Name.Length + 3)] + name + ".cs";
        var fields = program.Fields.Where(f => moved.Any(r => r.Variable == f.Name) && before.Fields.All(b => b.Name != f.Name)).ToList();
        var area = sibling.Head + Body(program, name, moved, fields);
        var (start, end) = (program.Tokens[call.At].Start, program.NextLine(program.Tokens[call.At].Start));
        var line = new string(' ', program.ColumnOf(start)) + Method + name + "();" + program.LineEnd;
        var place = isBefore ? program.LineStart(start) : end;
        List<TextEdit> edits = [new TextEdit(place, place, line)];
        edits.AddRange(fields.Select(f => WholeLines(program, f.First, f.Last)));
        edits.AddRange(Removals(program, type, moved));
        var files = CSharpFiles.Split(TextEdit.Apply(program.Text, edits));
        return files.ContainsKey(path) ? null : (CSharpProgramText)program.With(CSharpFiles.Join(files.Add(path, area)));
    }

    /// <summary>The calls of methods that declare a type, each as a statement of its own line.</summary>
    private static List<(string Name, int At)> Calls(CSharpProgramText program)
    {
        var tokens = program.Tokens;
        return
        [
            .. from at in Enumerable.Range(1, Math.Max(0, tokens.Count - 4))
            where tokens[at].Kind == CSharpTokenKind.Word && tokens[at].Text.StartsWith(Method, StringComparison.Ordinal)
            where tokens[at].Text.Length > Method.Length && tokens[at + 1].Is("(") && tokens[at + 2].Is(")") && tokens[at + 3].Is(";")
            where tokens[at - 1].Is("{") || tokens[at - 1].Is(";")
            where program.IsFirstOnLine(tokens[at].Start)
            select (tokens[at].Text[Method.Length..], at),
        ];
    }

    /// <summary>
    /// The file that declares a type, and what stands in it before its members; null where it has another form. People may have given
    /// the class another name, and a namespace.
    /// </summary>
    private static (string Path, string Head)? FileOf(CSharpProgramText program, string name)
    {
        var (path, text) = CSharpFiles
            .Split(program.Text)
            .FirstOrDefault(f =>
                f.Key.EndsWith($".{name}.cs", StringComparison.Ordinal)
                && f.Value.Contains($"void {Method}{name}(", StringComparison.Ordinal)
            );
        if (path is null)
            return null;
        var head = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var said = line.Trim();
            if (said.Contains(" partial class ", StringComparison.Ordinal))
                return said.EndsWith('{') ? null : (path, head.Append(line).Append('\n').ToString());
            var isHead =
                said.EndsWith(';')
                && (said.StartsWith("using ", StringComparison.Ordinal) || said.StartsWith("namespace ", StringComparison.Ordinal));
            if (said.Length == 0 || isHead)
                head.Append(line).Append('\n');
            else if (!said.StartsWith("//", StringComparison.Ordinal))
                return null;
        }

        return null;
    }

    private static string Body(CSharpProgramText program, string name, List<CSharpResource> moved, List<CSharpField> fields)
    {
        var (text, end) = (new StringBuilder(), program.LineEnd);
        text.Append('{').Append(end);
        foreach (var field in fields)
            text.Append("    ").Append(program.Text[program.Tokens[field.First].Start..program.Tokens[field.Last].End]).Append(end);
        text.Append(fields.Count > 0 ? end : "");
        text.Append("    private void ").Append(Method).Append(name).Append("()").Append(end).Append("    {").Append(end);
        foreach (var resource in moved)
        {
            var (from, to) = (program.Tokens[resource.Left].Start, program.Tokens[resource.Last].End);
            text.Append("        ").Append(program.Moved(from, to, 8 - program.ColumnOf(from), end)).Append(end);
        }

        return text.Append("    }").Append(end).Append('}').Append(end).ToString();
    }

    /// <summary>The statements as they stand among others, with the heading that came with them.</summary>
    private IEnumerable<TextEdit> Removals(CSharpProgramText program, string type, List<CSharpResource> moved)
    {
        var heading = "// " + Building.Identifiers.Kebab(NameOf(type)).Replace('-', ' ');
        foreach (var resource in moved)
        {
            var edit = WholeLines(program, resource.Left, resource.Last);
            var above = edit.Start > 0 ? program.LineStart(edit.Start - 1) : 0;
            if (program.Text[above..edit.Start].Trim() == heading && !before.HasLine(heading))
            {
                var empty = above > 0 ? program.LineStart(above - 1) : 0;
                edit = edit with { Start = string.IsNullOrWhiteSpace(program.Text[empty..above]) ? empty : above };
            }

            yield return edit;
        }
    }

    private static TextEdit WholeLines(CSharpProgramText program, int first, int last) =>
        new(program.LineStart(program.Tokens[first].Start), program.NextLine(program.Tokens[last].End), "");

    private static string NameOf(string type) => type.Split(':')[^1];
}
