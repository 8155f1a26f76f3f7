using PluginProtocol.Files;
using TestSupport;

namespace PluginProtocol_Tests;

public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Replace_WasReadableByOthers_IsForItsOwnerAlone()
    {
        var path = _folder.File("state.json");
        File.WriteAllText(path, "old");
        SetMode(path, OfFiles | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        PrivateFile.Replace(path, "new"u8);

        Assert.Equal("new", File.ReadAllText(path));
        AssertMode(OfFiles, path);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Replace_IsALink_ReplacesWhatItLeadsTo()
    {
        var (path, target) = (_folder.File("state.json"), _folder.File("elsewhere.json"));
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(path, target);

        PrivateFile.Replace(path, "new"u8);

        Assert.Equal(target, new FileInfo(path).LinkTarget);
        Assert.Equal("new", File.ReadAllText(target));
    }

    [Fact]
    public void Replace_CannotBeMoved_LeavesNothingBehind()
    {
        var path = _folder.File("state.json");
        Directory.CreateDirectory(path);

        Assert.ThrowsAny<Exception>(() => PrivateFile.Replace(path, "new"u8));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Write_WasReadableByOthers_IsForItsOwnerAlone()
    {
        var path = _folder.File("export.json");
        await File.WriteAllTextAsync(path, "longer than the new one");
        SetMode(path, OfFiles | UnixFileMode.OtherRead);

        await PrivateFile.WriteAsync(path, "new"u8.ToArray(), default);

        Assert.Equal("new", await File.ReadAllTextAsync(path));
        AssertMode(OfFiles, path);
    }

    /// <summary>/dev/shm is memory for ordinary files, among devices.</summary>
    [Fact]
    public async Task Write_ToAFileInMemory_ReplacesIt()
    {
        if (!Directory.Exists("/dev/shm"))
            return;
        var path = Path.Combine("/dev/shm", Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(path, "longer than the new one");
            await PrivateFile.WriteAsync(path, "new"u8.ToArray(), default);
            Assert.Equal("new", await File.ReadAllTextAsync(path));
            AssertMode(OfFiles, path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void CreateFolder_WithThoseAboveIt_IsForItsOwnerAlone()
    {
        var path = Path.Combine(_folder.Path, "a", "b");

        PrivateFile.CreateFolder(path);

        AssertMode(OfFiles | UnixFileMode.UserExecute, path);
        AssertMode(OfFiles | UnixFileMode.UserExecute, Path.GetDirectoryName(path)!);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private static void AssertMode(UnixFileMode expected, string path)
    {
        Assert.False(OperatingSystem.IsWindows());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(expected, File.GetUnixFileMode(path));
    }
}
