using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Building;

/// <summary>Turns the inputs that a read gave into what a program says.</summary>
/// <param name="schema">The plugin's schema.</param>
/// <param name="targets">What references may name.</param>
/// <param name="settings">The stack's configuration.</param>
/// <param name="owner">The logical name of the object.</param>
internal sealed class ValueConversion(ProviderSchema schema, Targets targets, SettingTable settings, string owner)
{
    /// <summary>The inputs of an object, with placeholders for what a program has to say and a read does not show.</summary>
    public ProgramValue.Map Inputs(ResourceShape resource, PropertyObject inputs) =>
        Map(resource.Inputs, inputs, missing => missing.IsRequired || missing.IsSpokenWhereNew ? settings.Own(owner, missing, null) : null);

    private ProgramValue.Map Map(
        ImmutableArray<PropertyShape> properties,
        PropertyObject values,
        Func<PropertyShape, ProgramValue?> whereMissing
    )
    {
        var members = ImmutableArray.CreateBuilder<KeyValuePair<string, ProgramValue>>();
        foreach (var property in properties.OrderBy(p => !p.IsRequired))
        {
            var value = values[property.Name] is { Unwrapped.IsNull: false } live ? Value(property, property.Type, live) : null;
            value ??= IsScalar(property.Type) ? whereMissing(property) : null;
            if (value is not null)
                members.Add(KeyValuePair.Create(property.Name, value));
        }

        return new ProgramValue.Map(members.ToImmutable());
    }

    /// <summary>A value; null for one that programs cannot say.</summary>
    private ProgramValue? Value(PropertyShape property, ValueShape type, PropertyValue value)
    {
        if (value.ContainsSecret || property.IsSecret)
            return settings.Own(owner, property with { IsSecret = true }, value.Plain());
        return (value.Unwrapped, type.Kind) switch
        {
            (PropertyUnknown or PropertyNull, _) => null,
            (PropertyArray list, _) => new ProgramValue.Array([
                .. list.Items.Select(i => Value(property, type.Inner ?? type, i)).OfType<ProgramValue>(),
            ]),
            (PropertyObject o, ShapeKind.Named) => Map(schema.Types[type.Token!].Properties, o, _ => null),
            (PropertyObject o, _) => Free(property, type.Inner ?? type, o),
            (PropertyString text, ShapeKind.Named) => schema.Types[type.Token!].Cases?.ContainsKey(text.Value) == true
                ? new ProgramValue.Literal(text)
                : null,
            (var plain, _) => Scalar(property, plain),
        };
    }

    private ProgramValue.Map Free(PropertyShape property, ValueShape inner, PropertyObject map)
    {
        var members = map.Members.Select(m => KeyValuePair.Create(m.Key, Value(property, inner, m.Value)));
        return new ProgramValue.Map([.. members.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, m.Value!))]);
    }

    private ProgramValue Scalar(PropertyShape property, PropertyValue value)
    {
        if (targets.Find(property, value, owner) is { } reference)
            return reference;
        return property.Setting is not null && value is PropertyString text ? settings.Of(property, text) : new ProgramValue.Literal(value);
    }

    private bool IsScalar(ValueShape type) =>
        type.Kind is not (ShapeKind.Array or ShapeKind.Map or ShapeKind.Named or ShapeKind.Any)
        || (type.Kind == ShapeKind.Named && schema.Types[type.Token!].Cases is not null);
}
