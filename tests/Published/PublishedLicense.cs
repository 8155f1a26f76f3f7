using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Published_;

/// <summary>A license that a published livechat emulates.</summary>
internal sealed class PublishedLicense : IDisposable
{
    private readonly Process _process;

    private PublishedLicense(Process process, string url) => (_process, Url) = (process, url);

    /// <summary>Its address.</summary>
    public string Url { get; }

    /// <summary>Starts it; it ends by itself after a quarter of an hour.</summary>
    /// <param name="command">The published livechat.</param>
    public static async Task<PublishedLicense> StartAsync(string command)
    {
        var start = new ProcessStartInfo(command, ["emulate", "--control-token", "t", "--stop-after", "900"])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        return new PublishedLicense(process, (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)))!);
    }

    /// <summary>Preview, up, up again, destroy of a program that makes four resources; the license is as it was.</summary>
    /// <param name="livechat">Runs the published command in the project.</param>
    /// <param name="made">A text that the license has once the program is applied.</param>
    public async Task LiveAsync(Func<string[], Task<string>> livechat, string made)
    {
        var before = await ObjectsAsync();
        Assert.Contains("4 to create", await livechat(["preview"]), StringComparison.Ordinal);
        Assert.Equal(before, await ObjectsAsync());
        await livechat(["up", "--yes", "--skip-preview"]);
        Assert.Contains(made, await ObjectsAsync(), StringComparison.Ordinal);
        await livechat(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
        await livechat(["destroy", "--yes", "--skip-preview"]);
        Assert.Equal(before, await ObjectsAsync());
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    /// <summary>The license without the number of the next group, which a destroy does not take back.</summary>
    private async Task<string> ObjectsAsync()
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Emulator-Token", "t");
        using var body = new StringContent("{}");
        var answer = await client.PostAsync(new Uri(new Uri(Url), "/_emulator/dump"), body);
        var dump = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        dump.Remove("next_group_id");
        return dump.ToJsonString();
    }
}
