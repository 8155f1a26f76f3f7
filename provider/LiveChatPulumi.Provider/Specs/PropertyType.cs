using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Specs;

/// <summary>What a property may hold, and what the API document demands of it.</summary>
internal abstract record PropertyType
{
    public static PropertyType Text { get; } = new TextType();

    public static PropertyType Boolean { get; } = new BooleanType();

    /// <summary>A text, a whole number or a boolean: what a property of LiveChat can hold.</summary>
    public static PropertyType Any { get; } = new AnyType();

    public static PropertyType Integer(int? min = null, int? max = null) => new IntegerType(min, max);

    public static PropertyType List(PropertyType item) => new ListType(item, IsSet: false);

    /// <summary>A list whose order does not matter; where its elements are objects, one of their members may name them.</summary>
    public static PropertyType Set(PropertyType item, string? key = null) => new ListType(item, IsSet: true, key);

    /// <summary>A list of objects that one of their members names.</summary>
    public static PropertyType Keyed(PropertyType item, string key) => new ListType(item, IsSet: false, key);

    public static PropertyType Map(PropertyType value) => new MapType(value);
}

/// <param name="MaxLength">Characters at most.</param>
/// <param name="Form">A form that the text must have, or null.</param>
/// <param name="IgnoreCase">True when letter case makes no difference to the API.</param>
/// <param name="IgnoreEnds">True for a name: white space at its ends makes no difference, and is not sent.</param>
internal sealed record TextType(int? MaxLength = null, TextForm? Form = null, bool IgnoreCase = false, bool IgnoreEnds = false)
    : PropertyType
{
    /// <summary>True where an empty text leaves the choice to LiveChat: whatever that chose is as the program says.</summary>
    public bool EmptyIsAny { get; init; }

    /// <summary>The one form of all texts that mean the same to the API.</summary>
    public string Normal(string text)
    {
        text = Form?.Normal(text) ?? text;
        text = IgnoreEnds ? text.Trim() : text;
        return IgnoreCase ? text.ToUpperInvariant() : text;
    }
}

internal sealed record AnyType : PropertyType;

internal sealed record BooleanType : PropertyType;

internal sealed record IntegerType(int? Min, int? Max) : PropertyType;

/// <param name="Item">What its elements are.</param>
/// <param name="IsSet">True when their order does not matter.</param>
/// <param name="Key">
/// The member by which an element is known from one version of the list to the next, or null where it is its place.
/// </param>
internal sealed record ListType(PropertyType Item, bool IsSet, string? Key = null) : PropertyType;

/// <param name="Value">What its values are.</param>
/// <param name="IgnoreCase">True when letter case makes no difference in its keys: they are e-mail addresses.</param>
internal sealed record MapType(PropertyType Value, bool IgnoreCase = false) : PropertyType
{
    private StringComparer Comparer => IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The keys of two maps, each once.</summary>
    public IEnumerable<string> Keys(PropertyObject a, PropertyObject b) => a.Members.Keys.Union(b.Members.Keys, Comparer);

    /// <summary>The value of a key, or null.</summary>
    public PropertyValue? Find(PropertyObject map, string key) =>
        map[key] ?? (IgnoreCase ? map.Members.FirstOrDefault(m => Comparer.Equals(m.Key, key)).Value : null);
}

/// <summary>A text that must be one of a closed list.</summary>
internal sealed record EnumType(string Name, string Description, ImmutableArray<EnumValue> Values) : PropertyType;

internal sealed record EnumValue(string Name, string Value, string Description);

/// <summary>An object with members of its own.</summary>
internal sealed record ObjectType(string Name, string Description, ImmutableArray<PropertySpec> Properties) : PropertyType
{
    /// <summary>True when exactly one member says it all: such a value changes as a whole.</summary>
    public bool IsChoice { get; init; }

    public PropertySpec? Find(string name) => Properties.FirstOrDefault(p => p.Name == name);
}

/// <summary>A form of text: how it is tested and how a user is told.</summary>
internal sealed record TextForm(string Expected, Func<string, bool> IsValid)
{
    /// <summary>The one form of all texts that mean the same.</summary>
    public Func<string, string> Normal { get; init; } = t => t;

    /// <summary>What a text that is not valid was meant to be, or null.</summary>
    public Func<string, string?> Meant { get; init; } = _ => null;

    /// <summary>What a text that is not valid has to be, with a question for the one that was meant.</summary>
    public string Demand(string text) => $"must be {Expected}{(Meant(text) is { } meant ? $" (did you mean '{meant}'?)" : "")}";

    public static TextForm Email { get; } =
        new(
            "an e-mail address",
            t => t.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < t.Length - 1 && !t.Any(char.IsWhiteSpace)
        );

    public static TextForm ClockTime { get; } =
        new(
            "a time as HH:MM, from 00:00 to 24:00",
            t =>
                t.Length == 5
                && t[2] == ':'
                && t.Where((_, i) => i != 2).All(char.IsAsciiDigit)
                && int.TryParse(t.AsSpan(0, 2), out var h)
                && int.TryParse(t.AsSpan(3), out var m)
                && m < 60
                && (h < 24 || (h == 24 && m == 0))
        );

    // A machine without zone data can only look at the form.
    public static TextForm TimeZone { get; } =
        new(
            "an IANA time zone such as Europe/Warsaw",
            t =>
                !t.Any(char.IsWhiteSpace)
                && (
                    t is "" or "UTC"
                    || TimeZoneInfo.TryFindSystemTimeZoneById(t, out _)
                    || ZoneLinks.All.Contains(t)
                    || !TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Warsaw", out _)
                )
        )
        {
            Meant = SpokenNames.ZoneOf,
        };

    /// <summary>The API document has no list of codes, so only their form is held: two or three letters, and a region or script.</summary>
    public static TextForm Language { get; } =
        new("the code of a language such as en or pt-br", t => t.Length == 0 || SpokenNames.IsLanguageCode(t))
        {
            Meant = SpokenNames.LanguageOf,
        };

    public static TextForm WebAddress { get; } =
        new(
            "an absolute address such as https://example.com/hook",
            t => Uri.TryCreate(t, UriKind.Absolute, out var u) && u.Scheme is "https" or "http"
        )
        {
            // Letter case of scheme and host, the usual port, and a path that is a slash only make no other address.
            Normal = t => Uri.TryCreate(t, UriKind.Absolute, out var u) ? u.AbsoluteUri : t,
        };

    public static TextForm NotEmpty { get; } = new("a text that is not empty", t => t.Length > 0);
}
