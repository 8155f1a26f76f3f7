using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Values;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>A create that another state has on record stops this one only while its object may be in the license.</summary>
public class OtherStateTests
{
    [Theory]
    [InlineData("its id is known and shown", "7", "7", true)]
    [InlineData("its id is known and another object has the name", "7", "8", false)]
    [InlineData("its id is not known and a new object has the name", null, "8", true)]
    [InlineData("its id is not known and the object was there before", null, "old", false)]
    [InlineData("the license has no object", null, null, false)]
    public async Task Refusal_OtherStateHasTheCreateOnRecord_IsForWhatMayBeThere(string because, string? id, string? shown, bool expected)
    {
        using var home = new TemporaryFolder();
        using (var other = new ThingRun(home.Path, "other"))
        {
            var spec = other.Resource.Spec;
            await other.Run.Journal.PutAsync(
                new CreateRecord(other.Context.Urn, spec.Token, "n", ["old"], id, false, other.Time.GetUtcNow())
            );
        }

        using var thing = new ThingRun(home.Path, "own");
        if (shown is not null)
            thing.Resource.Shown.Add(new LiveObject(shown, "n", PluginHarness.Parse("""{"name":"n"}""")));
        var refusal = await OtherState.RefusalAsync(
            thing.Resource,
            thing.Context,
            PluginHarness.Parse("""{"name":"n"}"""),
            waits: false,
            default
        );
        Assert.True(expected == refusal is not null, because);
    }

    [Fact]
    public async Task Delete_RunIsCancelledBeforeTheCall_IsNeitherSentNorOnRecord()
    {
        using var thing = new ThingRun();
        var lifecycle = ResourceLifecycles.Of(thing.Resource, thing.Context);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            lifecycle.DeleteAsync("1", PropertyObject.Empty, new CancellationToken(canceled: true))
        );
        Assert.Empty(thing.Resource.Deletes);
        Assert.Null(thing.Run.Journal.FindDelete(thing.Context.Urn, "1"));
        await lifecycle.DeleteAsync("1", PropertyObject.Empty, default);
        Assert.Equal(["1"], thing.Resource.Deletes);
    }
}
