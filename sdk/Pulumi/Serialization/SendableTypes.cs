using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;

namespace Pulumi.Serialization;

/// <summary>The types that values of a dictionary of arguments may have.</summary>
internal static class SendableTypes
{
    private static readonly ImmutableHashSet<Type> Plain =
    [
        typeof(bool),
        typeof(int),
        typeof(double),
        typeof(string),
        typeof(object),
        typeof(JsonElement),
        // Of a list or dictionary: the classes of a program's own values (FileAsset, AssetArchive) are refused, as in the official package.
        typeof(Asset),
        typeof(Archive),
        typeof(AssetOrArchive),
    ];

    private static readonly ImmutableHashSet<Type> Generic =
    [
        typeof(Nullable<>),
        typeof(ImmutableArray<>),
        typeof(ImmutableDictionary<,>),
        typeof(Output<>),
        typeof(Union<,>),
    ];

    /// <summary>The dictionary itself, if each value can be sent.</summary>
    /// <exception cref="InvalidOperationException">One cannot.</exception>
    public static ImmutableDictionary<string, object?> Checked(ImmutableDictionary<string, object?> dictionary)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        foreach (var (key, value) in dictionary)
        {
            if (value is not null)
                Check(key, Held(value.GetType()), []);
        }

        return dictionary;
    }

    private static void Check(string key, Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || Plain.Contains(type) || type.IsEnum && Enum.GetUnderlyingType(type) == typeof(int))
            return;
        if (type.IsAssignableTo(typeof(Resource)) || IsEnumType(type))
            return;
        if (type.IsConstructedGenericType && Generic.Contains(type.GetGenericTypeDefinition()))
        {
            var arguments = type.GetGenericArguments();
            if (type.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>) && arguments[0] != typeof(string))
                throw Refusal(key, type, "The keys of a dictionary must be strings.");
            foreach (var argument in arguments)
                Check(key, argument, seen);
            return;
        }

        if (type.GetCustomAttribute<OutputTypeAttribute>() is null)
            throw Refusal(
                key,
                type,
                "Use a string, bool, int, double or JsonElement, an ImmutableArray or ImmutableDictionary of such, or an output of one. "
                    + "For anything else, declare a class of arguments with [Input] members."
            );
        foreach (var parameter in ConstructorOf(key, type).GetParameters())
            Check(key, parameter.ParameterType, seen);
    }

    /// <summary>What an input holds: inputs are taken by themselves, and not inside of others.</summary>
    private static Type Held(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Input<>) ? type.GetGenericArguments()[0] : type;

    private static bool IsEnumType(Type type) => type.IsValueType && type.GetCustomAttribute<EnumTypeAttribute>() is not null;

    private static ConstructorInfo ConstructorOf(string key, Type type) =>
        Array.Find(
            type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
            c => c.GetCustomAttribute<OutputConstructorAttribute>() is not null
        ) ?? throw Refusal(key, type, "None of its constructors is marked with [OutputConstructor].");

    private static InvalidOperationException Refusal(string key, Type type, string reason) =>
        new($"The argument '{key}' contains {type.FullName}, which cannot be sent to Pulumi. {reason}");
}
