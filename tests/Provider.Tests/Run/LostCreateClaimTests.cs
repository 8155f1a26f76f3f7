using LiveChatPulumi.Provider.Run;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>
/// Two creates alike of which no answer came, in two processes: the second began when the object of the first was there. Whichever of
/// them is looked up first, and whatever the ids are, each finds an object, so that neither is sent again.
/// </summary>
public class LostCreateClaimTests
{
    private const string Type = "livechat:index:Group";

    [Theory]
    [InlineData("9", "10", true)]
    [InlineData("9", "10", false)]
    [InlineData("10", "11", true)]
    [InlineData("10", "11", false)]
    public async Task Claim_TwoCreatesAlikeAreLost_EachFindsAnObject(string first, string second, bool firstIsLookedUpFirst)
    {
        using var home = new TemporaryFolder();
        var time = new JumpingTime();
        using var journal = new WriteJournal(home.Path, new JournalOwner("1", true, ""), time);
        CreateRecord one = Record("one", ["7"], time.GetUtcNow()),
            two = Record("two", ["7", first], time.GetUtcNow());
        await journal.PutAsync(one);
        await journal.PutAsync(two);
        var found = new List<string?>();
        foreach (var record in firstIsLookedUpFirst ? [one, two] : new[] { two, one })
        {
            var candidates = new[] { "7", first, second }.Where(id => !record.KnownIds.Contains(id)).ToList();
            found.Add((await journal.ClaimAsync(record, candidates, isLast: true, default)).Id);
        }

        Assert.Equal([first, second], found.Order(Comparer<string?>.Create((a, b) => int.Parse(a ?? "0") - int.Parse(b ?? "0"))));
    }

    /// <summary>The create of the first is sent again while the second is looked up: the new object is the first's.</summary>
    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "9")]
    public async Task Claim_EqualCreateIsUnderWay_WaitsForItsAnswer(bool isAnswered, string? taken)
    {
        using var home = new TemporaryFolder();
        var time = new JumpingTime();
        using var journal = new WriteJournal(home.Path, new JournalOwner("1", true, ""), time);
        CreateRecord one = Record("one", ["7"], time.GetUtcNow()),
            two = Record("two", ["7"], time.GetUtcNow());
        await journal.PutAsync(one);
        await journal.PutAsync(two);

        var underWay = journal.BeginCreate(one);
        var claim = journal.ClaimAsync(two, ["9"], isLast: true, default);
        Assert.False(claim.IsCompleted);
        if (isAnswered)
            await journal.PutAsync(one with { Id = "9" });
        underWay.Dispose();

        Assert.Equal(taken, (await claim).Id);
    }

    /// <summary>A second process of the same run may have sent its create again; whether it lives, nobody can ask.</summary>
    [Theory]
    [InlineData(true, false, "9")]
    [InlineData(false, false, null)]
    [InlineData(false, true, "9")]
    public async Task Claim_EqualCreateOfAnotherProcess_TakesNothingBeforeTheLastTimeOfAsking(bool isOlder, bool isLast, string? taken)
    {
        using var home = new TemporaryFolder();
        var time = new JumpingTime();
        var owner = new JournalOwner("1", true, "");
        using var beside = new WriteJournal(home.Path, owner, time);
        var one = Record("one", ["7"], time.GetUtcNow());
        if (isOlder)
            await beside.PutAsync(one);
        time.Advance(TimeSpan.FromSeconds(1));
        using var journal = new WriteJournal(home.Path, owner, time);
        var two = Record("two", ["7"], time.GetUtcNow());
        await journal.PutAsync(two);
        if (!isOlder)
            await beside.PutAsync(one with { At = time.GetUtcNow() });

        Assert.Equal(taken, (await journal.ClaimAsync(two, ["9"], isLast, default)).Id);
    }

    private static CreateRecord Record(string name, string[] known, DateTimeOffset at) =>
        new($"urn:pulumi:dev::shop::{Type}::{name}", Type, "Support", [.. known], null, false, at);
}
