using FsCheck.Xunit;
using LiveChatPulumi.Provider.Resources.Agent;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What holds for the comparison of any inputs of any resource: what is equal, and what is told of a difference.</summary>
[Properties(Arbitrary = [typeof(SpecValues)], MaxTest = 200)]
public class ValuePropertyTests
{
    [Property]
    public void AreEqual_TheSame_Is(SpecInputs inputs) => Assert.True(ValueEquality.AreEqual(inputs.Type, inputs.A, inputs.A));

    [Property]
    public void AreEqual_TwoValues_GoesBothWays(SpecInputs inputs)
    {
        var (type, a, b) = (inputs.Type, inputs.A, inputs.B);
        Assert.Equal(ValueEquality.AreEqual(type, a, b), ValueEquality.AreEqual(type, b, a));
        foreach (var p in type.Properties)
            Assert.Equal(ValueEquality.AreEqual(p.Type, a[p.Name], b[p.Name]), ValueEquality.AreEqual(p.Type, b[p.Name], a[p.Name]));
    }

    [Property]
    public void AreEqual_TwoValuesThatEqualAThird_AreEqual(SpecInputs inputs)
    {
        foreach (var p in inputs.Type.Properties)
        {
            var (a, b, c) = (inputs.A[p.Name], inputs.B[p.Name], inputs.C[p.Name]);
            if (ValueEquality.AreEqual(p.Type, a, b) && ValueEquality.AreEqual(p.Type, b, c))
                Assert.True(ValueEquality.AreEqual(p.Type, a, c));
        }
    }

    [Property]
    public void Compare_SameMeaningInOtherWords_ShowsNothing(SpecInputs inputs)
    {
        var said = (PropertyObject)Reworded(inputs.Type, inputs.A, new Random(inputs.Seed), isRoot: true);
        Assert.True(ValueEquality.AreEqual(inputs.Type, inputs.A, said));
        Assert.Empty(InputDiff.Compare(inputs.Spec, inputs.A, said));
        Assert.Empty(InputDiff.Compare(inputs.Spec, said, inputs.A));
    }

    [Property]
    public void Compare_TwoInputs_ShowsNothingOnlyIfEveryPropertyIsEqual(SpecInputs inputs)
    {
        var equal = inputs.Spec.Inputs.All(p =>
            IsHandedOver(p, inputs) || ValueEquality.AreEqual(p.Type, inputs.A[p.Name], inputs.B[p.Name])
        );
        Assert.Equal(equal, InputDiff.Compare(inputs.Spec, inputs.A, inputs.B).IsEmpty);
    }

    /// <summary>What a program drops stays in LiveChat as it is, so it is no change.</summary>
    private static bool IsHandedOver(PropertySpec property, SpecInputs inputs) =>
        property.StaysWhenDropped && inputs.B[property.Name] is null or { IsNull: true };

    /// <summary>Takes over what is shown, and nothing else, and has the new inputs.</summary>
    [Property]
    public void Compare_AppliedToTheOldInputs_GivesTheNewOnes(SpecInputs inputs)
    {
        var changes = InputDiff.Compare(inputs.Spec, inputs.A, inputs.B);
        var applied = new ShownChanges(changes.Select(c => c.Path));
        foreach (var p in inputs.Spec.Inputs.Where(p => !IsHandedOver(p, inputs)))
        {
            var made = applied.Apply(p.Type, PropertyPath.Root.Member(p.Name), inputs.A[p.Name], inputs.B[p.Name]);
            Assert.True(
                ValueEquality.AreEqual(p.Type, made, inputs.B[p.Name]),
                $"{p.Name}: {inputs.A[p.Name]} became {made} by {string.Join(", ", changes.Select(c => c.Path))}, not {inputs.B[p.Name]}"
            );
        }
    }

    /// <summary>What is shown says where and what: nothing that is the same is shown, and no place is shown inside another.</summary>
    [Property]
    public void Compare_EveryChange_IsOne(SpecInputs inputs)
    {
        var changes = InputDiff.Compare(inputs.Spec, inputs.A, inputs.B);
        foreach (var change in changes)
        {
            Assert.Equal(change.Property.Name, change.Path.Segments[0]);
            if (MemberAt(inputs.Type, change.Path) is not { } member)
                continue;
            Assert.Single(changes, c => c.Path.Contains(change.Path));
            Assert.False(ValueEquality.AreEqual(member.Type, In(inputs.A), In(inputs.B)), $"{change.Path} is the same");

            PropertyValue? In(PropertyObject side) => change.Path.Get(side) is { IsNull: false } value ? value : member.Default;
        }
    }

    [Property]
    public void Compare_AnyPartChanged_ShowsItOrWhatItIsPartOf(SpecInputs inputs)
    {
        var places = Leaves(inputs.Type, PropertyPath.Root, inputs.A).ToList();
        if (places.Count == 0 || SaysTwice(inputs.Type, inputs.A))
            return;
        var place = places[inputs.Seed % places.Count];
        var changed = (PropertyObject)place.Reset(inputs.A, (PropertyObject)Changed(inputs.A));
        Assert.Contains(InputDiff.Compare(inputs.Spec, inputs.A, changed), c => c.Path.Contains(place));
        Assert.Contains(InputDiff.Compare(inputs.Spec, changed, inputs.A), c => c.Path.Contains(place));
    }

    /// <summary>An element of a set changed, whatever place it has now, and the members that did not are not shown.</summary>
    [Theory]
    [InlineData("[{1:first},{2:last}]", "[{2:last},{1:normal}]", "groups[1].priority")]
    [InlineData("[{1:first},{2:last}]", "[{2:normal},{1:normal}]", "groups[1].priority", "groups[0].priority")]
    [InlineData("[{1:first},{2:last}]", "[{2:normal}]", "groups[0]", "groups[0].priority")]
    [InlineData("[{1:first}]", "[{2:first}]", "groups[0].groupId")]
    [InlineData("[{1:first},{2:last}]", "[{2:last}]", "groups")]
    [InlineData("[{1:first}]", "[{1:first},{2:last}]", "groups")]
    [InlineData("[{1:first},{2:last}]", "[{2:last},{1:first}]")]
    public void Compare_ElementsOfASet_ShowTheMemberThatChanged(string olds, string news, params string[] paths)
    {
        var changes = InputDiff.Compare(AgentSpec.Spec, Groups(olds), Groups(news));
        Assert.Equal(paths, changes.Select(c => c.Path.ToString()));

        static PropertyObject Groups(string text) =>
            PropertyObject.Of(
                (
                    "groups",
                    PropertyValue.List(
                        text.Split('[', ']', '{', '}', ',')
                            .Where(g => g.Length > 0)
                            .Select(g =>
                                PropertyObject.Of(
                                    ("groupId", PropertyValue.Of(int.Parse(g.Split(':')[0]))),
                                    ("priority", PropertyValue.Of(g.Split(':')[1]))
                                )
                            )
                    )
                )
            );
    }

    /// <summary>True where a set has an element twice: one of the two says nothing, whatever becomes of it.</summary>
    private static bool SaysTwice(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) => list.IsSet
                && a.Items.DistinctBy(i => CanonicalText.Of(list.Item, i)).Count() < a.Items.Length
                || a.Items.Any(i => SaysTwice(list.Item, i)),
            (MapType map, PropertyObject o) => o.Members.Values.Any(v => SaysTwice(map.Value, v)),
            (ObjectType obj, PropertyObject o) => o.Members.Any(m => SaysTwice(obj.Find(m.Key)!.Type, m.Value)),
            _ => false,
        };

    /// <summary>The same in other words: wrapped in secrets and outputs, sets in another order, other letters, null for nothing.</summary>
    private static PropertyValue Reworded(PropertyType type, PropertyValue value, Random random, bool isRoot = false)
    {
        PropertyValue said = (type, value) switch
        {
            (ListType { IsSet: true } set, PropertyArray a) => PropertyValue.List(
                Shuffled(a.Items.Select(i => Reworded(set.Item, i, random)), random)
            ),
            (ListType list, PropertyArray a) => PropertyValue.List(a.Items.Select(i => Reworded(list.Item, i, random))),
            (MapType map, PropertyObject o) => PropertyObject.From(
                o.Members.Select(m => KeyValuePair.Create(m.Key, Reworded(map.Value, m.Value, random)))
            ),
            (ObjectType obj, PropertyObject o) => PropertyObject.From(
                obj.Properties.SelectMany(p => Member(p, o[p.Name], random, isRoot).Select(v => KeyValuePair.Create(p.Name, v)))
            ),
            (TextType { IgnoreCase: true }, PropertyString s) => PropertyValue.Of(
                random.Next(2) == 0 ? s.Value.ToUpperInvariant() : s.Value
            ),
            _ => value,
        };
        return isRoot ? said
            : random.Next(8) == 0 ? PropertyValue.Secret(said)
            : random.Next(8) == 0 ? new PropertyOutput(said, random.Next(2) == 0, ["urn"])
            : said;
    }

    private static IEnumerable<PropertyValue> Member(PropertySpec property, PropertyValue? value, Random random, bool isRoot) =>
        value is { IsNull: false } ? [Reworded(property.Type, value, random)]
        : random.Next(4) == 0 ? [PropertyValue.Null]
        : !isRoot && random.Next(4) == 0 && property.Default is { } d ? [d]
        : [];

    private static IEnumerable<T> Shuffled<T>(IEnumerable<T> items, Random random)
    {
        var array = items.ToArray();
        random.Shuffle(array);
        return array;
    }

    /// <summary>
    /// What a place may hold, and, inside an object, what stands for nothing there. Null inside a list whose elements have keys,
    /// and inside a set: an element may have come from another place.
    /// </summary>
    private static PropertySpec? MemberAt(ObjectType inputs, PropertyPath path)
    {
        var member = new PropertySpec("", "", inputs, "");
        foreach (var segment in path.Segments)
        {
            member = member.Type switch
            {
                ObjectType o when ReferenceEquals(o, inputs) => o.Find((string)segment)! with { Default = null },
                ObjectType o => o.Find((string)segment)!,
                MapType m => new PropertySpec("", "", m.Value, ""),
                ListType { Key: null, IsSet: false } l => new PropertySpec("", "", l.Item, ""),
                _ => null,
            };
            if (member is null)
                return null;
        }

        return member;
    }

    private static IEnumerable<PropertyPath> Leaves(PropertyType type, PropertyPath at, PropertyValue value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) => a.Items.SelectMany((item, i) => Leaves(list.Item, at.Element(i), item)),
            (MapType map, PropertyObject o) => o.Members.SelectMany(m => Leaves(map.Value, at.Member(m.Key), m.Value)),
            (ObjectType obj, PropertyObject o) => o.Members.SelectMany(m => Leaves(obj.Find(m.Key)!.Type, at.Member(m.Key), m.Value)),
            (_, PropertyNull) => [],
            _ => [at],
        };

    /// <summary>The same tree with every leaf another.</summary>
    private static PropertyValue Changed(PropertyValue value) =>
        value switch
        {
            PropertyString s => PropertyValue.Of(s.Value + "!"),
            PropertyNumber n => PropertyValue.Of(n.Value + 1),
            PropertyBool b => PropertyValue.Of(!b.Value),
            PropertyArray a => PropertyValue.List(a.Items.Select(Changed)),
            PropertyObject o => PropertyObject.From(o.Members.Select(m => KeyValuePair.Create(m.Key, Changed(m.Value)))),
            _ => value,
        };
}
