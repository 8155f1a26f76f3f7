using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LocalEngine.Yaml;

/// <summary>A text with references in it, such as <c>${name.path[0]}</c>.</summary>
internal sealed record Template(ImmutableArray<TemplatePart> Parts)
{
    /// <summary>True when the whole text is one reference. Its value then keeps its type.</summary>
    public bool IsSingleReference => Parts is [{ Reference: not null }];

    /// <summary>Splits a text into literal parts and references.</summary>
    /// <exception cref="FormatException">A reference is malformed or not closed.</exception>
    public static Template Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        var start = 0;
        while (start < text.Length)
        {
            var open = text.IndexOf("${", start, StringComparison.Ordinal);
            if (open > 0 && text[open - 1] == '$')
            {
                // $${ is the escape for a literal ${.
                parts.Add(new TemplatePart(text[start..open] + "{", null));
                start = open + 2;
                continue;
            }

            if (open < 0)
                break;
            if (open > start)
                parts.Add(new TemplatePart(text[start..open], null));
            var close = text.IndexOf('}', open);
            if (close < 0)
                throw new FormatException($"'{text}' has a reference that is not closed.");
            parts.Add(new TemplatePart("", PropertyPath.Parse(text[(open + 2)..close].Trim())));
            start = close + 1;
        }

        if (start < text.Length)
            parts.Add(new TemplatePart(text[start..], null));
        return new Template(parts.ToImmutable());
    }
}

/// <summary>A literal text, or a reference.</summary>
internal sealed record TemplatePart(string Text, PropertyPath? Reference);
