using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Which calls are repeated while the license does not know yet what they name.</summary>
public class ObjectWriterTests
{
    private const int TooEarly = 2;

    /// <summary>The answer "not found" may mean the new object that the update names, or the one that it changes.</summary>
    [Theory]
    [InlineData(true, false, TooEarly + 1)]
    [InlineData(false, true, TooEarly + 1)]
    [InlineData(false, false, 1)]
    public async Task Update_NamesANewObject_IsRepeatedUnlessTheChangedOneIsGone(bool isShown, bool isNew, int expected)
    {
        using var thing = new ThingRun();
        thing.Run.Ledger.RecordCreated(ThingRun.Other, "new", thing.Time.GetUtcNow());
        if (isNew)
            thing.Run.Ledger.RecordCreated(thing.Resource.Spec.Token, "1", thing.Time.GetUtcNow());
        if (isShown)
            thing.Resource.Shown.Add(new LiveObject("1", "n", PropertyObject.Empty));
        thing.Resource.OnUpdate = _ => thing.Resource.Updates.Count <= TooEarly ? throw ThingRun.Refusal() : Task.CompletedTask;
        var update = thing.Writer.UpdateAsync(ThingRun.Update("""{"name":"n"}""", """{"name":"new"}""", "name"), default);
        Assert.Equal(expected == 1, await Record.ExceptionAsync(() => update) is ApiException);
        Assert.Equal(expected, thing.Resource.Updates.Count);
    }

    [Theory]
    [InlineData(false, ErrorTypes.NotFound, 1)]
    [InlineData(false, ErrorTypes.GroupNotFound, TooEarly + 1)]
    [InlineData(true, ErrorTypes.NotFound, TooEarly + 1)]
    public async Task Change_NamesANewObject_IsRepeatedWhereThatMayBeMeant(bool isOwn, string error, int expected)
    {
        using var thing = new ThingRun();
        thing.Run.Ledger.RecordCreated(isOwn ? thing.Resource.Spec.Token : ThingRun.Other, "new", thing.Time.GetUtcNow());
        var calls = 0;
        var change = thing.Writer.ChangeAsync(
            ["old", "new"],
            _ => ++calls <= TooEarly ? throw ThingRun.Refusal(error) : Task.CompletedTask,
            default
        );
        Assert.Equal(expected == 1, await Record.ExceptionAsync(() => change) is ApiException);
        Assert.Equal(expected, calls);
    }

    [Fact]
    public async Task Update_NamesNothingNew_IsNotRepeated()
    {
        using var thing = new ThingRun();
        thing.Resource.Shown.Add(new LiveObject("1", "n", PropertyObject.Empty));
        thing.Resource.OnUpdate = _ => throw ThingRun.Refusal();
        await Assert.ThrowsAsync<ApiException>(() =>
            thing.Writer.UpdateAsync(ThingRun.Update("""{"name":"n"}""", """{"name":"other"}""", "name"), default)
        );
        Assert.Single(thing.Resource.Updates);
    }
}
