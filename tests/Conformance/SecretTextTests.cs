using System.Text.Json;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>Whatever a server writes into its errors, the plugin shows no secret of the run and nothing that acts on a terminal.</summary>
public class SecretTextTests
{
    private const string Secret = "swordfish-1234";

    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Write_ServerRepeatsSecrets_TheyAreMaskedAndTheTextIsPlain(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var message = $"no {Secret} with Bearer dal:emulator-token \u001b[2J\n::error::x";
        var body = JsonSerializer.Serialize(new { error = new { type = "validation", message } });
        plugin.Fault($$"""{"kind":"wrong-answer","count":1000,"writesOnly":true,"body":{{JsonSerializer.Serialize(body)}}}""");
        var inputs = PluginHarness.Parse(c.Example).With("note", PropertyValue.Secret(PropertyValue.Of(Secret)));

        var failure = await Record.ExceptionAsync(() =>
            plugin
                .Client.CreateAsync(new CreateRequest { Urn = PluginHarness.Urn(type), Properties = StructCodec.Write(inputs) }, default)
                .InTimeAsync()
        );

        var detail = Assert.IsType<RpcException>(failure).Status.Detail;
        foreach (var text in plugin.Logs.Select(l => l.Message).Concat(plugin.EventTexts).Append(detail))
        {
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain("emulator-token", text, StringComparison.Ordinal);
            Assert.DoesNotContain(text, char.IsControl);
        }

        // A list of rules tells in its own words what somebody else changed meanwhile.
        if (c.Makes <= 1)
            Assert.Contains("no [secret] with Bearer [secret]", detail, StringComparison.Ordinal);
    }
}
