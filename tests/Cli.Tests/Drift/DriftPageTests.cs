using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TestSupport;

namespace Cli_Tests;

/// <summary>
/// The page of livechat drift in a real browser. DRIFT_SCREENSHOT names a file for the picture in docs/drift.md.
/// </summary>
public class DriftPageTests
{
    /// <summary>What somebody could name a tag, a group or an agent to take over the page of whoever reads it.</summary>
    private const string Hostile =
        "\"'></style></pre><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";

    [Fact]
    public async Task Html_OfDrift_IsReadableEverywhereAndRunsNothing()
    {
        await using var command = await DriftTests.EditedAsync();
        var license = command.Dump();
        var agents = license["agents"]!.AsArray();
        agents.First(a => (string)a!["id"]! == "ann@example.com")!["mobile"] = new string('9', 300);
        agents.First(a => (string)a!["id"]! == "ann@example.com")!["job_title"] = Hostile;
        license["tags"]!.AsArray().Add(new JsonObject { ["name"] = Hostile, ["group_ids"] = new JsonArray() });
        command.Emulator.Control("seed", license);
        var file = Path.Combine(command.ProjectFolder, "drift.html");
        Assert.Equal(2, (await command.RunAsync("drift", "--format", "html", "--out", file)).Code);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await RoutesPageTests.LaunchAsync(playwright);
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await browser.NewPageAsync(
                new()
                {
                    ColorScheme = scheme,
                    ViewportSize = new() { Width = 1100, Height = 800 },
                }
            );
            List<string> requests = [];
            page.Request += (_, request) => requests.Add(request.Url);
            await page.GotoAsync(new Uri(file).AbsoluteUri);
            Assert.Single(requests);
            await AssertSaysWhatIsDifferentAsync(page);
            await AssertFitsAsync(page, 1100);
            await AssertFitsAsync(page, 360);
            await AssertIsReadableAsync(page, isDark: scheme == ColorScheme.Dark);
        }
    }

    [Fact]
    public async Task Html_NoDrift_SaysSo()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("  vip: { type: \"livechat:Tag\", properties: { name: vip } }");
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        var page = await command.SucceedAsync("drift", "--format", "html");
        Assert.Contains("<h1>LiveChat is as the program says</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Nothing: the license is as the program says.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_OfATeam_IsThePictureOfTheDocs()
    {
        if (Environment.GetEnvironmentVariable("DRIFT_SCREENSHOT") is not { Length: > 0 } target)
            return;
        await using var command = await DriftTests.EditedAsync();
        var file = Path.Combine(command.ProjectFolder, "drift.html");
        Assert.Equal(2, (await command.RunAsync("drift", "--format", "html", "--out", file)).Code);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await RoutesPageTests.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1000, Height = 700 },
            }
        );
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        await File.WriteAllBytesAsync(target, await page.ScreenshotAsync(new() { FullPage = true }));
    }

    private static async Task AssertSaysWhatIsDifferentAsync(IPage page)
    {
        Assert.Equal("Drift of dev", await page.TitleAsync());
        Assert.Equal(0, await page.Locator("script, img, link, iframe").CountAsync());
        Assert.Equal(
            ["Changed 1", "Missing 1", "Duplicates 1", "Unmanaged 2", "What the next apply would do"],
            await page.Locator("h2").AllInnerTextsAsync()
        );
        var changed = page.Locator("#changed li");
        Assert.Contains("jobTitle", await changed.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("document.title", await changed.Locator("ins").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains(
            "pulumi import livechat:index:Agent bob 'bob@example.com'",
            await page.Locator("#unmanaged pre").AllInnerTextsAsync()
        );
        Assert.Contains("Tag vip", await page.Locator("#plan").InnerTextAsync(), StringComparison.Ordinal);
    }

    /// <summary>Nothing is wider than the window.</summary>
    private static async Task AssertFitsAsync(IPage page, int width)
    {
        await page.SetViewportSizeAsync(width, 800);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    /// <summary>Text stands out from what is behind it, by the rule of WCAG for texts of this size.</summary>
    private static async Task AssertIsReadableAsync(IPage page, bool isDark)
    {
        var contrasts = await page.EvaluateAsync<double[]>(
            """
            () => {
              const light = c => { const [r, g, b] = c.match(/\d+/g).map(Number).map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
                if (!/, 0\)$/.test(c) && c !== 'transparent') return c; } return 'rgb(255, 255, 255)'; };
              return [...document.querySelectorAll('h1, h2, h3, p, del, ins, pre, summary')].map(e => {
                const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
                return (a + 0.05) / (b + 0.05); });
            }
            """
        );
        Assert.All(contrasts, c => Assert.True(c >= 4.5, $"a contrast of {c:0.0}"));
        var back = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.Equal(isDark ? "rgb(22, 23, 26)" : "rgb(245, 246, 248)", back);
    }
}
