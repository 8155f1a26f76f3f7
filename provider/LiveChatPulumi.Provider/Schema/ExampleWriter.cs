using System.Globalization;
using System.Text;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Schema;

/// <summary>Writes the declared example of a resource as a program in a language.</summary>
internal static class ExampleWriter
{
    private const int MostColumns = 100;

    /// <summary>The languages, the first one first: the name in a sentence, that of a block, and the program.</summary>
    private static readonly (string Name, string Block, Func<ResourceSpec, PropertyObject, string> Write)[] Languages =
    [
        ("C#", "csharp", CSharp),
        ("YAML", "yaml", Yaml),
        ("TypeScript", "typescript", TypeScript),
        ("Python", "python", Python),
    ];

    /// <summary>Python's words that no argument can be named; Pulumi puts '_' behind them.</summary>
    private static readonly HashSet<string> PythonWords = new(
        "and as assert async await break class continue def del elif else except finally for from global if import in is lambda"
            .Split(' ')
            .Concat("nonlocal not or pass raise return try while with yield False None True".Split(' ')),
        StringComparer.Ordinal
    );

    /// <summary>The example of a resource in all languages, as a part of its page.</summary>
    public static string Write(ResourceSpec spec)
    {
        var example = new CheckpointCodec(null).ReadObject(System.Text.Json.JsonDocument.Parse(spec.Example).RootElement);
        var text = new StringBuilder();
        foreach (var (name, block, write) in Languages)
            text.Append($"In {name}:\n\n```{block}\n").Append(write(spec, example)).Append("```\n\n");
        return text.ToString();
    }

    private static string CSharp(ResourceSpec spec, PropertyObject example)
    {
        var inputs = Broken("    ", Items(spec.Properties, example, CSharpMember));
        return "using LiveChat = LiveChatPulumi.LiveChat;\n\n"
            + $"var example = new LiveChat.{spec.Name}(\"example\", new()\n{{\n{inputs}}});\n";
    }

    private static string TypeScript(ResourceSpec spec, PropertyObject example)
    {
        var inputs = Broken("    ", Items(spec.Properties, example, TypeScriptMember));
        return $"import * as livechat from \"{SchemaWriter.NodePackage}\";\n\n"
            + $"const example = new livechat.{spec.Name}(\"example\", {{\n{inputs}}});\n";
    }

    private static string Python(ResourceSpec spec, PropertyObject example)
    {
        var inputs = Items(spec.Properties, example, (p, v) => new Part($"{PythonName(p.Name)}=", PythonValue(p.Type, v)));
        return $"import {SchemaWriter.PythonPackage} as livechat\n\n"
            + $"example = livechat.{spec.Name}(\n    \"example\",\n{Broken("    ", inputs)})\n";
    }

    private static string Yaml(ResourceSpec spec, PropertyObject example)
    {
        var text = new StringBuilder($"resources:\n  example:\n    type: livechat:{spec.Name}\n    properties:\n");
        YamlMembers(text, example, 6);
        return text.ToString();
    }

    /// <summary>The members of an object with what the spec says of them. Those of a map are written by <see cref="Entries"/>.</summary>
    private static IEnumerable<Part> Items(
        IReadOnlyCollection<PropertySpec> properties,
        PropertyObject value,
        Func<PropertySpec, PropertyValue, Part> write
    ) => value.Members.Select(m => write(properties.First(p => p.Name == m.Key), m.Value));

    private static IEnumerable<Part> Entries(
        PropertyType type,
        PropertyValue value,
        Func<string, string> name,
        Func<PropertyType, PropertyValue, Node> write
    ) => ((PropertyObject)value).Members.Select(m => new Part(name(m.Key), write(((MapType)type).Value, m.Value)));

    private static Part CSharpMember(PropertySpec property, PropertyValue value) =>
        new($"{Pascal(property.Name)} = ", CSharpValue(property.Type, value));

    private static Node CSharpValue(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) => new Node(
                list.Item is AnyType ? "new object[]" : "new[]",
                "{",
                "}",
                [.. a.Items.Select(i => new Part("", CSharpValue(list.Item, i)))]
            ),
            (MapType, _) => new Node("new()", "{", "}", [.. Entries(type, value, k => $"[{Quoted(k)}] = ", CSharpValue)]),
            (ObjectType o, PropertyObject members) => new Node(
                $"new LiveChat.Inputs.{o.Name}Args",
                "{",
                "}",
                [.. Items(o.Properties, members, CSharpMember)]
            ),
            (EnumType e, PropertyString s) => Node.Of($"LiveChat.{e.Name}.{e.Values.First(v => v.Value == s.Value).Name}"),
            _ => Node.Of(Literal(value, "true", "false")),
        };

    private static Part TypeScriptMember(PropertySpec property, PropertyValue value) =>
        new($"{property.Name}: ", TypeScriptValue(property.Type, value));

    private static Node TypeScriptValue(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) => new Node(
                "",
                "[",
                "]",
                [.. a.Items.Select(i => new Part("", TypeScriptValue(list.Item, i)))],
                IsList: true
            ),
            (MapType, _) => new Node("", "{", "}", [.. Entries(type, value, k => $"{Quoted(k)}: ", TypeScriptValue)]),
            (ObjectType o, PropertyObject members) => new Node("", "{", "}", [.. Items(o.Properties, members, TypeScriptMember)]),
            _ => Node.Of(Literal(value, "true", "false")),
        };

    private static Node PythonValue(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) => new Node(
                "",
                "[",
                "]",
                [.. a.Items.Select(i => new Part("", PythonValue(list.Item, i)))],
                IsList: true
            ),
            (MapType, _) => new Node("", "{", "}", [.. Entries(type, value, k => $"{Quoted(k)}: ", PythonValue)], IsList: true),
            (ObjectType o, PropertyObject members) => new Node(
                "",
                "{",
                "}",
                [.. Items(o.Properties, members, (p, v) => new Part($"\"{PythonName(p.Name)}\": ", PythonValue(p.Type, v)))],
                IsList: true
            ),
            _ => Node.Of(Literal(value, "True", "False")),
        };

    private static void YamlMembers(StringBuilder text, PropertyObject value, int indent)
    {
        foreach (var (key, member) in value.Members)
        {
            text.Append(' ', indent).Append(key).Append(':');
            if (member is PropertyObject o)
            {
                text.Append('\n');
                YamlMembers(text, o, indent + 2);
            }
            else
            {
                text.Append(' ').Append(YamlFlow(member)).Append('\n');
            }
        }
    }

    private static string YamlFlow(PropertyValue value) =>
        value switch
        {
            PropertyArray a => "[" + string.Join(", ", a.Items.Select(YamlFlow)) + "]",
            PropertyObject o => "{ " + string.Join(", ", o.Members.Select(m => $"{m.Key}: {YamlFlow(m.Value)}")) + " }",
            _ => Literal(value, "true", "false"),
        };

    private static string Literal(PropertyValue value, string yes, string no) =>
        value switch
        {
            PropertyString s => Quoted(s.Value),
            PropertyBool b => b.Value ? yes : no,
            PropertyNumber n => n.Value.ToString(CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"An example has {value}, which no language is written for."),
        };

    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>The name as Pulumi's Python SDKs have it.</summary>
    private static string PythonName(string name)
    {
        var snake = string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
        return PythonWords.Contains(snake) ? snake + "_" : snake;
    }

    /// <summary>Parts on lines of their own.</summary>
    private static string Broken(string indent, IEnumerable<Part> parts) =>
        string.Concat(parts.Select(p => $"{indent}{p.Name}{p.Value.Text(indent, indent.Length + p.Name.Length)},\n"));

    /// <summary>A value with what stands before it.</summary>
    private sealed record Part(string Name, Node Value);

    /// <summary>A value: a literal, or parts in brackets that stand on one line where they fit.</summary>
    private sealed record Node(string Head, string Open, string Close, IReadOnlyList<Part>? Parts, bool IsList = false)
    {
        public static Node Of(string literal) => new(literal, "", "", null);

        public string Text(string indent, int column)
        {
            var flat = Flat();
            if (Parts is null || column + flat.Length < MostColumns)
                return flat;
            return (Head.Length > 0 ? $"{Head}\n{indent}" : "") + $"{Open}\n{Broken(indent + "    ", Parts)}{indent}{Close}";
        }

        private string Flat()
        {
            if (Parts is null)
                return Head;
            var pad = IsList ? "" : " ";
            var head = Head.Length > 0 ? Head + " " : "";
            return $"{head}{Open}{pad}{string.Join(", ", Parts.Select(p => p.Name + p.Value.Flat()))}{pad}{Close}";
        }
    }
}
