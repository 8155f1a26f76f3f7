using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using PluginProtocol.Values;
using Pulumi.Utilities;

namespace Pulumi.Serialization;

/// <summary>Turns what a program passes as arguments into property values, collecting the resources they come from.</summary>
internal sealed class Serializer
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<InputMember>> Members = new();

    public HashSet<Resource> Dependencies { get; } = [];

    public async Task<PropertyObject> SerializeArgsAsync(InputArgs args, Dictionary<string, HashSet<Resource>>? byProperty = null)
    {
        var members = args switch
        {
            DictionaryResourceArgs d => d.Values.Select(v => (Name: v.Key, v.Value, Json: false)),
            DictionaryInvokeArgs d => d.Values.Select(v => (Name: v.Key, v.Value, Json: false)),
            _ => MembersOf(args.GetType()).Select(m => (m.Name, Value: m.Get(args), m.Json)),
        };
        var result = PropertyObject.Empty;
        foreach (var (name, value, json) in members)
        {
            var inner = new Serializer();
            var serialized = await inner.SerializeAsync(value).ConfigureAwait(false);
            Dependencies.UnionWith(inner.Dependencies);
            if (byProperty is not null && value is not null)
                byProperty[name] = inner.Dependencies;
            if (!serialized.IsNull)
                result = result.With(name, json ? AsJsonText(serialized) : serialized);
        }

        return result;
    }

    public async Task<PropertyValue> SerializeAsync(object? value)
    {
        switch (value)
        {
            case null:
                return PropertyValue.Null;
            case string s:
                return PropertyValue.Of(s);
            case bool b:
                return PropertyValue.Of(b);
            case int or long or short or byte or uint or float or double or decimal:
                return PropertyValue.Of(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
            case IInput i:
                return await SerializeOutputAsync(i.Untyped).ConfigureAwait(false);
            case IOutput o:
                return await SerializeOutputAsync(o).ConfigureAwait(false);
            case InputArgs args:
                return await SerializeArgsAsync(args).ConfigureAwait(false);
            case JsonElement { ValueKind: JsonValueKind.Undefined }:
                return PropertyValue.Null;
            case JsonElement json:
                return new CheckpointCodec(null).Read(json);
            case IUnion union:
                return await SerializeAsync(union.Value).ConfigureAwait(false);
            case AssetOrArchive asset:
                var content = await SerializeAsync(asset.Value).ConfigureAwait(false);
                return new PropertyAsset(asset is Archive, PropertyObject.Of((asset.Form, content)));
            case Resource resource:
                return await SerializeResourceAsync(resource).ConfigureAwait(false);
            case IDictionary map:
                return await SerializeMapAsync(map).ConfigureAwait(false);
            case IEnumerable list:
                return await SerializeListAsync(list).ConfigureAwait(false);
        }

        var type = value.GetType();
        if (type.GetCustomAttribute<EnumTypeAttribute>() is not null)
            return await SerializeAsync(EnumConversion.ToRaw(value)).ConfigureAwait(false);
        if (type.IsEnum)
            return PropertyValue.Of(Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture));
        throw new RunException($"A value of type {type.FullName} cannot be sent to Pulumi.");
    }

    private async Task<PropertyValue> SerializeOutputAsync(IOutput output)
    {
        var data = await output.GetDataAsync().ConfigureAwait(false);
        Dependencies.UnionWith(data.Resources);
        var value = data.IsKnown ? await SerializeAsync(data.Value).ConfigureAwait(false) : PropertyValue.Unknown;
        return data.IsSecret ? PropertyValue.Secret(value) : value;
    }

    private async Task<PropertyValue> SerializeResourceAsync(Resource resource)
    {
        Dependencies.Add(resource);
        var urn = await OutputUtilities.GetValueAsync(resource.Urn).ConfigureAwait(false);
        if (resource is not CustomResource custom)
            return new PropertyResourceReference(urn, null);
        var id = await custom.Id.DataTask.ConfigureAwait(false);
        return new PropertyResourceReference(urn, id.IsKnown ? id.Value : "");
    }

    private async Task<PropertyValue> SerializeMapAsync(IDictionary map)
    {
        var result = PropertyObject.Empty;
        foreach (DictionaryEntry entry in map)
        {
            var value = await SerializeAsync(entry.Value).ConfigureAwait(false);
            if (!value.IsNull)
                result = result.With((string)entry.Key, value);
        }

        return result;
    }

    private async Task<PropertyValue> SerializeListAsync(IEnumerable list)
    {
        // An uninitialized ImmutableArray throws when it is enumerated; it means "nothing set".
        if (
            list.GetType() is { IsGenericType: true } t
            && t.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            && (bool)t.GetProperty(nameof(ImmutableArray<int>.IsDefault))!.GetValue(list)!
        )
            return PropertyValue.Null;
        var items = new List<PropertyValue>();
        foreach (var item in list)
            items.Add(await SerializeAsync(item).ConfigureAwait(false));
        return PropertyValue.List(items);
    }

    private static PropertyValue AsJsonText(PropertyValue value)
    {
        if (value is PropertySecret s)
            return PropertyValue.Secret(AsJsonText(s.Value));
        return value.ContainsUnknown || value is PropertyString
            ? value
            : PropertyValue.Of(new CheckpointCodec(null).WriteText(value.Plain()));
    }

    private static ImmutableArray<InputMember> MembersOf(Type type) =>
        Members.GetOrAdd(
            type,
            static t =>
            {
                const BindingFlags flags = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
                var fields = t.GetFields(flags).Select(f => (Member: (MemberInfo)f, Get: (Func<object, object?>)f.GetValue));
                var properties = t.GetProperties(flags).Select(p => (Member: (MemberInfo)p, Get: (Func<object, object?>)p.GetValue));
                return
                [
                    .. fields
                        .Concat(properties)
                        .Select(m => (m.Member, m.Get, Attribute: m.Member.GetCustomAttribute<InputAttribute>()))
                        .Where(m => m.Attribute is not null)
                        .Select(m => new InputMember(m.Attribute!.Name, m.Attribute.Json, Required(t, m.Member, m.Attribute, m.Get))),
                ];
            }
        );

    private static Func<object, object?> Required(Type type, MemberInfo member, InputAttribute attribute, Func<object, object?> get) =>
        attribute.IsRequired
            ? target =>
                get(target) ?? throw new ArgumentNullException(member.Name, $"{type.Name}.{member.Name} is required and was not set.")
            : get;

    private sealed record InputMember(string Name, bool Json, Func<object, object?> Get);
}

/// <summary>Generated enums are structs around a string or number.</summary>
internal static class EnumConversion
{
    public static object ToRaw(object value)
    {
        var convert = value
            .GetType()
            .GetMethods(BindingFlags.Static | BindingFlags.Public)
            .First(m => m.Name == "op_Explicit" && m.GetParameters()[0].ParameterType == value.GetType());
        return convert.Invoke(null, [value])!;
    }

    public static object FromRaw(Type type, object raw)
    {
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .First(c => c.GetParameters().Length == 1);
        return constructor.Invoke([raw]);
    }
}
