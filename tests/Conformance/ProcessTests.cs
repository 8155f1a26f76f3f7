using System.Diagnostics;
using LiveChatPulumi.Emulator;
using PluginProtocol.Grpc;
using PluginProtocol.Messages;
using PluginProtocol.Services;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>C22: the plugin as a process.</summary>
public class ProcessTests
{
    [Fact]
    public async Task Process_ThroughAWholeLife_WritesThePortLineOnlyAndEndsOnSigterm()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        using var home = new TemporaryFolder();
        var start = new ProcessStartInfo(Repo.Path("provider", "LiveChatPulumi.Provider", "bin", Repo.Configuration, "net10.0", "pulumi-resource-livechat")) { RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = true };
        start.Environment["PULUMI_HOME"] = home.Path;
        using var process = Process.Start(start)!;
        var port = await process.StandardOutput.ReadLineAsync();
        using (var channel = new GrpcChannel($"127.0.0.1:{port}"))
        {
            var client = new ResourceProviderClient(channel);
            var config = PropertyObject.Of(("apiUrl", PropertyValue.Of(emulator.Url.ToString())), ("accessToken", PropertyValue.Of("dal:emulator-token")));
            await client.ConfigureAsync(new ConfigureRequest { Args = StructCodec.Write(config) }, default);
            var inputs = StructCodec.Write(PluginHarness.Parse("""{"name":"vip"}"""));
            var created = await client.CreateAsync(new CreateRequest { Urn = PluginHarness.Urn("Tag"), Properties = inputs }, default);
            await client.DeleteAsync(new DeleteRequest { Urn = PluginHarness.Urn("Tag"), Id = created.Id, Properties = created.Properties }, default);
        }

        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString()])!) await kill.WaitForExitAsync();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
