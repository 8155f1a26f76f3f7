using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Model;

/// <summary>A value as a program says it: written out, or taken from another object or from the stack's configuration.</summary>
internal abstract record ProgramValue
{
    private ProgramValue() { }

    /// <summary>This node and all below it.</summary>
    public IEnumerable<ProgramValue> Nodes =>
        this switch
        {
            Array list => list.Items.SelectMany(i => i.Nodes).Prepend(this),
            Map map => map.Members.SelectMany(m => m.Value.Nodes).Prepend(this),
            _ => [this],
        };

    /// <summary>A text, a number or a boolean. It is never secret: a secret is a <see cref="OfSetting"/>.</summary>
    /// <param name="Value">The value.</param>
    public sealed record Literal(PropertyValue Value) : ProgramValue;

    /// <summary>A list, in its order.</summary>
    /// <param name="Items">The elements.</param>
    public sealed record Array(ImmutableArray<ProgramValue> Items) : ProgramValue;

    /// <summary>An object of a type of the schema, or a map.</summary>
    /// <param name="Members">The members in the order in which they are written.</param>
    public sealed record Map(ImmutableArray<KeyValuePair<string, ProgramValue>> Members) : ProgramValue
    {
        /// <summary>The member of that name; null where there is none.</summary>
        public ProgramValue? this[string name] => Members.FirstOrDefault(m => m.Key == name).Value;
    }

    /// <summary>An output of another object, in place of an id.</summary>
    /// <param name="Type">The type of that object.</param>
    /// <param name="Name">Its logical name.</param>
    /// <param name="Property">The output.</param>
    /// <param name="Value">What the license has there.</param>
    public sealed record Reference(string Type, string Name, string Property, PropertyValue Value) : ProgramValue;

    /// <summary>A value of the stack's configuration.</summary>
    /// <param name="Key">The key of the <see cref="StackSetting"/>.</param>
    public sealed record OfSetting(string Key) : ProgramValue;

    /// <summary>An e-mail address of which the stack's configuration gives the domain. Only components have these.</summary>
    /// <param name="Local">What stands before the sign.</param>
    /// <param name="Key">The key of the <see cref="StackSetting"/>.</param>
    public sealed record Address(string Local, string Key) : ProgramValue;
}
