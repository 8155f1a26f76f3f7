using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LocalEngine.State;
using PluginProtocol_Tests;
using PluginProtocol.Values;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>What holds for any state: a checkpoint gives back what was written into it.</summary>
[Properties(Arbitrary = [typeof(States)], MaxTest = 100)]
public class CheckpointPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Property]
    public void Read_Export_IsTheState(AnyState state) =>
        AssertSame(state.Snapshot, new CheckpointFile(null).Read(new CheckpointFile(null).WriteExport(state.Snapshot, Now)));

    [Property]
    public void Read_EncryptedCheckpoint_IsTheState(AnyState state)
    {
        var file = new CheckpointFile(new Shifted());
        var text = file.WriteCheckpoint(state.Snapshot, "shop", "dev", Now);
        AssertSame(state.Snapshot, file.Read(text));
        Assert.Equal(state.Snapshot.Salt, CheckpointFile.ReadSalt(text));
    }

    [Property]
    public void WriteExport_StateThatWasRead_IsTheSameText(AnyState state)
    {
        var file = new CheckpointFile(null);
        var text = file.WriteExport(state.Snapshot, Now);
        Assert.Equal(text, file.WriteExport(file.Read(text), Now));
    }

    /// <summary>Programs may nest deeply, and what the engine wrote it has to be able to read.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(400)]
    public void Read_DeepInputs_AreTheInputs(int depth)
    {
        var resource = Deep(depth);
        var file = new CheckpointFile(new Shifted());
        var read = file.Read(file.WriteExport(new Snapshot([resource], [], null), Now));
        Assert.Equal(resource.Inputs, Assert.Single(read.Resources).Inputs);
    }

    /// <summary>A line that cannot be read ends the journal: what it holds, and all after it, would be lost.</summary>
    [Fact]
    public void Replay_DeepInputs_LosesNothing()
    {
        using var folder = new TemporaryFolder();
        var file = new CheckpointFile(new Shifted());
        var resource = Deep(400);
        using (var journal = new Journal(folder.File("j"), file))
            new DeploymentState(Snapshot.Empty, journal).Commit(resource, null);
        Assert.Equal(resource.Inputs, Assert.Single(Journal.Replay(Snapshot.Empty, folder.File("j"), file).Resources).Inputs);
    }

    private static ResourceState Deep(int depth)
    {
        PropertyValue value = PropertyValue.Of("bottom");
        for (var i = 0; i < depth; i++)
            value = i % 2 == 0 ? PropertyObject.Of(("n", value)) : PropertyValue.List([value]);
        return new ResourceState
        {
            Urn = "urn:pulumi:dev::shop::t:t:T::a",
            Type = "t:t:T",
            Inputs = PropertyObject.Of(("deep", value), ("secret", PropertyValue.Secret(value))),
        };
    }

    private static void AssertSame(Snapshot expected, Snapshot actual)
    {
        Assert.Equal(expected.Salt, actual.Salt);
        Assert.Equal(expected.Resources.Length, actual.Resources.Length);
        Assert.All(expected.Resources.Zip(actual.Resources), p => AssertSame(p.First, p.Second));
        Assert.Equal(expected.PendingOperations.Select(o => o.Type), actual.PendingOperations.Select(o => o.Type));
        Assert.All(expected.PendingOperations.Zip(actual.PendingOperations), p => AssertSame(p.First.Resource, p.Second.Resource));
    }

    private static void AssertSame(ResourceState expected, ResourceState actual)
    {
        foreach (var member in typeof(ResourceState).GetProperties())
        {
            var (a, b) = (member.GetValue(expected), member.GetValue(actual));
            if (a is ImmutableArray<string> list)
                Assert.Equal(list.AsEnumerable(), ((ImmutableArray<string>)b!).AsEnumerable());
            else if (a is ImmutableSortedDictionary<string, ImmutableArray<string>> lists)
                Assert.Equal(Flat(lists), Flat((ImmutableSortedDictionary<string, ImmutableArray<string>>)b!));
            else
                Assert.True(Equals(a, b) || a is System.Collections.IEnumerable, $"{member.Name}: {a} became {b}");
        }

        Assert.Equal(expected.Others, actual.Others);
        Assert.Equal(expected.AllDependencies, actual.AllDependencies);
    }

    private static IEnumerable<string> Flat(ImmutableSortedDictionary<string, ImmutableArray<string>> lists) =>
        lists.SelectMany(l => l.Value.Prepend("key " + l.Key));

    private sealed class Shifted : ISecretCrypter
    {
        public string Encrypt(string plaintext) => new([.. plaintext.Select(c => (char)(c ^ 1))]);

        public string Decrypt(string ciphertext) => Encrypt(ciphertext);
    }
}

/// <summary>A state, for test methods.</summary>
public sealed class AnyState
{
    internal AnyState(Snapshot snapshot) => Snapshot = snapshot;

    internal Snapshot Snapshot { get; }

    public override string ToString() => new CheckpointFile(null).WriteExport(Snapshot, DateTimeOffset.UnixEpoch);
}

/// <summary>States for FsCheck: up to four resources, each of which may depend on those before it.</summary>
public static class States
{
    private static readonly Gen<bool> Flags = Gen.Elements(true, false);

    private static readonly Gen<ImmutableArray<string>> Lists = PropertyTrees.Texts.ListOf().Resize(2).Select(l => l.ToImmutableArray());

    private static readonly Gen<DateTimeOffset?> Times = Gen.OneOf(
        Gen.Constant<DateTimeOffset?>(null),
        Gen.Choose(0, int.MaxValue)
            .SelectMany(s => Gen.Choose(0, 9_999_999).Select(DateTimeOffset? (f) => DateTimeOffset.UnixEpoch.AddSeconds(s).AddTicks(f)))
    );

    private static readonly Gen<Timeouts> Durations =
        from create in Gen.Elements(0, 0.5, 300)
        from update in Gen.Elements(0, 1e-3, 86400)
        from delete in Gen.Elements(0, 1.0 / 3)
        select new Timeouts(create, update, delete);

    public static Arbitrary<AnyState> State() =>
        Arb.From(
            from count in Gen.Choose(0, 4)
            from resources in Gen.CollectToArray(Enumerable.Range(0, count), Resource)
            from pending in Resource(count).Select(r => new PendingOperation("creating", r)).ListOf().Resize(1)
            from salt in Gen.Elements(null, "v1:abc:v1:def:ghi")
            select new AnyState(new Snapshot([.. resources], [.. pending], salt)),
            Fewer
        );

    private static IEnumerable<AnyState> Fewer(AnyState state) =>
        state.Snapshot.Resources.IsEmpty
            ? []
            : [new AnyState(state.Snapshot with { Resources = state.Snapshot.Resources[..^1], PendingOperations = [] })];

    private static string Urn(int n) => $"urn:pulumi:dev::shop::t:t:T::名前 \"{n}\" ż::x";

    private static Gen<ImmutableArray<string>> Before(int n) =>
        Flags.ArrayOf(n).Select(taken => taken.Select((t, i) => t ? Urn(i) : "").Where(u => u.Length > 0).ToImmutableArray());

    private static Gen<string> OneBefore(int n) => Before(n).Select(urns => urns.IsEmpty ? "" : urns[0]);

    private static Gen<ResourceState> Resource(int n) =>
        from flags in Flags.ArrayOf(6)
        from texts in PropertyTrees.Texts.ArrayOf(3)
        from lists in Lists.ArrayOf(4)
        from values in PropertyTrees.Objects.Select(AsInState).ArrayOf(2)
        from dependencies in Before(n)
        from propertyDependencies in PropertyTrees.Texts.Zip(Before(n)).ListOf().Resize(2)
        from parent in OneBefore(n)
        from deletedWith in OneBefore(n)
        from provider in OneBefore(n)
        from times in Times.ArrayOf(2)
        from timeouts in Durations
        from others in Gen.Elements("1", "null", "[1,2]", """{"a":"b"}""", "\"ż\"").OrNull()
        select new ResourceState
        {
            Urn = Urn(n),
            Type = "t:t:T" + texts[0],
            Custom = flags[0],
            Delete = flags[1],
            Id = texts[1],
            Inputs = values[0],
            Outputs = values[1],
            Parent = parent,
            Protect = flags[2],
            External = flags[3],
            Dependencies = dependencies,
            InitErrors = lists[0],
            Provider = provider.Length > 0 ? provider + "::id" : "",
            PropertyDependencies = propertyDependencies
                .GroupBy(p => p.Item1)
                .ToImmutableSortedDictionary(g => g.Key, g => g.First().Item2, StringComparer.Ordinal),
            PendingReplacement = flags[4],
            AdditionalSecretOutputs = lists[1],
            Timeouts = timeouts,
            ImportId = texts[2],
            RetainOnDelete = flags[5],
            DeletedWith = deletedWith,
            Created = times[0],
            Modified = times[1],
            IgnoreChanges = lists[2],
            ReplaceOnChanges = lists[3],
            Others = others is null
                ? ImmutableSortedDictionary<string, string>.Empty
                : ImmutableSortedDictionary<string, string>.Empty.Add("ofNewerVersions", others),
        };

    /// <summary>A state holds no outputs with their dependencies: what came from one is secret or not.</summary>
    private static PropertyObject AsInState(PropertyObject value) => (PropertyObject)Stored(value);

    private static PropertyValue Stored(PropertyValue value) =>
        value switch
        {
            PropertyOutput { IsSecret: true, Value: { } v } => PropertyValue.Secret(Stored(v)),
            PropertyOutput { Value: { } v } => Stored(v),
            PropertyOutput => PropertyValue.Unknown,
            PropertySecret s => PropertyValue.Secret(Stored(s.Value)),
            PropertyArray a => PropertyValue.List(a.Items.Select(Stored)),
            PropertyObject o => PropertyObject.From(o.Members.Select(m => KeyValuePair.Create(m.Key, Stored(m.Value)))),
            PropertyAsset a => new PropertyAsset(a.IsArchive, AsInState(a.Fields)),
            _ => value,
        };
}
