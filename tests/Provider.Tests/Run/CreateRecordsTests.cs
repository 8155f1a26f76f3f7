using LiveChatPulumi.Provider.Run;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Records of creates, by name and by object.</summary>
public class CreateRecordsTests
{
    private readonly CreateRecords _records = new();

    [Fact]
    public void Of_RecordIsAnswered_FindsItByItsObjectAndNotAsOpen()
    {
        _records.Set(Record("a", null));
        Assert.True(_records.HasOpen("Group"));
        Assert.False(_records.HasOpen("Tag"));
        _records.Set(Record("a", "1"));
        Assert.False(_records.HasOpen("Group"));
        Assert.Equal("a", Assert.Single(_records.Of("Group", "1")).Name);
        Assert.Empty(_records.Of("Tag", "1"));
    }

    [Fact]
    public void Of_TwoNamesOfOneObject_FindsBothUntilOneGoesOrIsOfAnother()
    {
        _records.Set(Record("a", "1"));
        _records.Set(Record("b", "1"));
        _records.Set(Record("c", "1"));
        Assert.Equal(["a", "b", "c"], _records.Of("Group", "1").Select(r => r.Name).Order());
        Assert.True(_records.Remove("a"));
        Assert.False(_records.Remove("a"));
        _records.Set(Record("b", "2"));
        Assert.Equal("c", Assert.Single(_records.Of("Group", "1")).Name);
        Assert.Equal(["b", "c"], _records.Values.Select(r => r.Name).Order());
        Assert.Null(_records.Find("a"));
    }

    [Fact]
    public void HasOpen_OpenRecordGoes_IsFalse()
    {
        _records.Set(Record("a", null));
        _records.Remove("a");
        Assert.False(_records.HasOpen("Group"));
    }

    private static CreateRecord Record(string name, string? id) => new(name, "Group", "key", [], id, false, DateTimeOffset.UnixEpoch);
}
