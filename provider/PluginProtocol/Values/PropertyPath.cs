using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace PluginProtocol.Values;

/// <summary>
/// A place in a property tree: <c>groups[0].priority</c>, <c>agentPriorities["ann@example.com"]</c>, and
/// <c>*</c> for any element in options such as ignoreChanges.
/// </summary>
public sealed class PropertyPath : IEquatable<PropertyPath>
{
    private PropertyPath(ImmutableArray<object> segments) => Segments = segments;

    /// <summary>The root of a tree.</summary>
    public static PropertyPath Root { get; } = new([]);

    /// <summary>The steps: a string names a member, an int an element; the string <c>*</c> matches any.</summary>
    public ImmutableArray<object> Segments { get; }

    /// <summary>The path of a member of this place.</summary>
    public PropertyPath Member(string key) => new(Segments.Add(key));

    /// <summary>The path of an element of this place.</summary>
    public PropertyPath Element(int index) => new(Segments.Add(index));

    /// <summary>The path that goes on with another one.</summary>
    public PropertyPath Append(PropertyPath rest) => new(Segments.AddRange(rest.Segments));

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">A bracket or quote is not closed, or a segment is empty.</exception>
    public static PropertyPath Parse(string text)
    {
        var segments = ImmutableArray.CreateBuilder<object>();
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] == '[')
                segments.Add(ParseBracket(text, ref i));
            else
            {
                if (text[i] == '.')
                    i++;
                var start = i;
                while (i < text.Length && text[i] is not ('.' or '['))
                    i++;
                if (i == start)
                    throw new FormatException($"The property path '{text}' has an empty segment at {start}.");
                segments.Add(text[start..i]);
            }
        }

        return new PropertyPath(segments.ToImmutable());
    }

    /// <summary>The value at this place, or null where there is none. Secret wrappers on the way are looked through.</summary>
    public PropertyValue? Get(PropertyValue root)
    {
        var value = root;
        foreach (var segment in Segments)
        {
            value = (value.Unwrapped, segment) switch
            {
                (PropertyObject o, string key) => o[key],
                (PropertyArray a, int index) when index >= 0 && index < a.Items.Length => a.Items[index],
                _ => null,
            };
            if (value is null)
                return null;
        }

        return value;
    }

    /// <summary>True when this path, whose <c>*</c> match anything, is a prefix of or equal to the other.</summary>
    public bool Contains(PropertyPath other) =>
        Segments.Length <= other.Segments.Length && Segments.Zip(other.Segments).All(p => p.First is "*" || p.First.Equals(p.Second));

    /// <summary>
    /// A copy of <paramref name="target"/> in which everything at this path is as in <paramref name="source"/>:
    /// how ignoreChanges resets new inputs to old ones.
    /// </summary>
    public PropertyValue Reset(PropertyValue target, PropertyValue source) => Reset(target, source, 0) ?? target;

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var segment in Segments)
        {
            if (segment is int index)
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else if (segment is string key && IsPlain(key))
                text.Append(text.Length > 0 ? "." : "").Append(key);
            else
                text.Append("[\"")
                    .Append(
                        ((string)segment).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                    )
                    .Append("\"]");
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public bool Equals(PropertyPath? other) => other is not null && other.Segments.SequenceEqual(Segments);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PropertyPath);

    /// <inheritdoc/>
    public override int GetHashCode() => Segments.Aggregate(7, HashCode.Combine);

    private static bool IsPlain(string key) => key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static object ParseBracket(string text, ref int i)
    {
        i++;
        if (i < text.Length && text[i] == '"')
        {
            var key = new StringBuilder();
            for (i++; i < text.Length && text[i] != '"'; i++)
            {
                if (text[i] == '\\' && i + 1 < text.Length)
                    i++;
                key.Append(text[i]);
            }

            if (i + 1 >= text.Length || text[i + 1] != ']')
                throw new FormatException($"The property path '{text}' has a quote that is not closed.");
            i += 2;
            return key.ToString();
        }

        var end = text.IndexOf(']', i);
        if (end < 0)
            throw new FormatException($"The property path '{text}' has a bracket that is not closed.");
        var inner = text[i..end];
        i = end + 1;
        if (inner == "*")
            return "*";
        return int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new FormatException($"The property path '{text}' has '{inner}' where an index is expected.");
    }

    private PropertyValue? Reset(PropertyValue? target, PropertyValue? source, int depth)
    {
        if (depth == Segments.Length)
            return source;
        if (target is PropertySecret secret)
            return Reset(secret.Value, source?.Unwrapped, depth) is { } inner ? new PropertySecret(inner) : null;
        source = source?.Unwrapped;
        switch (Segments[depth], target)
        {
            case (string segment, PropertyObject o):
                var keys = segment == "*" ? o.Members.Keys.Union((source as PropertyObject)?.Members.Keys ?? []) : [segment];
                return keys.Aggregate(
                    o,
                    (result, key) =>
                        Reset(
                            o[key] ?? (depth + 1 < Segments.Length ? null : PropertyValue.Null),
                            (source as PropertyObject)?[key],
                            depth + 1
                        )
                            is { } v
                            ? result.With(key, v)
                        : depth + 1 == Segments.Length ? result.Without(key)
                        : result
                );
            case (var segment, PropertyArray a):
                var items = source as PropertyArray;
                return PropertyValue.List(
                    a.Items.Select(
                        (item, n) =>
                            segment is "*" || segment.Equals(n)
                                ? Reset(item, items is not null && n < items.Items.Length ? items.Items[n] : null, depth + 1) ?? item
                                : item
                    )
                );
            default:
                return target;
        }
    }
}
