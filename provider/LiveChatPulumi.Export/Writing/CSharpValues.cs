using System.Collections.Immutable;
using System.Globalization;
using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.CSharp;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Writing;

/// <summary>Values as the typed SDK for C# takes them.</summary>
/// <param name="schema">The plugin's schema.</param>
/// <param name="names">The variables of the program; null for those after the names.</param>
internal sealed class CSharpValues(ProviderSchema schema, CSharpNames? names = null)
{
    /// <summary>The arguments of a resource.</summary>
    public Block.Braces Arguments(string head, ImmutableArray<PropertyShape> properties, ProgramValue.Map values) =>
        new(head, [.. values.Members.Select(m => Member(properties, m.Key, m.Value))]);

    /// <summary>A name of the program as the name of a variable.</summary>
    public static string Variable(string name) =>
        Identifiers.Camel(name) is var camel && Identifiers.IsReserved(camel) ? "@" + camel : camel;

    private string VariableOf(ProgramValue.Reference reference) =>
        names?.Variable(reference.Type, reference.Name) ?? Variable(reference.Name);

    private Block Member(ImmutableArray<PropertyShape> properties, string name, ProgramValue value)
    {
        var type = properties.First(p => p.Name == name).Type;
        var member = Identifiers.Pascal(name);
        return value switch
        {
            ProgramValue.Array { Items: [] } or ProgramValue.Map { Members: [] } when type.Kind != ShapeKind.Named => new Block.Line(
                $"{member} = new {Collection(type)}()"
            ),
            ProgramValue.Array or ProgramValue.Map when type.Kind != ShapeKind.Named => new Block.Braces($"{member} =", Items(type, value)),
            _ => Prefixed(member, Value(type, value)),
        };
    }

    private static Block Prefixed(string member, Block value) =>
        value is Block.Braces braces ? braces with { Head = $"{member} = {braces.Head}" } : new Block.Line($"{member} = {value.Flat}");

    private ImmutableArray<Block> Items(ValueShape type, ProgramValue value) =>
        value switch
        {
            ProgramValue.Array list => [.. list.Items.Select(i => Value(type.Inner!, i))],
            ProgramValue.Map map => [.. map.Members.Select(m => Prefixed($"[{SafeText.Quoted(m.Key)}]", Value(type.Inner!, m.Value)))],
            _ => [],
        };

    private Block Value(ValueShape type, ProgramValue value) =>
        value switch
        {
            ProgramValue.Reference reference => new Block.Line($"{VariableOf(reference)}.{Identifiers.Pascal(reference.Property)}"),
            ProgramValue.OfSetting setting => new Block.Line(names?.Setting(setting.Key) ?? Variable(setting.Key)),
            ProgramValue.Address address => new Block.Line(Address(address)),
            ProgramValue.Literal literal => new Block.Line(Literal(type, literal.Value)),
            ProgramValue.Map map when type.Kind == ShapeKind.Named => Arguments(
                $"new {Element(type)}",
                schema.Types[type.Token!].Properties,
                map
            ),
            _ => new Block.Braces($"new {Collection(type)}", Items(type, value)),
        };

    private string Literal(ValueShape type, PropertyValue value) =>
        value switch
        {
            PropertyString text when type.Kind == ShapeKind.Named => $"{Enum(type)}.{schema.Types[type.Token!].Cases![text.Value]}",
            PropertyString text => SafeText.Quoted(text.Value),
            PropertyBool flag => flag.Value ? "true" : "false",
            PropertyNumber number => Number(number.Value, type.Kind),
            _ => "null",
        };

    private string Address(ProgramValue.Address address)
    {
        var local = address.Local.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        return $"${SafeText.Quoted(local)[..^1]}@{{{names?.Setting(address.Key) ?? Variable(address.Key)}}}\"";
    }

    private static string Number(double number, ShapeKind kind)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var isWhole = number is >= int.MinValue and <= int.MaxValue && double.IsInteger(number);
        return isWhole && kind != ShapeKind.Number ? text : text + "d";
    }

    /// <summary>A collection as an input takes it.</summary>
    private string Collection(ValueShape type) =>
        type.Kind == ShapeKind.Array ? $"InputList<{Element(type.Inner!)}>" : $"InputMap<{Element(type.Inner ?? type)}>";

    private string Element(ValueShape type) =>
        type.Kind switch
        {
            ShapeKind.Named when schema.Types[type.Token!].Cases is not null => Enum(type),
            ShapeKind.Named => $"{schema.Namespace}.Inputs.{Identifiers.Pascal(type.Token!.Split(':')[^1])}Args",
            ShapeKind.Boolean => "bool",
            ShapeKind.Integer => "int",
            ShapeKind.Number => "double",
            ShapeKind.Any => "object",
            ShapeKind.Array => $"ImmutableArray<{Element(type.Inner!)}>",
            ShapeKind.Map => $"ImmutableDictionary<string, {Element(type.Inner!)}>",
            _ => "string",
        };

    private string Enum(ValueShape type) => $"{schema.Namespace}.{Identifiers.Pascal(type.Token!.Split(':')[^1])}";
}
