using System.Runtime.InteropServices;

namespace Cli_Tests;

/// <summary>Files that hold states or secrets are for their owner alone, whatever the umask.</summary>
public class FileRightsTests
{
    private const UnixFileMode Others = (UnixFileMode)0b111_111;

    [Fact]
    public async Task Command_UmaskAllowsAll_WritesFilesForTheirOwnerAlone()
    {
        await using var command = await CommandHarness.StartAsync(asProcess: true);
        command.Write("  vip:\n    type: livechat:Tag\n    properties: { name: vip }");
        var before = Files(command);
        using (var _ = Umask.Open())
        {
            await command.SucceedAsync("up", "--yes", "--skip-preview");
            command.Write("  vip:\n    type: livechat:Tag\n    properties: { name: gold }");
            await command.SucceedAsync("up", "--yes", "--skip-preview");
            await command.SucceedAsync("stack", "export", "--show-secrets", "--file", Path.Combine(command.ProjectFolder, "export.json"));
        }

        var written = Files(command).Except(before).ToList();
        Assert.Contains(written, f => f.EndsWith("dev.json", StringComparison.Ordinal));
        Assert.Contains(written, f => f.EndsWith("dev.json.bak", StringComparison.Ordinal));
        Assert.Contains(written, f => f.EndsWith(".log", StringComparison.Ordinal));
        Assert.Contains(written, f => f.EndsWith("export.json", StringComparison.Ordinal));
        Assert.False(OperatingSystem.IsWindows());
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in written.Where(f => !f.EndsWith("Pulumi.dev.yaml", StringComparison.Ordinal)))
                Assert.True((File.GetUnixFileMode(file) & Others) == 0, $"{file}: {File.GetUnixFileMode(file)}");
            var stacks = Path.GetDirectoryName(command.StatePath)!;
            Assert.True((File.GetUnixFileMode(stacks) & Others) == 0);
        }
    }

    [Fact]
    public async Task Up_StateIsALink_StaysOne()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("  vip:\n    type: livechat:Tag\n    properties: { name: vip }");
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        var elsewhere = Path.Combine(command.ProjectFolder, "elsewhere.json");
        File.Move(command.StatePath, elsewhere);
        File.CreateSymbolicLink(command.StatePath, elsewhere);

        command.Write("  vip:\n    type: livechat:Tag\n    properties: { name: gold }");
        await command.SucceedAsync("up", "--yes", "--skip-preview");

        Assert.Equal(elsewhere, new FileInfo(command.StatePath).LinkTarget);
        Assert.Contains("gold", await File.ReadAllTextAsync(elsewhere), StringComparison.Ordinal);
    }

    private static List<string> Files(CommandHarness command) =>
        [
            .. new[] { command.ProjectFolder, command.Home }
                .Where(Directory.Exists)
                .SelectMany(f => Directory.GetFiles(f, "*", SearchOption.AllDirectories)),
        ];

    /// <summary>The umask under which processes start that this one starts.</summary>
    private sealed class Umask : IDisposable
    {
        private readonly int _before = Set(0);

        public static Umask Open() => new();

        public void Dispose() => _ = Set(_before);

        [DllImport("libc", EntryPoint = "umask")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Set(int mask);
    }
}
