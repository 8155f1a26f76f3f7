using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
using Microsoft.Extensions.Time.Testing;

namespace LiveChatPulumi_Provider_Tests;

public class RunLedgerTests
{
    private const string Type = "livechat:index:Group";
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void LookupBound_NothingWasMeasured_IsTheWholeBound() => Assert.Equal(Bound, Ledger().LookupBound(Type, Bound));

    [Fact]
    public void LookupBound_ListShowsANewObject_IsShort()
    {
        var ledger = Ledger();
        Create(ledger, "1", TimeSpan.FromSeconds(1));
        List(ledger, TimeSpan.FromSeconds(1), shows: true);
        Assert.InRange(ledger.LookupBound(Type, Bound), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void LookupBound_ListThatWasAnsweredLateShowsIt_AllowsForALagAsLong()
    {
        var ledger = Ledger();
        Create(ledger, "1", TimeSpan.Zero);

        // The limiter makes the client repeat the list for a while.
        List(ledger, TimeSpan.FromSeconds(40), shows: true);
        Assert.InRange(ledger.LookupBound(Type, Bound), TimeSpan.FromSeconds(80), Bound);
    }

    [Fact]
    public void LookupBound_CreateWasAnsweredLate_AllowsForALagAsLong()
    {
        var ledger = Ledger();

        // The license may have made it as soon as the call was sent.
        Create(ledger, "1", TimeSpan.FromSeconds(40));
        List(ledger, TimeSpan.Zero, shows: true);
        Assert.InRange(ledger.LookupBound(Type, Bound), TimeSpan.FromSeconds(80), Bound);
    }

    [Fact]
    public void LookupBound_LaterListLacksAnObject_IsLongEnoughForIt()
    {
        var ledger = Ledger();
        Create(ledger, "1", TimeSpan.Zero);
        List(ledger, TimeSpan.Zero, shows: true);
        Create(ledger, "2", TimeSpan.Zero);
        _time.Advance(TimeSpan.FromSeconds(30));
        List(ledger, TimeSpan.Zero, shows: false);
        Assert.InRange(ledger.LookupBound(Type, Bound), TimeSpan.FromSeconds(60), Bound);
    }

    /// <summary>A refusal names a new object by a word of its own; a number may be a bound.</summary>
    [Theory]
    [InlineData("must be from 0 to 100", "1", false)]
    [InlineData("`group_ids` holds 1", "1", false)]
    [InlineData("`next_id` abc1 is not there", "abc1", true)]
    [InlineData("`next_id` xabc1 is not there", "abc1", false)]
    [InlineData("no property `tier` in the namespace `client`", "client/tier", true)]
    [InlineData("no property `tiers` in the namespace `client`", "client/tier", false)]
    public void TooNew_Validation_IsOfANewObjectThatItNames(string message, string id, bool expected)
    {
        var ledger = Ledger();
        Create(ledger, id, TimeSpan.Zero);
        var e = new ApiException(ApiActions.UpdateAgent, ErrorTypes.Validation, message, 400);
        Assert.Equal(expected, ledger.TooNew([Type], id.Split('/').ToHashSet(), e).Any());
    }

    private RunLedger Ledger() => new(new RunOptions(), _time, _time.GetUtcNow);

    private void Create(RunLedger ledger, string id, TimeSpan takes)
    {
        var sent = _time.GetUtcNow();
        _time.Advance(takes);
        ledger.RecordCreated(Type, id, sent);
    }

    private void List(RunLedger ledger, TimeSpan takes, bool shows)
    {
        var sent = _time.GetUtcNow();
        _time.Advance(takes);
        ledger.LearnLag(Type, sent, _ => shows);
    }
}
