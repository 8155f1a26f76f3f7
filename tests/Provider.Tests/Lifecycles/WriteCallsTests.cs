using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Lifecycles;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What is known of a write after each of its calls.</summary>
public class WriteCallsTests
{
    private const string Before = """{"color":"red","name":"n","parts":{"a":"1","b":"2"}}""";
    private const string After = """{"name":"n","parts":{"a":"3"}}""";

    [Fact]
    public async Task Next_CallIsAnswered_ToldIsWhatItSent()
    {
        using var thing = new ThingRun();
        var calls = Calls(thing);
        await calls.NextAsync(default);
        Assert.Equal(After, PluginHarness.Text(calls.Told));
        Assert.Equal(["color", "parts"], calls.Sent.Select(p => p.Name));
        Assert.Empty(calls.Unsure);
        Assert.True(calls.AreDone);
    }

    /// <summary>What the call would have taken out of a map may be there still.</summary>
    [Fact]
    public async Task Next_AnswerIsLost_ToldIsWhatMayBe()
    {
        using var thing = new ThingRun();
        thing.Resource.OnUpdate = _ => throw ThingRun.Lost();
        var calls = Calls(thing);
        await Assert.ThrowsAsync<ApiException>(() => calls.NextAsync(default));
        AssertIsDoubted(calls);
    }

    [Fact]
    public async Task Next_WritesAreCancelled_ToldIsWhatMayBe()
    {
        using var thing = new ThingRun();
        thing.Resource.OnUpdate = _ =>
        {
            thing.Run.Cancel();
            thing.Time.Advance(thing.Run.Options.WriteGrace);
            return Task.Delay(Timeout.InfiniteTimeSpan, thing.Context.Writes);
        };
        var calls = Calls(thing);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls.NextAsync(default));
        AssertIsDoubted(calls);
    }

    [Fact]
    public async Task Next_CallIsRefused_NothingWasTold()
    {
        using var thing = new ThingRun();
        thing.Resource.OnUpdate = _ => throw ThingRun.Refusal(ErrorTypes.Authorization);
        var calls = Calls(thing);
        await Assert.ThrowsAsync<ApiException>(() => calls.NextAsync(default));
        Assert.Equal(Before, PluginHarness.Text(calls.Told));
        Assert.Empty(calls.Sent);
        Assert.Empty(calls.Unsure);
        Assert.False(calls.AreDone);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Next_ChangeIsATrigger_IsRunAndNotSent(bool trigger, bool other)
    {
        using var thing = new ThingRun();
        string[] changed = [.. trigger ? ["renewal"] : Array.Empty<string>(), .. other ? ["color"] : Array.Empty<string>()];
        var calls = Calls(thing, ThingRun.Update(Before, """{"name":"n","color":"blue","renewal":"2"}""", changed));
        await calls.FinishAsync(default);
        var isRun = trigger && !other;
        Assert.Equal(isRun ? thing.Resource.Triggered : null, calls.Issued);
        Assert.Equal(isRun ? 0 : 1, thing.Resource.Updates.Count);
    }

    [Fact]
    public async Task Next_NoCallIsLeft_DoesNothing()
    {
        using var thing = new ThingRun();
        var calls = Calls(thing);
        await calls.FinishAsync(default);
        await calls.NextAsync(default);
        Assert.Single(thing.Resource.Updates);
    }

    private static void AssertIsDoubted(WriteCalls calls)
    {
        Assert.Equal("""{"name":"n","parts":{"a":"3","b":"2"}}""", PluginHarness.Text(calls.Told));
        Assert.Equal(["color", "parts"], calls.Sent.Select(p => p.Name));
        Assert.Equal(["color", "parts"], calls.Unsure.Select(p => p.Name));
        Assert.False(calls.AreDone);
    }

    private static WriteCalls Calls(ThingRun thing, LiveChatPulumi.Provider.Resources.ObjectUpdate? call = null) =>
        new(
            thing.Resource,
            thing.Context,
            thing.Writer,
            [call ?? ThingRun.Update(Before, After, "color", "parts")],
            PluginHarness.Parse(Before),
            []
        );
}
