using System.Collections.Immutable;
using System.Text.Json;
using Pulumi;
using Pulumi.Utilities;

namespace Pulumi_Tests;

/// <summary>Lists, maps, tuples and unions of values that come later.</summary>
public class InputTests
{
    [Fact]
    public async Task Add_KeyThatTheMapHasWithAnotherValue_Fails()
    {
        InputMap<string> map = new() { { "a", "1" } };
        map.Add("a", "2");
        await Assert.ThrowsAsync<ArgumentException>(() => OutputUtilities.GetValueAsync(map.ToOutput()));
        InputMap<string> same = new()
        {
            { "a", "1" },
            new Dictionary<string, string> { ["a"] = "1" },
        };
        Assert.Equal("1", (await OutputUtilities.GetValueAsync(same.ToOutput()))["a"]);
    }

    [Fact]
    public async Task AddRange_KeyThatBothMapsHave_FailsAndMergeTakesTheSecond()
    {
        InputMap<string> first = new() { { "a", "1" } };
        InputMap<string> second = new() { { "a", "2" } };
        Assert.Equal("2", (await OutputUtilities.GetValueAsync(InputMap<string>.Merge(first, second).ToOutput()))["a"]);
        first.AddRange(second);
        await Assert.ThrowsAsync<ArgumentException>(() => OutputUtilities.GetValueAsync(first.ToOutput()));
    }

    [Fact]
    public void InputList_OfNull_NamesTheArgument()
    {
        Assert.Throws<ArgumentNullException>(() => (InputList<string>)(string[])null!);
        Assert.Throws<ArgumentNullException>(() => (InputList<string>)(Input<string>[])null!);
        Assert.Throws<ArgumentNullException>(() => (InputList<string>)(List<Output<string>>)null!);
    }

    [Fact]
    public async Task InputList_WithNullInside_HasTheDefault()
    {
        InputList<string?> list = new Input<string?>[] { "a", null! };
        Assert.Equal(["a", null], (await OutputUtilities.GetValueAsync(list.ToOutput())).AsEnumerable());
    }

    [Fact]
    public async Task Tuple_TwoToEight_JoinValuesAndSecretness()
    {
        var (one, secret) = (Output.Create(1), Output.CreateSecret("s"));
        Input<int> two = 2;
        Assert.Equal((1, "s"), await OutputUtilities.GetValueAsync(Output.Tuple(one, secret)));
        Assert.Equal((1, "s", 1), await OutputUtilities.GetValueAsync(Output.Tuple(one, secret, one)));
        Assert.Equal((1, "s", 1, 1), await OutputUtilities.GetValueAsync(Output.Tuple(one, secret, one, one)));
        Assert.Equal((2, 2, 2, 2, 2), await OutputUtilities.GetValueAsync(Output.Tuple(two, two, two, two, two)));
        Assert.Equal((2, 2, 2, 2, 2, 2), await OutputUtilities.GetValueAsync(Output.Tuple(two, two, two, two, two, two)));
        Assert.Equal((2, 2, 2, 2, 2, 2, 2), await OutputUtilities.GetValueAsync(Output.Tuple(two, two, two, two, two, two, two)));
        var eight = Output.Tuple(one, one, one, one, one, one, one, secret);
        Assert.Equal((1, 1, 1, 1, 1, 1, 1, "s"), await OutputUtilities.GetValueAsync(eight));
        Assert.True(await Output.IsSecretAsync(eight));
        Assert.False(await OutputUtilities.GetIsKnownAsync(Output.Tuple(one, OutputUtilities.CreateUnknown(2), one)));
    }

    [Fact]
    public async Task Apply_FunctionThatGivesAnInput_IsThatInput()
    {
        Input<int> input = 2;
        Assert.Equal(3, await OutputUtilities.GetValueAsync(input.Apply(v => (Input<int>)(v + 1))));
    }

    [Fact]
    public async Task CreateUnknown_Factory_IsNotCalledWithoutARun()
    {
        var called = false;
        var output = OutputUtilities.CreateUnknown(() => Task.FromResult(called = true));
        Assert.False(await OutputUtilities.GetIsKnownAsync(output));
        Assert.False(called);
    }

    [Fact]
    public async Task GetValue_Unknown_IsTheDefault() =>
        Assert.Equal(0, await OutputUtilities.GetValueAsync(OutputUtilities.CreateUnknown(7)));

    [Fact]
    public void Union_OneOfTwo_KnowsWhich()
    {
        Union<string, int> union = 3;
        Assert.True(union is { IsT1: true, IsT0: false, AsT1: 3 });
        Assert.Throws<InvalidOperationException>(() => union.AsT0);
        Assert.Equal("3", union.Match(s => s, i => $"{i}"));
        Assert.False(union.TryPickT0(out _, out var rest));
        Assert.Equal((3, true), (rest, union == Union<string, int>.FromT1(3)));
        Assert.NotEqual(Union<int, int>.FromT0(1), Union<int, int>.FromT1(1));
        Assert.Equal(4, union.MapT1(i => i + 1).AsT1);
        Assert.Equal("x", ((Union<string, int>)"x").Bimap(s => s, i => i).Value);
    }

    [Fact]
    public async Task InputUnion_EachForm_HasItsType()
    {
        InputUnion<string, int> text = "a";
        InputUnion<string, int> number = Output.Create(1);
        InputList<Union<string, int>> list = new() { "a", 1, Output.Create(2) };
        InputMap<Union<string, int>> map = new() { { "k", 1 } };
        Assert.Equal("a", (await OutputUtilities.GetValueAsync(text.ToOutput())).AsT0);
        Assert.Equal(1, (await OutputUtilities.GetValueAsync(number.ToOutput())).AsT1);
        Assert.Equal([false, true, true], (await OutputUtilities.GetValueAsync(list.ToOutput())).Select(u => u.IsT1));
        Assert.Equal(1, (await OutputUtilities.GetValueAsync(map.ToOutput()))["k"].AsT1);
        Assert.True(await OutputUtilities.GetValueAsync(number.ToOutput().IsT1()));
    }

    [Fact]
    public async Task InputJson_EachForm_IsTheValue()
    {
        using var document = JsonDocument.Parse("[1]");
        InputJson[] all = ["[1]", document, document.RootElement, Output.Create("[1]"), Output.Create(document.RootElement)];
        foreach (var json in all)
            Assert.Equal("[1]", (await OutputUtilities.GetValueAsync(json.ToOutput())).GetRawText());
    }

    [Fact]
    public async Task OutputExtensions_OfAList_GiveElementsAndLength()
    {
        var list = Output.Create(ImmutableArray.Create("a", "b"));
        Assert.Equal("a", await OutputUtilities.GetValueAsync(list.First()));
        Assert.Equal("b", await OutputUtilities.GetValueAsync(list.GetAt(1)));
        Assert.Equal(2, await OutputUtilities.GetValueAsync(list.Length()));
    }

    [Fact]
    public void DictionaryArgs_TypeThatCannotBeSent_IsRefused()
    {
        static ImmutableDictionary<string, object?> Of(object? value) => ImmutableDictionary<string, object?>.Empty.Add("a", value);

        foreach (var fits in new object?[] { null, "s", 1, 1.5, true, Output.Create("s"), ImmutableArray.Create(1), (Input<int>)1 })
        {
            _ = new DictionaryResourceArgs(Of(fits));
            _ = new DictionaryInvokeArgs(Of(fits));
        }

        foreach (
            var other in new object[]
            {
                1.5m,
                DateTime.MinValue,
                new List<int>(),
                new StringAsset("t"),
                Output.Create(1L),
                ImmutableDictionary<int, int>.Empty,
            }
        )
        {
            Assert.Throws<InvalidOperationException>(() => new DictionaryResourceArgs(Of(other)));
            Assert.Throws<InvalidOperationException>(() => new DictionaryInvokeArgs(Of(other)));
        }
    }
}
