using Grpc.Core;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>A create whose answer is not of the document's form has been made all the same: it is found, and not doubled.</summary>
public class BadAnswerTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Where(c => c.Makes == 1).Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_AnswerIsNotOfTheDocumentsForm_IsFoundAndNotDoubled(string type)
    {
        var c = ResourceCase.Of(type);
        foreach (var body in new[] { "[]", "5", """{"id":{}}""" })
        {
            await using var plugin = await PluginHarness.StartAsync();
            await plugin.ResetAsync(c.Seed);
            var before = c.Count(plugin);
            var text = System.Text.Json.JsonSerializer.Serialize(body);
            plugin.Fault($$"""{"kind":"wrong-answer","count":1,"writesOnly":true,"body":{{text}}}""");
            var failure = await Record.ExceptionAsync(() => plugin.CreateAsync(type, c.Example).InTimeAsync());
            Assert.True(failure is null or RpcException { StatusCode: not StatusCode.Internal and not StatusCode.Unknown }, $"{failure}");
            plugin.Emulator.Control("faults/clear");
            await plugin.CreateAsync(type, c.Example, failure is null ? "other" : "it").InTimeAsync().ContinueWith(_ => { });
            Assert.InRange(c.Count(plugin), before + 1, before + (failure is null ? 2 : 1));
        }
    }
}
