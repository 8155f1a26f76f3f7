using Grpc.Core;
using LiveChatPulumi.Provider;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Lists of objects that LiveChat lists by client id.</summary>
public class ListTests
{
    public static TheoryData<string> Types => [.. Catalog.Resources.Where(r => r.ListsByOwner).Select(r => r.Spec.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task List_WithoutAClientId_SaysSo(string type)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.ListAsync(type));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.Contains("livechat:ownerClientId", e.Status.Detail, StringComparison.Ordinal);

        var query = PropertyObject.Of(("ownerClientId", PropertyValue.Of("emulator-client")));
        var request = new ListRequest { Token = $"livechat:index:{type}", Query = StructCodec.Write(query) };
        await foreach (var item in plugin.Client.ListAsync(request, default))
            Assert.Equal("emulator-client", item.Result.Id.Split('/')[0]);
    }

    /// <summary>Whoever reads what a state has and then lists what there is beyond it pays for one list.</summary>
    [Fact]
    public async Task List_AfterARead_SharesItsList()
    {
        await using var plugin = await PluginHarness.StartAsync("""{"tags":[{"name":"b","group_ids":[]},{"name":"a","group_ids":[]}]}""");
        await plugin.ReadAsync("Tag", "a");
        Assert.Equal(["b", "a"], (await plugin.ListAsync("Tag")).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(1, plugin.Emulator.Log.Counts["list_tags"]);
        await plugin.CreateAsync("Tag", """{"name":"c"}""");
        Assert.Contains("c", await plugin.ListAsync("Tag"));
    }

    [Fact]
    public void Types_AreThoseOfAClientId() =>
        Assert.Equal(
            ["BotTemplate", "LicenseWebhooks", "Property", "Webhook"],
            Catalog.Resources.Where(r => r.ListsByOwner).Select(r => r.Spec.Name).Order()
        );
}
