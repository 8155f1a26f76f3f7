using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>An operation ends in its time, also where the license never answers.</summary>
public class OperationTimeTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_LicenseNeverAnswersAWrite_EndsAndSaysSo(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        plugin.Fault("""{"kind":"hang","count":1000,"writesOnly":true}""");
        var request = new CreateRequest
        {
            Urn = PluginHarness.Urn(type),
            Properties = StructCodec.Write(PluginHarness.Parse(c.Example)),
            Timeout = 10,
        };

        var create = plugin.Client.CreateAsync(request, default);
        await FakeTime.AdvanceUntilAsync(plugin.Time, create, TimeSpan.FromSeconds(1));

        var failure = await Assert.ThrowsAsync<RpcException>(() => create);
        Assert.Contains("customTimeouts", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("10 s", failure.Status.Detail, StringComparison.Ordinal);
    }
}
