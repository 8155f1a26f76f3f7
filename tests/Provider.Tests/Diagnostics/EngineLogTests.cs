using Grpc.Core;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Rpc;
using Microsoft.Extensions.Logging;
using PluginProtocol.Messages;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Whose the lines of a plugin are.</summary>
public class EngineLogTests
{
    [Fact]
    public async Task Attach_AnotherEngineThanTheOneThatStartedThePlugin_IsRefused()
    {
        using var log = new EngineLog("127.0.0.1:1");
        var service = new ProviderService(log, (_, _) => throw new InvalidOperationException(), _ => null);

        var failure = await Assert.ThrowsAsync<RpcException>(() =>
            service.AttachAsync(new PluginAttach { Address = "127.0.0.1:2" }, default)
        );

        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Contains("127.0.0.1:1", failure.Status.Detail, StringComparison.Ordinal);
        Assert.False(log.Attach("127.0.0.1:2"));
        Assert.True(log.Attach("127.0.0.1:1"));
    }

    [Fact]
    public async Task Attach_NoEngineStartedThePlugin_TakesTheAddress()
    {
        using var log = new EngineLog();
        var service = new ProviderService(log, (_, _) => throw new InvalidOperationException(), _ => null);

        Assert.False(log.IsEnabled(LogLevel.Debug));
        await service.AttachAsync(new PluginAttach { Address = "127.0.0.1:2" }, default);

        Assert.True(log.IsEnabled(LogLevel.Debug));
    }
}
