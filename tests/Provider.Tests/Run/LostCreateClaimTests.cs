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
            var candidates = new[] { "7", first, second }.Where(id => !record.KnownIds.Contains(id));
            found.Add((await journal.ClaimAsync(record, candidates)).Id);
        }

        Assert.Equal([first, second], found.Order(Comparer<string?>.Create((a, b) => int.Parse(a ?? "0") - int.Parse(b ?? "0"))));
    }

    private static CreateRecord Record(string name, string[] known, DateTimeOffset at) =>
        new($"urn:pulumi:dev::shop::{Type}::{name}", Type, "Support", [.. known], null, false, at);
}
