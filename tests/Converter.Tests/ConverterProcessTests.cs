using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using TestSupport;

namespace Converter_Tests;

/// <summary>
/// The converter as Pulumi starts it: a process without arguments that prints its port, finds its plugin, and leaves nothing behind.
/// LIVECHAT_TEST_CONVERTER and LIVECHAT_TEST_PLUGIN name published ones.
/// </summary>
public class ConverterProcessTests
{
    private static string Converter => Executable("LIVECHAT_TEST_CONVERTER", "LiveChatPulumi.Converter", "pulumi-converter-livechat");

    private static string Plugin => Executable("LIVECHAT_TEST_PLUGIN", "LiveChatPulumi.Provider", "pulumi-resource-livechat");

    [Fact]
    public async Task Process_OfPulumisCommand_ConvertsAndEndsWithItsCaller()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        emulator.Control("seed", new() { ["tags"] = new JsonArray(new JsonObject { ["name"] = "vip" }) });
        using var home = new TemporaryFolder();
        using var process = Start(emulator, home);
        using (var channel = await ConnectAsync(process))
        {
            var request = ConverterHarness.StateRequest("--include", "Tag");
            var state = await channel.UnaryAsync(ConverterMethods.ConvertState, request).InTimeAsync();
            Assert.Equal("vip", Assert.Single(state.Resources).Id);
            Assert.Empty(state.Diagnostics);
        }

        await process.ExitInTimeAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
    }

    /// <summary>Pulumi ends converters by a signal, whatever they do: the plugin that one has started must end as well.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task Process_SignalWhileItReads_EndsItsPluginToo(int signal)
    {
        await using var emulator = await EmulatorServer.StartAsync();
        emulator.Control("faults", new() { ["kind"] = "hang", ["method"] = "list_tags" });
        using var home = new TemporaryFolder();
        using var process = Start(emulator, home);
        using var channel = await ConnectAsync(process);
        var request = ConverterHarness.StateRequest("--include", "Tag");
        var conversion = channel.UnaryAsync(ConverterMethods.ConvertState, request);
        await Within.EventuallyAsync(() => emulator.Log.Counts.ContainsKey("list_tags"));
        var plugins = Children(process.Id);
        Assert.NotEmpty(plugins);
        Assert.Equal(0, Kill(process.Id, signal));
        await process.ExitInTimeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => conversion);
        await Within.EventuallyAsync(() => plugins.TrueForAll(p => !Directory.Exists($"/proc/{p}")));
    }

    /// <summary>As after pulumi plugin install: both are folders of one cache, and no variable names it.</summary>
    [Fact]
    public async Task Process_InstalledBesideItsPlugin_TakesThatOne()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        emulator.Control("seed", new() { ["tags"] = new JsonArray(new JsonObject { ["name"] = "vip" }) });
        using var home = new TemporaryFolder();
        var installed = Install(Converter, home.File($"plugins/converter-livechat-v{Repo.Version}"));
        Install(Plugin, home.File($"plugins/resource-livechat-v{Repo.Version}"));
        using var elsewhere = new TemporaryFolder();
        using var process = Start(emulator, elsewhere, installed, path: "/usr/bin:/bin");
        using (var channel = await ConnectAsync(process))
        {
            var request = ConverterHarness.StateRequest("--include", "Tag");
            var state = await channel.UnaryAsync(ConverterMethods.ConvertState, request).InTimeAsync();
            Assert.Equal("vip", Assert.Single(state.Resources).Id);
        }

        await process.ExitInTimeAsync();
    }

    private static string Executable(string variable, string project, string name) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path
            ? path
            : Repo.Path("provider", project, "bin", Repo.Configuration, "net10.0", name);

    private static string Install(string executable, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(executable)!))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return Path.Combine(folder, Path.GetFileName(executable));
    }

    private static Process Start(EmulatorServer emulator, TemporaryFolder home, string? executable = null, string? path = null) =>
        Process.Start(
            new ProcessStartInfo(executable ?? Converter)
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
                RedirectStandardError = true,
                WorkingDirectory = home.Path,
                Environment =
                {
                    ["PULUMI_HOME"] = home.Path,
                    ["PATH"] = path ?? Path.GetDirectoryName(Plugin) + ":/usr/bin:/bin",
                    ["LIVECHAT_API_URL"] = emulator.Url.ToString(),
                    ["LIVECHAT_ACCESS_TOKEN"] = "dal:emulator-token",
                },
            }
        )!;

    private static async Task<Grpc.Net.Client.GrpcChannel> ConnectAsync(Process process) =>
        GrpcChannels.Open($"127.0.0.1:{await process.StandardOutput.ReadLineAsync().InTimeAsync()}");

    private static List<int> Children(int parent) =>
        [
            .. Directory
                .GetDirectories($"/proc/{parent}/task")
                .Select(thread => Path.Combine(thread, "children"))
                .SelectMany(f => File.ReadAllText(f).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(int.Parse),
        ];

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
