using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;

namespace Cli_Tests;

/// <summary>Two emulated licenses, and a project whose stacks prod and test lead to them.</summary>
internal sealed class TwoLicenses : IAsyncDisposable
{
    private EmulatorServer? _other;

    public CommandHarness Command { get; private init; } = null!;

    /// <summary>Name, address and client id of each.</summary>
    public IReadOnlyList<(string Name, string Url, string Client)> Sides { get; private set; } = [];

    public static async Task<TwoLicenses> StartAsync(JsonObject prod, JsonObject test, bool asProcess = false)
    {
        var both = new TwoLicenses { Command = await CommandHarness.StartAsync(prod.ToJsonString(), asProcess) };
        both._other = await EmulatorServer.StartAsync();
        both._other.Control("seed", (JsonObject)JsonNode.Parse(test.ToJsonString())!);
        both.Sides = [("prod", both.Command.Emulator.Url.ToString(), "prod-client"), ("test", both._other.Url.ToString(), "test-client")];
        both.Command.Write("  none: { type: livechat:Tag, properties: { name: none } }");
        foreach (var (name, url, client) in both.Sides)
            await File.WriteAllTextAsync(
                Path.Combine(both.Command.ProjectFolder, $"Pulumi.{name}.yaml"),
                $"""
                config:
                  livechat:apiUrl: {url}
                  livechat:accessToken: dal:{client}-token
                  livechat:ownerClientId: {client}

                """
            );
        return both;
    }

    public Task<(int Code, string Output, string Errors)> DiffAsync(params string[] options) =>
        Command.RunAsync(["diff", "prod", "test", .. options]);

    /// <summary>What is said of sides that there are not.</summary>
    public async Task<string> RefusedAsync(string a, string b)
    {
        var (code, output, errors) = await Command.RunAsync("diff", a, b);
        Assert.Equal((1, ""), (code, output));
        return errors;
    }

    public async ValueTask DisposeAsync()
    {
        await Command.DisposeAsync();
        if (_other is not null)
            await _other.DisposeAsync();
    }
}
