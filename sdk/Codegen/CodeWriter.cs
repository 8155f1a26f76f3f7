using System.Text;

namespace Codegen;

/// <summary>Indented lines of C#.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
        return this;
    }

    public CodeWriter Open(string line)
    {
        Line(line).Line("{");
        _depth++;
        return this;
    }

    public CodeWriter Close(string end = "}")
    {
        _depth--;
        return Line(end);
    }

    public CodeWriter Summary(string description)
    {
        if (description.Length == 0)
            return this;
        Line("/// <summary>");
        foreach (var line in description.Split('\n'))
            Line(("/// " + Names.Xml(line)).TrimEnd());
        return Line("/// </summary>");
    }

    public override string ToString() => _text.ToString();
}
