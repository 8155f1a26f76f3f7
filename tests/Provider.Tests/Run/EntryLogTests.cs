using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Provider.Run;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

public sealed class EntryLogTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    private string Folder => Path.Combine(_home.Path, "journal");

    public void Dispose() => _home.Dispose();

    [Fact]
    public void All_NothingWasEverWritten_IsEmptyAndMakesNoFolder()
    {
        using var log = new EntryLog(Folder);
        Assert.Empty(log.All());
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task SetAsync_NextProcess_ReadsTheLastOfEachName()
    {
        using (var log = new EntryLog(Folder))
        {
            await SetAsync(log, "a", 1);
            await SetAsync(log, "b", 1);
            await SetAsync(log, "a", 2);
            await log.SetAsync("b", null, toDisk: false);
        }

        using var next = new EntryLog(Folder);
        Assert.Equal(["a=2"], Texts(next));
    }

    [Fact]
    public async Task SetAsync_ManyAtTheSameTime_AreAllThere()
    {
        using (var log = new EntryLog(Folder))
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => SetAsync(log, $"n{i}", i))));
        using var next = new EntryLog(Folder);
        Assert.Equal(500, next.All().Count);
    }

    [Fact]
    public async Task SetAsync_ProcessesOneAfterAnother_LeaveOneFile()
    {
        for (var i = 0; i < 4; i++)
        {
            using var log = new EntryLog(Folder);
            await SetAsync(log, $"n{i}", i);
            await log.SetAsync("n0", null, toDisk: false);
        }

        Assert.Single(Logs());
        using var next = new EntryLog(Folder);
        Assert.Equal(["n1=1", "n2=2", "n3=3"], Texts(next));
    }

    [Fact]
    public async Task SetAsync_ProcessesSideBySide_ReadEachOthersEntries()
    {
        using var first = new EntryLog(Folder);
        await SetAsync(first, "a", 1);
        using var second = new EntryLog(Folder);
        await SetAsync(second, "a", 2);
        await SetAsync(second, "b", 1);
        Assert.Equal(["a=2", "b=1"], Texts(first, again: true));
        Assert.Equal(2, Logs().Length);
    }

    [Fact]
    public async Task SetAsync_EndOfAnEntryOfAProcessThatLives_OutlivesItsProcess()
    {
        using var first = new EntryLog(Folder);
        await SetAsync(first, "a", 1);
        using (var second = new EntryLog(Folder))
            await second.SetAsync("a", null, toDisk: false);
        using (var third = new EntryLog(Folder))
            await SetAsync(third, "b", 1);
        using var next = new EntryLog(Folder);
        Assert.Equal(["b=1"], Texts(next));
    }

    [Fact]
    public async Task All_LastLineWasCutOff_KeepsTheOthers()
    {
        await WriteAsync("a", "b");
        var file = Assert.Single(Logs());
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file))[..^3]);
        using var log = new EntryLog(Folder);
        Assert.Equal(["a=0"], Texts(log));
        await SetAsync(log, "c", 1);
        using var next = new EntryLog(Folder);
        Assert.Equal(["a=0", "c=1"], Texts(next));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"number":"x","name":"a"}""")]
    [InlineData("""{"number":1,"name":"a","content":5}""")]
    public async Task All_LineInTheMiddleIsDamaged_SaysWhichAndWhatToDo(string line)
    {
        await WriteAsync("a", "b");
        var file = Assert.Single(Logs());
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllTextAsync(file, $"{lines[0]}\n{line}\n{lines[1]}\n");
        using var log = new EntryLog(Folder);
        var e = Assert.Throws<RpcException>(() => log.All());
        Assert.Contains($"Line 2 of {file}", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("delete that line", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetAsync_FolderCannotBeMade_FailsAndWorksOnceItCan()
    {
        await File.WriteAllTextAsync(Folder, "in the way");
        using var log = new EntryLog(Folder);
        var e = await Assert.ThrowsAsync<RpcException>(() => SetAsync(log, "a", 1));
        Assert.Contains(Folder, e.Status.Detail, StringComparison.Ordinal);
        File.Delete(Folder);
        await SetAsync(log, "b", 1);
        using var next = new EntryLog(Folder);
        Assert.Equal(["b=1"], Texts(next));
    }

    /// <summary>What was on the disk before a write that failed is still there after it.</summary>
    [Fact]
    public async Task SetAsync_FailsAfterAnEarlierEntryOfTheName_KeepsTheEarlierOne()
    {
        using (var log = new EntryLog(Folder))
        {
            await SetAsync(log, "a", 1);

            // A folder stands where the next process's file would be; the write fails, and a later one does not.
            Directory.CreateDirectory(Path.Combine(Folder, "00000002.log.lock"));
        }

        using (var log = new EntryLog(Folder))
        {
            await Assert.ThrowsAsync<RpcException>(() => SetAsync(log, "a", 2));
            Directory.Delete(Path.Combine(Folder, "00000002.log.lock"));
            await SetAsync(log, "b", 1);
        }

        using var next = new EntryLog(Folder);
        Assert.Equal(["a=1", "b=1"], Texts(next));
    }

    private string[] Logs() => Directory.GetFiles(Folder, "*.log");

    private async Task WriteAsync(params string[] names)
    {
        using var log = new EntryLog(Folder);
        foreach (var name in names)
            await SetAsync(log, name, 0);
    }

    private static Task SetAsync(EntryLog log, string name, int value) =>
        log.SetAsync(name, new JsonObject { ["value"] = value }, toDisk: true);

    private static IEnumerable<string> Texts(EntryLog log, bool again = false) =>
        log.All(again).Select(e => $"{e.Key}={e.Value["value"]}").Order(StringComparer.Ordinal);
}
