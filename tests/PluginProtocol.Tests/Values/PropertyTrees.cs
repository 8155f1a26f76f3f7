using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PluginProtocol.Values;

namespace PluginProtocol_Tests;

/// <summary>Property values of every kind and names in every script, for tests that hold for any value.</summary>
public static class PropertyTrees
{
    private const int Deepest = 4;

    private static readonly double[] OddNumbers =
    [
        0,
        -0.0,
        1,
        -1,
        0.1,
        1e-7,
        1e21,
        123456789012345680,
        9007199254740993,
        double.MaxValue,
        double.MinValue,
        double.Epsilon,
        long.MaxValue,
        ulong.MaxValue,
    ];

    private static readonly string[] OddTexts =
    [
        "",
        " ",
        "*",
        ".",
        "[0]",
        "a.b[\"c\"]",
        "\"",
        "\\",
        "\\\"",
        "'",
        "$",
        "::",
        "__proto__",
        "\0",
        "\n\r\t",
        "null",
        "true",
        "1e3",
        "</script>",
    ];

    /// <summary>First and last characters of scripts and of signs; those of the last line take two UTF-16 units.</summary>
    private static readonly (int First, int Last)[] Scripts =
    [
        (0x20, 0x7E), // Latin
        (0xA0, 0x17F), // its letters with marks
        (0x300, 0x36F), // marks that combine
        (0x391, 0x3A1), // Greek
        (0x410, 0x44F), // Cyrillic
        (0x5D0, 0x5EA), // Hebrew, from right to left
        (0x627, 0x64A), // Arabic
        (0x905, 0x939), // Devanagari
        (0xE01, 0xE30), // Thai
        (0x2010, 0x2064), // punctuation, separators of lines, marks of direction
        (0x3041, 0x3096), // Hiragana
        (0x4E00, 0x9FFF), // Han
        (0xAC00, 0xD7A3), // Hangul
        (0xE000, 0xF8FF), // private use
        (0x1F300, 0x1F64F), // emoji
    ];

    /// <summary>Text in every script, and texts that mean something to a parser.</summary>
    public static Gen<string> Texts { get; } =
        Gen.OneOf(
            Gen.Elements(OddTexts),
            Gen.Elements(Scripts)
                .SelectMany(s => Gen.Choose(s.First, s.Last))
                .Select(c => new Rune(c).ToString())
                .ListOf()
                .Resize(6)
                .Select(string.Concat)
        );

    /// <summary>Numbers that JSON can hold.</summary>
    public static Gen<double> Numbers { get; } =
        Gen.OneOf(
            Gen.Elements(OddNumbers),
            Gen.Choose(-1000, 1000).Select(n => (double)n),
            ArbMap.Default.GeneratorFor<double>().Select(n => double.IsFinite(n) ? n : 0.5)
        );

    /// <summary>A URN.</summary>
    public static Gen<string> Urns { get; } = Texts.Select(name => $"urn:pulumi:dev::shop::livechat:index:Tag::{name}x");

    /// <summary>A tree with every kind of value.</summary>
    public static Gen<PropertyValue> Values { get; } = Of(Deepest);

    /// <summary>An object with members of every kind.</summary>
    public static Gen<PropertyObject> Objects { get; } = ObjectsOf(Deepest - 1);

    /// <summary>For FsCheck: any value, shrunk to its parts.</summary>
    public static Arbitrary<PropertyValue> AnyValue() => Arb.From(Values, Parts);

    /// <summary>For FsCheck: any object, shrunk to objects with fewer members.</summary>
    public static Arbitrary<PropertyObject> AnyObject() => Arb.From(Objects, o => Parts(o).OfType<PropertyObject>());

    private static Gen<PropertyValue> Of(int depth) => depth == 0 ? Leaves() : Gen.Frequency((3, Leaves()), (4, Branches(depth - 1)));

    private static Gen<PropertyValue> Leaves() =>
        Gen.OneOf(
            Gen.Constant(PropertyValue.Null),
            Gen.Constant(PropertyValue.Unknown),
            Gen.Elements(true, false).Select(PropertyValue.Of),
            Numbers.Select(PropertyValue.Of),
            Texts.Select(t => PropertyValue.Of(t)),
            References()
        );

    private static Gen<PropertyValue> Branches(int depth) =>
        Gen.OneOf(
            Of(depth).ListOf().Resize(4).Select(PropertyValue (items) => PropertyValue.List(items)),
            ObjectsOf(depth).Select(PropertyValue (o) => o),
            Of(depth).Select(PropertyValue.Secret),
            Outputs(depth),
            Assets(depth)
        );

    private static Gen<PropertyObject> ObjectsOf(int depth) =>
        Texts.SelectMany(key => Of(depth).Select(value => KeyValuePair.Create(key, value))).ListOf().Resize(4).Select(PropertyObject.From);

    private static Gen<PropertyValue> References() =>
        Urns.SelectMany(urn =>
            Texts
                .OrNull()
                .SelectMany(id => Gen.Elements("", "1.2.3").Select(PropertyValue (v) => new PropertyResourceReference(urn, id, v)))
        );

    /// <summary>A known value is no unknown: of those there is one form.</summary>
    private static Gen<PropertyValue> Outputs(int depth) =>
        Of(depth)
            .OrNull()
            .SelectMany(value =>
                Gen.Elements(true, false)
                    .SelectMany(secret =>
                        Urns.ListOf()
                            .Resize(2)
                            .Select(PropertyValue (urns) => new PropertyOutput(value is PropertyUnknown ? null : value, secret, [.. urns]))
                    )
            );

    private static Gen<PropertyValue> Assets(int depth) =>
        Gen.Elements(true, false)
            .SelectMany(archive =>
                ObjectsOf(depth)
                    .Select(
                        PropertyValue (members) =>
                            new PropertyAsset(archive, PropertyObject.Of(("hash", PropertyValue.Of("h")), ("assets", members)))
                    )
            );

    private static IEnumerable<PropertyValue> Parts(PropertyValue value) =>
        value switch
        {
            PropertyObject o => o.Members.Values.Concat(o.Members.Keys.Select(o.Without)),
            PropertyArray a => a.Items.Concat(a.Items.Select((_, i) => PropertyValue.List(a.Items.RemoveAt(i)))),
            PropertySecret s => Parts(s.Value).Prepend(s.Value),
            PropertyOutput { Value: { } v } => Parts(v).Prepend(v),
            PropertyAsset a => Parts(a.Fields),
            PropertyString { Value.Length: > 1 } s => [PropertyValue.Of(s.Value[..1])],
            _ => [],
        };
}
