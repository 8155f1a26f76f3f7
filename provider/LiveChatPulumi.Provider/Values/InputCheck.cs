using System.Collections.Immutable;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>What is wrong with an input, and where.</summary>
/// <param name="Path">The property path.</param>
/// <param name="Reason">What is wrong and what is allowed.</param>
/// <param name="IsSecret">True when the value must not be shown.</param>
internal sealed record InputFailure(PropertyPath Path, string Reason, bool IsSecret);

/// <summary>Checks inputs against their spec. Anything that is not known yet passes.</summary>
internal static class InputCheck
{
    /// <summary>Checks all inputs of a resource or function.</summary>
    public static ImmutableArray<InputFailure> Check(
        IReadOnlyList<PropertySpec> properties,
        PropertyObject values,
        ImmutableArray<CrossRule> rules = default,
        bool imported = false
    )
    {
        var failures = ImmutableArray.CreateBuilder<InputFailure>();
        CheckMembers(
            [.. properties.Select(p => imported && p.IsUnreadable ? p with { Required = false } : p)],
            values,
            PropertyPath.Root,
            failures,
            secret: false
        );
        if (failures.Count == 0 && !rules.IsDefaultOrEmpty && values.Plain() is PropertyObject plain)
        {
            foreach (var (path, reason) in rules.SelectMany(r => r(plain)))
                failures.Add(new InputFailure(path, reason, path.Get(values)?.ContainsSecret == true));
        }

        return failures.ToImmutable();
    }

    private static void CheckMembers(
        IReadOnlyList<PropertySpec> properties,
        PropertyObject values,
        PropertyPath at,
        ImmutableArray<InputFailure>.Builder failures,
        bool secret
    )
    {
        foreach (var (key, value) in values.Members)
        {
            if (key.StartsWith("__", StringComparison.Ordinal))
                continue;
            var property = properties.FirstOrDefault(p => p.Name == key);
            if (property is null)
                failures.Add(new InputFailure(at.Member(key), Unknown(key, properties), true));
            else if (!property.IsSettable)
                failures.Add(new InputFailure(at.Member(key), "is computed by LiveChat and cannot be set", secret));
            else
                CheckValue(property.Type, value, at.Member(key), failures, secret || property.Secret);
        }

        foreach (var missing in properties.Where(p => p.Required && values[p.Name] is null or PropertyNull))
        {
            var why = missing.MayBeHidden ? ": nothing new is made without it, and LiveChat may not show what it is now" : "";
            failures.Add(new InputFailure(at.Member(missing.Name), "is required and missing" + why, secret));
        }
    }

    private static void CheckValue(
        PropertyType type,
        PropertyValue value,
        PropertyPath at,
        ImmutableArray<InputFailure>.Builder failures,
        bool secret
    )
    {
        secret |= value is PropertySecret or PropertyOutput { IsSecret: true };
        value = value.Unwrapped;
        if (value is PropertyUnknown or PropertyNull)
            return;
        var wrong = Wrong(type, value);
        if (wrong is not null)
        {
            failures.Add(new InputFailure(at, wrong, secret));
            return;
        }

        switch (type, value)
        {
            case (ListType list, PropertyArray a):
                for (var i = 0; i < a.Items.Length; i++)
                {
                    if (a.Items[i].Unwrapped.IsNull)
                        failures.Add(new InputFailure(at.Element(i), "must not be null", secret));
                    CheckValue(list.Item, a.Items[i], at.Element(i), failures, secret);
                }

                break;
            case (MapType map, PropertyObject o):
                foreach (var (key, member) in o.Members)
                    CheckValue(map.Value, member, at.Member(key), failures, secret);
                break;
            case (ObjectType obj, PropertyObject o):
                CheckMembers(obj.Properties, o, at, failures, secret);
                break;
        }
    }

    private static string? Wrong(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (TextType t, PropertyString s) when Characters(s) > t.MaxLength =>
                $"must be at most {t.MaxLength} characters long, counted as Unicode code points, and has {Characters(s)}",
            (TextType { Form: { } form }, PropertyString s) when !form.IsValid(s.Value) => form.Demand(s.Value),
            (TextType, PropertyString) => null,
            (EnumType e, PropertyString s) => e.Values.Any(v => v.Value == s.Value)
                ? null
                : $"must be one of: {string.Join(", ", e.Values.Select(v => v.Value))}{Nearest(s.Value, e.Values.Select(v => v.Value))}",
            (AnyType, PropertyString or PropertyBool) => null,
            (AnyType, PropertyNumber n) => n.Value == Math.Floor(n.Value) && n.Value is >= int.MinValue and <= int.MaxValue
                ? null
                : "must be a whole number of 32 bits",
            (BooleanType, PropertyBool) => null,
            (IntegerType i, PropertyNumber n) => n.Value != Math.Floor(n.Value) ? "must be a whole number"
            : n.Value < i.Min || n.Value > i.Max ? Range(i)
            : null,
            (ListType, PropertyArray) or (MapType, PropertyObject) or (ObjectType, PropertyObject) => null,
            _ => $"must be {Expected(type)}, and is {Kind(value)}",
        };

    private static int Characters(PropertyString text) => text.Value.EnumerateRunes().Count();

    private static string Range(IntegerType i) =>
        (i.Min, i.Max) switch
        {
            ({ } min, { } max) => $"must be from {min} to {max}",
            ({ } min, null) => $"must be at least {min}",
            (_, var max) => $"must be at most {max}",
        };

    private static string Expected(PropertyType type) =>
        type switch
        {
            AnyType => "a text, a whole number, or true or false",
            BooleanType => "true or false",
            IntegerType => "a whole number",
            ListType => "a list",
            MapType or ObjectType => "an object",
            EnumType e => "one of: " + string.Join(", ", e.Values.Select(v => v.Value)),
            _ => "a text",
        };

    private static string Kind(PropertyValue value) =>
        value switch
        {
            PropertyString => "a text",
            PropertyNumber => "a number",
            PropertyBool => "a boolean",
            PropertyArray => "a list",
            PropertyObject => "an object",
            PropertyResourceReference => "a resource; use one of its outputs",
            _ => "something else",
        };

    private static string Unknown(string key, IReadOnlyList<PropertySpec> properties)
    {
        var names = properties.Where(p => p.IsSettable).Select(p => p.Name).ToList();
        return $"is not a property here{Nearest(key, names)}; there are: {string.Join(", ", names)}";
    }

    /// <summary>A question for the candidate that a text may have been meant to be; empty where none is near.</summary>
    public static string Nearest(string text, IEnumerable<string> candidates)
    {
        var best = candidates
            .Select(c => (Text: c, Distance: Spelling.Distance(text.ToLowerInvariant(), c.ToLowerInvariant())))
            .OrderBy(c => c.Distance)
            .FirstOrDefault();
        return best.Text is not null && best.Distance <= Math.Max(1, text.Length / 2) ? $" (did you mean '{best.Text}'?)" : "";
    }
}
