using Grpc.Core;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Messages;

namespace Conformance_;

/// <summary>A plan that nobody could carry out ends at check: of a refused credential, and without a license that answers.</summary>
public class ReachTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Check_CredentialIsRefused_Fails(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await ConfigureAsync(plugin, ("apiUrl", plugin.Emulator.Url.ToString()), ("accessToken", "dal:another-token"));
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.FailuresAsync(type, c.Example));
        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
        Assert.Contains("LiveChat refuses the credential", e.Status.Detail, StringComparison.Ordinal);
        var calls = plugin.Emulator.Log.Calls.Count;

        // It is asked once.
        await Assert.ThrowsAsync<RpcException>(() => plugin.FailuresAsync(type, c.Example));
        Assert.Equal(calls, plugin.Emulator.Log.Calls.Count);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Check_LicenseDoesNotAnswer_FailsUnlessThePreviewMayDoWithout(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        (string, string)[] closed = [("apiUrl", "http://127.0.0.1:1"), ("accessToken", "dal:emulator-token")];
        await ConfigureAsync(plugin, closed);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.FailuresAsync(type, c.Example));
        Assert.Equal(StatusCode.Aborted, e.StatusCode);
        Assert.Contains("livechat:offlinePreview", e.Status.Detail, StringComparison.Ordinal);

        await ConfigureAsync(plugin, [.. closed, ("offlinePreview", "true")]);
        Assert.Empty(await plugin.FailuresAsync(type, c.Example));
        await plugin.CreateAsync(type, c.Example, preview: true);
        Assert.Single(plugin.Logs, l => l.Severity == LogSeverity.Warning && l.Message.Contains("does not answer"));
    }

    private static Task ConfigureAsync(PluginHarness plugin, params (string, string)[] more)
    {
        plugin.Options = new RunOptions();
        return plugin.ConfigureAsync([("licenseId", "100"), ("ownerClientId", "emulator-client"), .. more]);
    }
}
