using Microsoft.Playwright;
using TestSupport;

namespace Cli_Tests;

/// <summary>
/// The page of livechat routes in a real browser: Debian's chromium. ROUTES_SCREENSHOT names a file for the picture in the README.
/// </summary>
public class RoutesPageTests
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    [Fact]
    public async Task Html_OfAPreview_ShowsPeopleWhereChatsGo()
    {
        await using var command = await CommandHarness.StartAsync(
            await File.ReadAllTextAsync(Repo.Path("examples", "routing-yaml", "license.json"))
        );
        File.Copy(Repo.Path("examples", "routing-yaml", "Pulumi.yaml"), Path.Combine(command.ProjectFolder, "Pulumi.yaml"));
        var file = Path.Combine(command.ProjectFolder, "routes.html");
        Assert.Contains("Wrote", await command.SucceedAsync("routes", "--preview", "--html", file), StringComparison.Ordinal);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LaunchAsync(playwright);
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1100, Height = 700 },
            }
        );
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        Assert.Single(requests);

        var rules = page.Locator("ol.rules > li");
        await AssertSaysWhatIsRoutedAsync(page, rules);
        await AssertUnfoldsAsync(rules);

        // Each rule stands left of its groups, beneath the rule before it; on a phone they stand beneath each other.
        await AssertPlacedAsync(rules, sideBySide: true);
        await AssertFitsTheWindowAsync(page);
        var picture = await page.ScreenshotAsync(new() { FullPage = true });
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
        if (Environment.GetEnvironmentVariable("ROUTES_SCREENSHOT") is { Length: > 0 } target)
            await File.WriteAllBytesAsync(target, picture);
        await page.SetViewportSizeAsync(400, 800);
        await AssertPlacedAsync(rules, sideBySide: false);
        await AssertFitsTheWindowAsync(page);
    }

    internal static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath =
                    Browsers.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException("this test needs chromium: make browser"),
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );

    private static async Task AssertSaysWhatIsRoutedAsync(IPage page, ILocator rules)
    {
        Assert.Equal(
            [
                "1 Enterprise, > 50 seats added",
                "2 Shop in Poland added",
                "3 Shop added",
                "4 Pricing pages",
                "5 Polish customers",
                "6 Pricing in Poland",
                "7 Shop",
                "Everybody else",
            ],
            await rules.Locator("h2").AllInnerTextsAsync()
        );
        Assert.Equal(
            [
                "Never matches: rule 4, Pricing pages, matches wherever this one does.",
                "Never matches: rule 3, Shop, matches wherever this one does.",
            ],
            await page.Locator(".problem").AllInnerTextsAsync()
        );
    }

    /// <summary>The first time a group comes it is unfolded, later on a click.</summary>
    private static async Task AssertUnfoldsAsync(ILocator rules)
    {
        Assert.Equal("Sales & Partners", await rules.Nth(0).Locator("summary strong").InnerTextAsync());
        Assert.True(await rules.Nth(0).GetByText("Ann").IsVisibleAsync());
        var folded = rules.Nth(3).GetByText("Ann");
        Assert.False(await folded.IsVisibleAsync());
        await rules.Nth(3).Locator("summary").ClickAsync();
        Assert.True(await folded.IsVisibleAsync());
        await rules.Nth(3).Locator("summary").ClickAsync();
    }

    /// <summary>Nothing is wider than the window.</summary>
    private static async Task AssertFitsTheWindowAsync(IPage page) =>
        Assert.Equal(
            await page.EvaluateAsync<int>("document.documentElement.clientWidth"),
            await page.EvaluateAsync<int>("document.documentElement.scrollWidth")
        );

    private static async Task AssertPlacedAsync(ILocator rules, bool sideBySide)
    {
        var bottom = 0f;
        for (var i = 0; i < await rules.CountAsync(); i++)
        {
            var (rule, groups) = (
                (await rules.Nth(i).Locator(".what").BoundingBoxAsync())!,
                (await rules.Nth(i).Locator(".groups").BoundingBoxAsync())!
            );
            Assert.True(rule.Y >= bottom, $"rule {i + 1} covers the one before it");
            Assert.True(sideBySide ? rule.X + rule.Width < groups.X : rule.Y + rule.Height < groups.Y, $"rule {i + 1} covers its groups");
            bottom = Math.Max(rule.Y + rule.Height, groups.Y + groups.Height);
        }
    }
}
