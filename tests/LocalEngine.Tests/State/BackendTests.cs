using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Values;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>Checkpoint and journal of a stack are one, whenever the process is killed.</summary>
public sealed class BackendTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointFile _file = new(null);

    private FileBackend Backend => new(_folder.Path, "shop", "dev", null);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_KilledBetweenCheckpointAndEndOfItsJournal_AppliesTheJournalOnce()
    {
        var backend = Backend;
        string journal;
        using (var written = backend.OpenJournal(State("a", "b", "c"), _file, default))
        {
            new DeploymentState(State("a", "b", "c"), written).SetOld(0, null);
            journal = backend.JournalPath;
        }

        var left = File.ReadAllText(journal);
        Assert.Equal(["b", "c"], Names(backend.Load(_file)));
        backend.Save(backend.Load(_file), _file, default);
        File.WriteAllText(journal, left);
        Assert.Equal(["b", "c"], Names(backend.Load(_file)));
    }

    [Fact]
    public void Load_LastLineWasCutOff_KeepsWhatCameBefore()
    {
        var backend = Backend;
        using (var written = backend.OpenJournal(State("a", "b"), _file, default))
        {
            var state = new DeploymentState(State("a", "b"), written);
            state.SetOld(0, null);
            state.SetOld(1, null);
        }

        File.WriteAllText(backend.JournalPath, File.ReadAllText(backend.JournalPath)[..^4]);
        Assert.Equal(["b"], Names(backend.Load(_file)));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"t":"soon"}""")]
    [InlineData("""{"t":"finish","n":9}""")]
    [InlineData("""{"t":"old","old":99}""")]
    [InlineData("""{"t":"commit"}""")]
    [InlineData("""{"t":"begin","n":1,"type":"updating"}""")]
    public void Load_LineIsDamaged_IsAnErrorAndNothingIsDropped(string line)
    {
        var backend = Backend;
        using (var written = backend.OpenJournal(State("a", "b"), _file, default))
            new DeploymentState(State("a", "b"), written).SetOld(0, null);
        var good = File.ReadAllText(backend.JournalPath);
        File.WriteAllText(backend.JournalPath, good.Insert(good.IndexOf('\n') + 1, line + "\n"));
        var e = Assert.Throws<EngineException>(() => backend.Load(_file));
        Assert.Contains($"Line 2 of {backend.JournalPath} is damaged", e.Message, StringComparison.Ordinal);
        File.WriteAllText(backend.JournalPath, good);
        Assert.Equal(["b"], Names(backend.Load(_file)));
    }

    [Theory]
    [InlineData("""{"version":3,"checkpoint":{"latest":{"resources":5}}}""")]
    [InlineData("""{"version":3,"checkpoint":{"latest":{"resources":"x"}}}""")]
    public void Load_ResourcesAreNoList_IsNoEmptyState(string checkpoint)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Backend.CheckpointPath)!);
        File.WriteAllText(Backend.CheckpointPath, checkpoint);
        var e = Assert.ThrowsAny<Exception>(() => Backend.Load(_file));
        Assert.Contains("'resources' is not a list", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PendingOperations_NothingWasRecordedOfTheirResource_Stay()
    {
        var pending = State("a", "b") with { PendingOperations = [new("deleting", Resource("a"))] };
        var backend = Backend;
        using (backend.OpenJournal(pending, _file, default)) { }

        Assert.Equal("deleting", Assert.Single(backend.Load(_file).PendingOperations).Type);

        // Another resource's change says nothing of it.
        using (var written = backend.OpenJournal(backend.Load(_file), _file, default))
            new DeploymentState(pending, written).SetOld(1, Resource("b"));
        Assert.Single(backend.Load(_file).PendingOperations);

        using (var written = backend.OpenJournal(backend.Load(_file), _file, default))
            new DeploymentState(pending, written).SetOld(0, null);
        Assert.Empty(backend.Load(_file).PendingOperations);
    }

    private static IEnumerable<string> Names(Snapshot snapshot) => snapshot.Resources.Select(r => Urn.Parse(r.Urn).Name);

    private static Snapshot State(params string[] names) => new([.. names.Select(Resource)], [], null);

    private static ResourceState Resource(string name) =>
        new()
        {
            Urn = $"urn:pulumi:dev::shop::livechat:index:Tag::{name}",
            Custom = true,
            Id = name,
            Type = "livechat:index:Tag",
        };
}
