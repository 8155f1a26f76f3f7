using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using PluginProtocol.Values;

namespace Pulumi.Serialization;

/// <summary>Turns property values into the types that a generated SDK declares.</summary>
internal static class Deserializer
{
    /// <summary>A value with its state: an unknown or secret anywhere inside makes the whole unknown or secret.</summary>
    public static OutputData<object?> Read(PropertyValue value, Type type, ImmutableHashSet<Resource> resources)
    {
        var known = !value.ContainsUnknown;
        return new OutputData<object?>(resources, known ? Convert(value.Plain(), type) : Default(type), known, value.ContainsSecret);
    }

    public static object? Convert(PropertyValue value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (value.IsNull)
            return Default(type);
        if (type == typeof(JsonElement))
            return JsonDocument.Parse(new CheckpointCodec(null).WriteText(value)).RootElement;
        if (type.GetCustomAttribute<EnumTypeAttribute>() is not null)
            return EnumConversion.FromRaw(type, value is PropertyNumber n ? n.Value : value.ToString());
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Union<,>))
            return ConvertUnion(value, type);
        if (type.IsEnum)
            return Enum.ToObject(type, (int)((PropertyNumber)value).Value);
        return value switch
        {
            PropertyString s when type == typeof(string) || type == typeof(object) => s.Value,
            PropertyString s => throw Mismatch(s.Value, type),
            PropertyBool b => b.Value,
            PropertyNumber d when type == typeof(int) => (int)d.Value,
            PropertyNumber d when type == typeof(string) => d.ToString(),
            PropertyNumber d => d.Value,
            PropertyArray a => ConvertList(a, type),
            PropertyObject o => ConvertObject(o, type),
            PropertyResourceReference r => r.Id ?? r.Urn,
            PropertyAsset a => ConvertAsset(a),
            _ => Default(type),
        };
    }

    public static object? Default(Type type) =>
        type.IsValueType
            ? type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
                ? EmptyList(type)
                : Activator.CreateInstance(type)
            : null;

    private static object EmptyList(Type type) => type.GetField(nameof(ImmutableArray<int>.Empty))!.GetValue(null)!;

    /// <summary>The first of both types that the value fits.</summary>
    private static object ConvertUnion(PropertyValue value, Type type)
    {
        var types = type.GetGenericArguments();
        for (var index = 0; index < types.Length; index++)
        {
            if (TryConvert(value, types[index]) is { } converted)
                return type.GetMethod(index == 0 ? nameof(Union<int, int>.FromT0) : nameof(Union<int, int>.FromT1))!
                    .Invoke(null, [converted])!;
        }

        throw Mismatch(value.ToString()!, type);
    }

    /// <summary>The value as one of a type; null if it is another. A number is no text here.</summary>
    private static object? TryConvert(PropertyValue value, Type type)
    {
        if (type == typeof(string) && value is not PropertyString)
            return null;
        try
        {
            return Convert(value, type) is { } converted && type.IsInstanceOfType(converted) ? converted : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static AssetOrArchive ConvertAsset(PropertyAsset asset)
    {
        var fields = asset.Fields;
        if (fields.Text("path") is { } path)
            return asset.IsArchive ? new FileArchive(path) : new FileAsset(path);
        if (fields.Text("uri") is { } uri)
            return asset.IsArchive ? new RemoteArchive(uri) : new RemoteAsset(uri);
        if (!asset.IsArchive)
            return new StringAsset(fields.Text("text") ?? "");
        var contents = fields["assets"] is PropertyObject o ? o : PropertyObject.Empty;
        return new AssetArchive(contents.Members.ToDictionary(m => m.Key, m => ConvertAsset((PropertyAsset)m.Value)));
    }

    private static object ConvertList(PropertyArray list, Type type)
    {
        if (type == typeof(object))
            return list.Items.Select(i => Convert(i, typeof(object))).ToImmutableArray();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(ImmutableArray<>))
            throw Mismatch("a list", type);
        var element = type.GetGenericArguments()[0];
        var items = Array.CreateInstance(element, list.Items.Length);
        for (var i = 0; i < list.Items.Length; i++)
            items.SetValue(Convert(list.Items[i], element), i);
        return typeof(ImmutableArray)
            .GetMethods()
            .First(m => m.Name == nameof(ImmutableArray.Create) && m.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element)
            .Invoke(null, [items])!;
    }

    private static object ConvertObject(PropertyObject value, Type type)
    {
        if (type == typeof(object))
            return value.Members.ToImmutableDictionary(m => m.Key, m => Convert(m.Value, typeof(object)));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>))
        {
            var element = type.GetGenericArguments()[1];
            var dictionary = (System.Collections.IDictionary)
                Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element))!;
            foreach (var (key, member) in value.Members)
                dictionary[key] = Convert(member, element);
            var create = typeof(ImmutableDictionary)
                .GetMethods()
                .First(m => m.Name == nameof(ImmutableDictionary.CreateRange) && m.GetParameters().Length == 1);
            return create.MakeGenericMethod(typeof(string), element).Invoke(null, [dictionary])!;
        }

        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var constructor =
            Array.Find(type.GetConstructors(all), c => c.GetCustomAttribute<OutputConstructorAttribute>() is not null)
            ?? throw Mismatch("an object", type);
        var arguments = constructor
            .GetParameters()
            .Select(p =>
            {
                var name = p.GetCustomAttribute<OutputConstructorParameterAttribute>()?.Name ?? p.Name!.TrimStart('@');
                return value[name] is { } member
                    ? Convert(member, p.ParameterType)
                    : Default(Nullable.GetUnderlyingType(p.ParameterType) is null ? p.ParameterType : typeof(object));
            });
        return constructor.Invoke([.. arguments]);
    }

    private static FormatException Mismatch(string value, Type type) => new($"'{value}' cannot be read as {type.Name}.");
}
