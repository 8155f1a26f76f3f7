using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>A resource's spec and three sets of inputs that have the types it declares, for test methods.</summary>
public sealed class SpecInputs
{
    internal SpecInputs(ResourceSpec spec, ImmutableArray<PropertyObject> inputs, int seed) => (Spec, All, Seed) = (spec, inputs, seed);

    internal ResourceSpec Spec { get; }

    internal ImmutableArray<PropertyObject> All { get; }

    /// <summary>Chooses among places and orders.</summary>
    internal int Seed { get; }

    internal PropertyObject A => All[0];

    internal PropertyObject B => All[1];

    internal PropertyObject C => All[2];

    /// <summary>The inputs of the spec as one type.</summary>
    internal ObjectType Type => SpecValues.TypeOf(Spec);

    public override string ToString() => $"{Spec.Name}\n  A: {A}\n  B: {B}\n  C: {C}\n  seed {Seed}";
}

/// <summary>
/// Inputs for FsCheck by what their spec declares. There are few different texts and numbers, so that values are often equal
/// in part.
/// </summary>
public static class SpecValues
{
    private static readonly Gen<string> Texts = Gen.Elements("", "a", "A", "b", " a", "ż", "名");

    private static readonly Gen<PropertySpec[]> EveryType = Gen.Constant<PropertySpec[]>([
        Spec("text", PropertyType.Text),
        Spec("key", PropertyType.Text),
        Spec("mail", new TextType(IgnoreCase: true)),
        Spec("title", new TextType(IgnoreEnds: true)),
        Spec("number", PropertyType.Integer()) with
        {
            Default = PropertyValue.Of(6),
        },
        Spec("flag", PropertyType.Boolean) with
        {
            Default = PropertyValue.Of(false),
        },
        Spec("any", PropertyType.Any),
        Spec("set", PropertyType.Set(new TextType(IgnoreCase: true))) with
        {
            Default = PropertyValue.List([]),
        },
        Spec("map", PropertyType.Map(PropertyType.Set(PropertyType.Integer()))),
    ]);

    /// <summary>For FsCheck: inputs of each resource of the provider, and of one that has everything in everything.</summary>
    public static Arbitrary<SpecInputs> Inputs() =>
        Arb.From(
            from spec in Gen.Elements(Catalog.Resources.Select(r => r.Spec).Append(Everything()).Append(Everything()).Append(Everything()))
            from inputs in Objects(TypeOf(spec)).ArrayOf(3)
            from kin in Gen.Elements(true, false)
            from seed in Gen.Choose(0, 1_000_000)
            select new SpecInputs(spec, [inputs[0], kin ? Mixed(inputs[0], inputs[1], seed) : inputs[1], inputs[2]], seed),
            Fewer
        );

    internal static ObjectType TypeOf(ResourceSpec spec) => new(spec.Name, "", [.. spec.Inputs]);

    private static PropertySpec Spec(string name, PropertyType type) => new(name, name, type, "");

    /// <summary>A resource with every type inside every other.</summary>
    private static ResourceSpec Everything()
    {
        var members = EveryType.Sample(1).First();
        var leaf = new ObjectType("Leaf", "", [.. members]);
        var branch = new ObjectType(
            "Branch",
            "",
            [
                .. members,
                Spec("object", leaf),
                Spec("list", PropertyType.List(leaf)),
                Spec("keyed", PropertyType.Keyed(leaf, "key")),
                Spec("setOfObjects", PropertyType.Set(leaf)),
                Spec("mapOfObjects", PropertyType.Map(leaf)),
            ]
        );
        return new ResourceSpec(
            "Everything",
            "",
            [
                Spec("branch", branch),
                Spec("branches", PropertyType.List(branch)),
                Spec("keyedBranches", PropertyType.Keyed(branch, "key")),
                .. members,
            ]
        )
        {
            ImportId = "",
            ImportExample = "",
        };
    }

    private static Gen<PropertyValue> Values(PropertyType type) =>
        type switch
        {
            TextType => Texts.Select(t => PropertyValue.Of(t)),
            IntegerType => Gen.Choose(0, 3).Select(n => PropertyValue.Of(n)),
            BooleanType => Gen.Elements(true, false).Select(PropertyValue.Of),
            EnumType e => Gen.Elements(e.Values.Select(v => PropertyValue.Of(v.Value))),
            ListType list => Values(list.Item).ListOf().Resize(3).Select(PropertyValue (items) => PropertyValue.List(items)),
            MapType map => Gen.Elements("a", "b", "c@d.e")
                .Zip(Values(map.Value))
                .ListOf()
                .Resize(3)
                .Select(PropertyValue (m) => PropertyObject.From(m.Select(p => KeyValuePair.Create(p.Item1, p.Item2)))),
            ObjectType o => Objects(o).Select(PropertyValue (v) => v),
            _ => Gen.OneOf(Values(PropertyType.Text), Values(PropertyType.Integer()), Values(PropertyType.Boolean)),
        };

    /// <summary>Members are there or not, null, or what stands for their absence.</summary>
    private static Gen<PropertyObject> Objects(ObjectType type) =>
        type.Properties.Aggregate(
            Gen.Constant(PropertyObject.Empty),
            (gen, p) => gen.SelectMany(o => Members(p).Select(v => v is null ? o : o.With(p.Name, v)))
        );

    private static Gen<PropertyValue?> Members(PropertySpec property) =>
        Gen.Frequency(
            (4, Gen.Constant<PropertyValue?>(null)),
            (1, Gen.Constant<PropertyValue?>(PropertyValue.Null)),
            (2, Gen.Constant(property.Default)),
            (6, Values(property.Type).Select(PropertyValue? (v) => v))
        );

    /// <summary>Some members of one object and some of another, so that the two have much in common.</summary>
    private static PropertyObject Mixed(PropertyObject a, PropertyObject b, int seed) =>
        PropertyObject.From(
            a.Members.Keys.Union(b.Members.Keys)
                .Select((key, i) => KeyValuePair.Create(key, (seed >> (i % 16) & 1) == 0 ? a[key] : Mixed(a[key], b[key], seed / 2)))
                .Where(m => m.Value is not null)
                .Select(m => KeyValuePair.Create(m.Key, m.Value!))
        );

    private static PropertyValue? Mixed(PropertyValue? a, PropertyValue? b, int seed) =>
        (a, b) switch
        {
            (PropertyObject x, PropertyObject y) => Mixed(x, y, seed),
            (PropertyArray x, PropertyArray y) => PropertyValue.List(x.Items.Concat(y.Items).Where((_, i) => (seed >> (i % 8) & 1) == 1)),
            _ => b,
        };

    private static IEnumerable<SpecInputs> Fewer(SpecInputs inputs) =>
        inputs.All.SelectMany(
            (o, i) => Smaller(o).Cast<PropertyObject>().Select(s => new SpecInputs(inputs.Spec, inputs.All.SetItem(i, s), inputs.Seed))
        );

    private static IEnumerable<PropertyValue> Smaller(PropertyValue value) =>
        value switch
        {
            PropertyObject o => o
                .Members.Keys.Select(PropertyValue (key) => o.Without(key))
                .Concat(o.Members.SelectMany(m => Smaller(m.Value).Select(PropertyValue (s) => o.With(m.Key, s)))),
            PropertyArray a => a
                .Items.Select(PropertyValue (_, i) => PropertyValue.List(a.Items.RemoveAt(i)))
                .Concat(
                    a.Items.SelectMany((item, i) => Smaller(item).Select(PropertyValue (s) => PropertyValue.List(a.Items.SetItem(i, s))))
                ),
            _ => [],
        };
}
